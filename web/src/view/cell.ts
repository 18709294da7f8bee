// What a matrix cell may say. The number of people decides (docs: "Honest numbers"): under five only single
// impressions, five to seven median and range, from eight a mean with its interval. Instruments are never mixed.
import type { PhotovoiceCell, WalkCell } from '../api/contract'

export type WalkView =
  | { kind: 'none' }
  | { kind: 'impressions'; dots: number[] }
  | { kind: 'middle'; word: 'indicative' | 'small_group' | 'full'; value: number; step: number; low: number | null; high: number | null }

export const steps = 7

/// The colour step of a score: 0 (lowest) to 6.
export function step_of(score: number): number {
  return Math.max(0, Math.min(steps - 1, Math.floor((score / 100) * steps)))
}

export function walk_view(cell: WalkCell | null | undefined): WalkView {
  if (!cell || cell.show === 'none' || cell.n_people === 0) return { kind: 'none' }
  if (cell.show === 'impressions') return { kind: 'impressions', dots: [...(cell.values ?? [])].sort((a, b) => a - b) }
  const indicative = cell.show === 'indicative'
  const value = indicative ? cell.median : cell.mean
  if (value === null) return { kind: 'none' }
  return {
    kind: 'middle',
    word: cell.show,
    value,
    step: step_of(value),
    low: indicative ? cell.min : cell.low,
    high: indicative ? cell.max : cell.high,
  }
}

export type Side = 'up' | 'mixed' | 'down'
export interface Segment {
  side: Side
  count: number
  start: number
  width: number
}

/// The bar of a PhotoVoice cell: parts of 100 in the order up, mixed, down; sides without a photo are left out.
export function photovoice_segments(cell: Pick<PhotovoiceCell, Side>): Segment[] {
  const total = cell.up + cell.mixed + cell.down
  const segments: Segment[] = []
  let start = 0
  for (const side of ['up', 'mixed', 'down'] as const) {
    const count = cell[side]
    if (count === 0) continue
    const width = (count / total) * 100
    segments.push({ side, count, start, width })
    start += width
  }
  return segments
}
