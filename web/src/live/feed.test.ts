import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveEvent } from '../api/contract'
import { open_feed, type FeedState } from './feed'

class FakeSource {
  static made: FakeSource[] = []
  readonly listeners = new Map<string, ((event: unknown) => void)[]>()
  readyState = 0
  closed = false

  constructor(readonly url: string) {
    FakeSource.made.push(this)
  }
  addEventListener(type: string, listener: unknown): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener as (event: unknown) => void])
  }
  close(): void {
    this.closed = true
  }
  emit(type: string, event: unknown = {}): void {
    for (const listener of this.listeners.get(type) ?? []) listener(event)
  }
  message(seq: number, type: string, more: object = {}): void {
    this.emit(type, { data: JSON.stringify({ seq, type, at: '', audit: 'a', activity: null, subject: null, ...more }) })
  }
}

const last = (): FakeSource => FakeSource.made.at(-1)!
let events: LiveEvent[]
let states: FeedState[]
const open = (after: number) =>
  open_feed(after, (event) => events.push(event), (state) => states.push(state), (url) => new FakeSource(url) as unknown as EventSource)

beforeEach(() => {
  vi.useFakeTimers()
  FakeSource.made = []
  events = []
  states = []
})
afterEach(() => vi.useRealTimers())

describe('the live feed', () => {
  it('starts after what the page has already read and says when it is live', () => {
    open(41)
    expect(last().url).toBe('/api/events?after=41')
    last().emit('open')
    expect(states).toEqual(['connecting', 'live'])
  })

  it('passes each numbered event once, whatever the server repeats', () => {
    open(10)
    for (const seq of [10, 11, 11, 12]) last().message(seq, 'submission.received')
    expect(events.map((event) => event.seq)).toEqual([11, 12])
  })

  it('passes everything that is told in passing, without a number', () => {
    open(10)
    for (const loaded of [1, 2]) last().emit('sample.progress', { data: JSON.stringify({ type: 'sample.progress', loaded, total: 3 }) })
    last().emit('aggregates.updated', { data: '{"type":"aggregates.updated"}' })
    expect(events.map((event) => event.loaded)).toEqual([1, 2, undefined])
  })

  it('leaves reconnecting to the browser while the browser does it', () => {
    open(0)
    last().emit('error')
    vi.advanceTimersByTime(60_000)
    expect(FakeSource.made).toHaveLength(1)
    expect(states.at(-1)).toBe('waiting')
  })

  it('reopens from the last number seen when the browser gave up, with growing pauses', () => {
    open(5)
    last().message(9, 'photo.derived')
    for (const pause of [1_000, 2_000, 4_000]) {
      last().readyState = 2
      last().emit('error')
      const before = FakeSource.made.length
      vi.advanceTimersByTime(pause - 1)
      expect(FakeSource.made).toHaveLength(before)
      vi.advanceTimersByTime(1)
      expect(FakeSource.made).toHaveLength(before + 1)
      expect(last().url).toBe('/api/events?after=9')
    }
  })

  it('stays closed once closed, and ignores what it cannot read', () => {
    const feed = open(0)
    last().emit('submission.received', { data: 'not json' })
    feed.close()
    last().readyState = 2
    last().emit('error')
    vi.advanceTimersByTime(60_000)
    expect(FakeSource.made).toHaveLength(1)
    expect(last().closed).toBe(true)
    expect(events).toEqual([])
  })
})
