// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest'
import { use_language } from '../text/language'
import { told_of } from './reviewing'

const good = (id: string) => ({ id, state: 'approved', seen: 2, problem: null })
const bad = (id: string, detail: string) => ({ id, state: null, seen: null, problem: { code: 'review.changed_meanwhile', detail } })

describe('what became of a decision', () => {
  beforeAll(() => use_language('en'))
  it('is told with its number', () => {
    expect(told_of('approve', [good('a'), good('b')])).toEqual({ done: '2\u00a0submissions approved', refused: '', left: new Set() })
  })
  it('says why something stayed as it was, and keeps it selected', () => {
    const told = told_of('approve', [good('a'), bad('b', 'Eva was faster.')])
    expect(told.done).toBe('1\u00a0submission approved')
    expect(told.refused).toBe('Eva was faster.')
    expect([...told.left]).toEqual(['b'])
    expect(told_of('approve', [bad('a', 'Eva was faster.'), bad('b', 'x')])).toMatchObject({ done: '', refused: '2\u00a0stayed as they were: Eva was faster.' })
  })
})
