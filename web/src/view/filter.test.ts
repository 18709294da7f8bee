import { describe, expect, it } from 'vitest'
import { list_query } from '../api/lists'
import { filter_of, is_narrowed, no_filter, query_of, view_of } from './filter'

describe('the filter and the address', () => {
  it('say the same', () => {
    const filter = { ...no_filter, state: 'all' as const, area: 'p7', words: 'zastávka', missing: true, order: 'oldest' as const, from: '2018-06-01', consent: 'release_missing' }
    expect(filter_of(query_of(filter, 'map'))).toEqual(filter)
    expect(view_of(query_of(filter, 'map'))).toBe('map')
  })
  it('need no words when nothing is asked', () => {
    expect(query_of(no_filter, 'list')).toEqual({})
    expect(filter_of({})).toEqual(no_filter)
    expect(is_narrowed(no_filter)).toBe(false)
    expect(is_narrowed({ ...no_filter, state: 'all' })).toBe(false)
    expect(is_narrowed({ ...no_filter, problems: true })).toBe(true)
  })
  it('take nothing for granted', () => {
    expect(filter_of({ state: 'lost', from: 'yesterday', area: ['a', 'b'], view: 'cube', consent: 'mismatch' })).toEqual(no_filter)
    expect(view_of({ view: 'cube' })).toBe('list')
  })
  it('ask the server for whole days', () => {
    const query = list_query({ ...no_filter, from: '2018-06-18', until: '2018-06-18' })
    expect(new Date(query.get('before')!).getTime() - new Date(query.get('from')!).getTime()).toBe(86_400_000)
    expect(query.get('state')).toBe('awaiting')
    expect(list_query({ ...no_filter, state: 'all' }).has('state')).toBe(false)
  })
})
