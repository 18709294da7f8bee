// The lists of an audit: submissions by the one filter of all lists, the same on a map, and the log as people read it.
import { get } from './client'
import type { Area, I18n, Instrument, Submission } from './contract'

export type Tab = 'awaiting' | 'returned' | 'approved' | 'rejected' | 'all'
export const tabs: readonly Tab[] = ['awaiting', 'returned', 'approved', 'rejected', 'all']

/// As the address of the page says it too; an empty text asks for nothing.
export interface Filter {
  state: Tab
  activity: string
  area: string
  stop: string  // "walk-p7/p7-3"
  theme: string
  participant: string
  flags: string  // words with commas
  problems: boolean
  missing: boolean
  mine: boolean  // assigned to whoever reads
  appeal: boolean  // its sender has asked for a second opinion
  consent: string  // one of listed_problem_kinds
  from: string  // days: "2018-06-18"
  until: string
  question: string
  answer: string
  words: string
  order: 'newest' | 'oldest'
}

/// What a list can be narrowed by where consent is missing or does not fit (api/consent.ts).
export const listed_problem_kinds = ['any', 'no_analysis', 'release_missing', 'guardian_missing', 'unchecked_language'] as const

export interface ListedSubmission extends Submission {
  seen: number  // what a decision names as seen
  assigned_to: string | null
  appealed: boolean
  found?: { label: I18n; text: string } | null
}
export interface SubmissionCounts {
  received: number
  in_review: number
  approved: number
  returned: number
  rejected: number
  awaiting: number
  all: number
}
export interface ListPage {
  items: ListedSubmission[]
  next_cursor: string | null
  event_seq: number
  counts?: SubmissionCounts
}
export interface Choices {
  activities: { code: string; instrument: Instrument; title: string }[]
  areas: Area[]
  stops: (Area & { place: string; walk: string })[]
  themes: { code: string; level: 1 | 2; name: I18n }[]
  flags: string[]
  questions: { path: string; label: I18n; activities: string[]; choices: { value: string; label: I18n }[] }[]
}

interface Counted extends Area {
  submissions: number
  awaiting: number
}
export interface MapStop extends Counted {
  place: string
  walk: string
  latitude: number
  longitude: number
}
export interface Outline {
  type: 'Polygon' | 'MultiPolygon'
  coordinates: unknown
}
export interface MapArea extends Counted {
  kind: string
  latitude: number | null
  longitude: number | null
  outline: Outline | null
}
export interface Places {
  stops: MapStop[]
  areas: MapArea[]
  nowhere: number
}

export interface TrailEvent {
  seq: number
  at: string
  type: string
  actor: string
  actor_name: string | null
  activity: string | null
  subject: string | null
  subject_shown: boolean
  participant: string | null
  payload: Record<string, unknown>
}
export interface TrailPage {
  events: TrailEvent[]
  next_cursor: string | null
  about: string[]
  by: { actor: string; name: string | null }[]
}
export interface TrailCheck {
  checked_at: string
  events: number
  whole: boolean
  faults: number
}

const of_audit = (slug: string, path: string): string => `/api/audits/${encodeURIComponent(slug)}/${path}`

/// The instant a day begins where the reader is; `after` days later.
function day_start(day: string, after: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + after).toISOString()
}

/// The query that the server understands.
export function list_query(filter: Filter): URLSearchParams {
  const query = new URLSearchParams()
  if (filter.state !== 'all') query.set('state', filter.state)
  for (const name of ['activity', 'area', 'stop', 'theme', 'participant', 'flags', 'question', 'answer', 'words', 'consent'] as const)
    if (filter[name]) query.set(name, filter[name])
  for (const name of ['problems', 'missing', 'mine', 'appeal'] as const) if (filter[name]) query.set(name, 'yes')
  if (filter.from) query.set('from', day_start(filter.from, 0))
  if (filter.until) query.set('before', day_start(filter.until, 1))
  if (filter.order === 'oldest') query.set('order', 'oldest')
  return query
}

export interface PageWish {
  cursor?: string | null
  limit?: number
  counts?: boolean
  photos?: boolean  // only what has photos
}
export function list_submissions(slug: string, filter: Filter, wish: PageWish = {}): Promise<ListPage> {
  const query = list_query(filter)
  if (wish.cursor) query.set('cursor', wish.cursor)
  if (wish.counts) query.set('counts', 'yes')
  if (wish.photos) query.set('photos', 'yes')
  query.set('limit', String(wish.limit ?? 50))
  return get(of_audit(slug, `submissions?${query}`))
}
export const submissions_again = (slug: string, ids: readonly string[]): Promise<ListPage> => get(of_audit(slug, `submissions?ids=${ids.join(',')}`))
export const list_choices = (slug: string): Promise<Choices> => get(of_audit(slug, 'submissions/choices'))
export const list_places = (slug: string, filter: Filter): Promise<Places> => get(of_audit(slug, `submissions/places?${list_query(filter)}`))

export function read_trail(slug: string, wish: { about: string; by: string; submission: string; cursor?: string | null }): Promise<TrailPage> {
  const query = new URLSearchParams()
  for (const name of ['about', 'by', 'submission', 'cursor'] as const) if (wish[name]) query.set(name, wish[name])
  return get(of_audit(slug, `trail?${query}`))
}
export const check_trail = (slug: string): Promise<TrailCheck> => get(of_audit(slug, 'trail/check'))
