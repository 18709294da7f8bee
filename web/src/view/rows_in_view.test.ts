import { describe, expect, it } from 'vitest'
import { slice_in_view } from './rows_in_view'

describe('rows in view', () => {
  it('are few, however long the list is', () => {
    for (const above of [-300, 0, 5_000, 400_000, 839_000, 2_000_000]) {
      const { first, end } = slice_in_view(above, 900, 84, 10_000)
      expect(end - first).toBeLessThan(30)
      expect(end).toBeGreaterThan(first)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(end).toBeLessThanOrEqual(10_000)
    }
  })
  it('cover what is seen', () => {
    const { first, end } = slice_in_view(8_400, 840, 84, 10_000)
    expect(first).toBeLessThanOrEqual(100)
    expect(end).toBeGreaterThanOrEqual(110)
  })
  it('are none of an empty list', () => {
    expect(slice_in_view(0, 900, 84, 0)).toEqual({ first: 0, end: 0 })
    expect(slice_in_view(0, 900, 0, 10)).toEqual({ first: 0, end: 0 })
  })
})
