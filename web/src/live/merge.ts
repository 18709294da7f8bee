// Keeps the list of submissions on the page: the newest page from the server goes on top, rows known already are
// replaced in place of their older state, and the page never holds more than `rows_most`.
import type { Submission } from '../api/contract'

export const rows_most = 200

export interface Merged {
  rows: Submission[]
  arrived: string[]  // ids that were not there before
  cut: boolean       // older rows left the page to make room
}

export function merge_newest(rows: readonly Submission[], newest: readonly Submission[]): Merged {
  const known = new Set(rows.map((row) => row.id))
  const fresh = new Set(newest.map((row) => row.id))
  const merged = [...newest, ...rows.filter((row) => !fresh.has(row.id))]
  return {
    rows: merged.slice(0, rows_most),
    arrived: newest.filter((row) => !known.has(row.id)).map((row) => row.id),
    cut: merged.length > rows_most,
  }
}

export function append_older(rows: readonly Submission[], older: readonly Submission[]): Submission[] {
  const known = new Set(rows.map((row) => row.id))
  return [...rows, ...older.filter((row) => !known.has(row.id))]
}

/// The row an event speaks of: its subject is a submission or one of its photos.
export function row_of_subject(rows: readonly Submission[], subject: string | null): Submission | undefined {
  return rows.find((row) => row.id === subject || row.photos.some((photo) => photo.id === subject))
}
