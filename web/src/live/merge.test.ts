import { expect, it } from 'vitest'
import type { Submission } from '../api/contract'
import { append_older, merge_newest, row_of_subject, rows_most } from './merge'

const row = (id: string, state = 'received'): Submission => ({
  id, state, activity: { code: 'a', instrument: 'walk', title: 'A' }, form: { id: 'f', version: '1' }, received_at: '', submitted_at: null, participant: null,
  flags: [], problems: 0, area: null, stop: null, attachments: { expected: 0, present: 0, missing: 0, last_received_at: null }, excerpt: null, seen: 0, assigned_to: null, appealed: false, revision: 1,
  photos: [{ id: `photo-${id}`, state: 'waiting', reason: null, width: null, height: null, veiled: false, people: 'none', publication: 'private', thumbnail_url: null, preview_url: null, caption: null, polarity: null, caption_language: null, erased_at: null }],
})
const ids = (rows: readonly Submission[]): string[] => rows.map((one) => one.id)

it('puts new rows on top and renews known ones in place', () => {
  const merged = merge_newest([row('b'), row('a')], [row('c'), row('b', 'approved')])
  expect(ids(merged.rows)).toEqual(['c', 'b', 'a'])
  expect(merged.rows[1]!.state).toBe('approved')
  expect(merged.arrived).toEqual(['c'])
  expect(merged.cut).toBe(false)
})

it('never keeps more rows than the page may hold, and says that it cut', () => {
  const full = Array.from({ length: rows_most }, (_, n) => row(`old-${n}`))
  const merged = merge_newest(full, [row('new')])
  expect(merged.rows).toHaveLength(rows_most)
  expect(merged.rows[0]!.id).toBe('new')
  expect(merged.cut).toBe(true)
})

it('appends an older page without doubling what moved down meanwhile', () => {
  expect(ids(append_older([row('c'), row('b')], [row('b'), row('a')]))).toEqual(['c', 'b', 'a'])
})

it('finds the row an event speaks of, by submission or by photo', () => {
  const rows = [row('b'), row('a')]
  expect(row_of_subject(rows, 'a')?.id).toBe('a')
  expect(row_of_subject(rows, 'photo-b')?.id).toBe('b')
  expect(row_of_subject(rows, null)).toBeUndefined()
})
