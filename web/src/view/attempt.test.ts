import { expect, test } from 'vitest'
import { use_attempt } from './attempt'

test('a refusal is kept until the next attempt', async () => {
  const { busy, problem, attempt } = use_attempt()
  const refusal = new Error('no')
  expect(await attempt(() => Promise.reject(refusal))).toBe(false)
  expect(problem.value).toBe(refusal)
  expect(busy.value).toBe(false)
  expect(await attempt(() => Promise.resolve())).toBe(true)
  expect(problem.value).toBe(null)
})

test('two presses make one attempt', async () => {
  const { busy, attempt } = use_attempt()
  let made = 0
  let finish = (): void => {}
  const action = (): Promise<void> => {
    made += 1
    return new Promise((resolve) => (finish = resolve))
  }
  const first = attempt(action)
  expect(busy.value).toBe(true)
  expect(await attempt(action)).toBe(false)
  finish()
  expect(await first).toBe(true)
  expect(made).toBe(1)
})
