// How a question looks on paper.
import type { OutlineItem } from '../api/contract'

export type PaperKind = 'note' | 'choices' | 'rank' | 'upload' | 'short' | 'long'

const short_types = new Set(['int', 'integer', 'decimal', 'date', 'time', 'dateTime', 'barcode', 'geopoint'])

export function paper_kind(item: OutlineItem): PaperKind {
  if (item.readonly) return 'note'
  if (item.control === 'rank') return 'rank'
  if (item.control === 'upload') return 'upload'
  if (item.control === 'trigger') return 'short'
  // Lists that the server makes are not on paper: there is a line to write the place on.
  if (item.choices?.length) return 'choices'
  if (item.choice_file || short_types.has(item.type ?? '') || item.control === 'range') return 'short'
  return 'long'
}
