// The filter of the inbox and the address of its page are one: what is shown can be sent to somebody, and the way back leads to it.
import type { LocationQuery } from 'vue-router'
import { listed_problem_kinds, tabs, type Filter } from '../api/lists'

export type View = 'list' | 'gallery' | 'map'
export const views: readonly View[] = ['list', 'gallery', 'map']

export const no_filter: Filter = {
  state: 'awaiting',
  activity: '',
  area: '',
  stop: '',
  theme: '',
  participant: '',
  flags: '',
  problems: false,
  missing: false,
  mine: false,
  appeal: false,
  consent: '',
  from: '',
  until: '',
  question: '',
  answer: '',
  words: '',
  order: 'newest',
}

const texts = ['activity', 'area', 'stop', 'theme', 'participant', 'flags', 'from', 'until', 'question', 'answer', 'words', 'consent'] as const
const marks = ['problems', 'missing', 'mine', 'appeal'] as const
const is_day = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

export function filter_of(query: LocationQuery): Filter {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name] : '')
  const filter: Filter = { ...no_filter }
  for (const name of texts) filter[name] = text(name)
  for (const name of marks) filter[name] = text(name) === 'yes'
  for (const name of ['from', 'until'] as const) if (!is_day(filter[name])) filter[name] = ''
  if (!listed_problem_kinds.some((one) => one === filter.consent)) filter.consent = ''
  filter.state = tabs.find((one) => one === text('state')) ?? 'awaiting'
  filter.order = text('order') === 'oldest' ? 'oldest' : 'newest'
  return filter
}

export const view_of = (query: LocationQuery): View => views.find((one) => one === query['view']) ?? 'list'

export function query_of(filter: Filter, view: View): Record<string, string> {
  const query: Record<string, string> = {}
  if (view !== 'list') query['view'] = view
  if (filter.state !== 'awaiting') query['state'] = filter.state
  for (const name of texts) if (filter[name]) query[name] = filter[name]
  for (const name of marks) if (filter[name]) query[name] = 'yes'
  if (filter.order === 'oldest') query['order'] = 'oldest'
  return query
}

/// Whether anything narrows the list besides its tab.
export const is_narrowed = (filter: Filter): boolean => texts.some((name) => filter[name]) || marks.some((name) => filter[name])
