import { describe, expect, it } from 'vitest'
import type { Show, WalkCell } from '../api/contract'
import { photovoice_segments, step_of, walk_view } from './cell'

const cell = (show: Show, more: Partial<WalkCell> = {}): WalkCell => ({
  n_people: 9, n_units: 7, unit: 'stops', n_waiting: 0, show, mean: 41.7, median: 50, min: 0, max: 100, low: 30.2, high: 53.1, values: [66.7, 0, 33.3], ...more,
})

describe('a walk cell', () => {
  it('says nothing without people, whatever figures come along', () => {
    expect(walk_view(null)).toEqual({ kind: 'none' })
    expect(walk_view(cell('none'))).toEqual({ kind: 'none' })
    expect(walk_view(cell('full', { n_people: 0 }))).toEqual({ kind: 'none' })
  })

  it('shows single impressions and no score for a handful of people', () => {
    expect(walk_view(cell('impressions'))).toEqual({ kind: 'impressions', dots: [0, 33.3, 66.7] })
  })

  it('shows the median with its range when indicative', () => {
    expect(walk_view(cell('indicative'))).toEqual({ kind: 'middle', word: 'indicative', value: 50, step: 3, low: 0, high: 100 })
  })

  it('shows the mean with its interval from a small group on', () => {
    expect(walk_view(cell('small_group'))).toEqual({ kind: 'middle', word: 'small_group', value: 41.7, step: 2, low: 30.2, high: 53.1 })
    expect(walk_view(cell('full', { low: null, high: null }))).toMatchObject({ word: 'full', value: 41.7, low: null })
  })

  it('has one colour step for each seventh of the scale', () => {
    expect([0, 14.2, 14.3, 50, 99.9, 100].map(step_of)).toEqual([0, 0, 1, 3, 6, 6])
  })
})

describe('a PhotoVoice cell', () => {
  it('divides the bar by photos and leaves out empty sides', () => {
    expect(photovoice_segments({ up: 3, mixed: 0, down: 1 })).toEqual([
      { side: 'up', count: 3, start: 0, width: 75 },
      { side: 'down', count: 1, start: 75, width: 25 },
    ])
  })

  it('draws nothing of nothing', () => {
    expect(photovoice_segments({ up: 0, mixed: 0, down: 0 })).toEqual([])
  })
})
