import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { calm } from './calm'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('gathers a burst into one run and honours what was asked while running', async () => {
  let runs = 0
  let finish = (): void => {}
  const task = calm(() => new Promise<void>((resolve) => { runs++; finish = resolve }), 1_000, 100)
  for (let burst = 0; burst < 50; burst++) task.ask()
  await vi.advanceTimersByTimeAsync(100)
  expect(runs).toBe(1)
  task.ask()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(runs).toBe(1)
  finish()
  await vi.advanceTimersByTimeAsync(999)
  expect(runs).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toBe(2)
})

it('goes on after a failure and stops when told', async () => {
  let runs = 0
  const task = calm(() => { runs++; return Promise.reject(new Error('no')) }, 500, 10)
  task.ask()
  await vi.advanceTimersByTimeAsync(10)
  task.ask()
  await vi.advanceTimersByTimeAsync(500)
  expect(runs).toBe(2)
  task.ask()
  task.stop()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(runs).toBe(2)
})
