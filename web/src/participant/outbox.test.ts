import { afterEach, describe, expect, it, vi } from 'vitest'
import { Keep, type Entry, type StoredFile } from './keep/keep'
import { MemoryTables } from './keep/tables'
import { draft_of, entry_of } from './keep/made_up'
import { Outbox, pause_millis, passes_by_itself } from './outbox'
import type { Answer, Sending } from './post'

const ok: Answer = { status: 201, text: '', retry_after_millis: null }
const answer = (status: number, more: Partial<Answer> = {}): Answer => ({ status, text: '', retry_after_millis: null, ...more })

/// A server that knows what it has by instanceID, and a line that may be cut at any post, before or after the server took it.
class FakeServer {
  readonly submissions = new Map<string, { xml: string; files: Map<string, string> }>()
  posts: Sending[] = []
  constructor(private readonly cut: (nth: number) => 'before' | 'after' | number | null = () => null) {}

  post = async (sending: Sending): Promise<Answer> => {
    const what = this.cut(this.posts.push(sending))
    if (what === 'before') return answer(0)
    if (typeof what === 'number') return answer(what)
    const id = /<id>(.*?)<\/id>/.exec(sending.xml)![1]!
    const known = this.submissions.get(id) ?? { xml: sending.xml, files: new Map<string, string>() }
    if (known.xml !== sending.xml) return answer(409)
    if (sending.file) known.files.set(sending.file.name, new TextDecoder().decode(sending.file.bytes))
    this.submissions.set(id, known)
    return what === 'after' ? answer(0) : ok
  }
}

async function with_finished(keep: Keep, id: string, names: string[], more: Partial<Entry> = {}): Promise<void> {
  const stored: StoredFile[] = names.map((name) => ({ instance_id: id, name, type: 'image/jpeg', bytes: new TextEncoder().encode(`${id} ${name}`).buffer as ArrayBuffer }))
  await keep.save(draft_of({ instance_id: id }), stored, true)
  await keep.finish(entry_of({ instance_id: id, xml: `<id>${id}</id>`, files: names.map((name) => ({ name, type: 'image/jpeg', bytes: 1, sent: false })), ...more }), 'w1')
}

const outbox_of = (keep: Keep, server: FakeServer, owner = 'w1', now: () => number = Date.now): Outbox =>
  new Outbox({ keep, post: server.post, owner, language: () => 'cs', now, locks: undefined, on_change: () => undefined })

afterEach(() => vi.useRealTimers())

describe('the outbox', () => {
  it('sends the answers first, then each photo with the same answers, the last of them marked as the last', async () => {
    const keep = new Keep(new MemoryTables())
    const server = new FakeServer()
    await with_finished(keep, 'a', ['1.jpg', '2.jpg'])
    const outbox = outbox_of(keep, server)
    await outbox.kick()
    expect(server.posts.map((one) => [one.file?.name ?? null, one.more_to_come])).toEqual([[null, true], ['1.jpg', true], ['2.jpg', false]])
    expect(new Set(server.posts.map((one) => one.xml)).size).toBe(1)
    expect((await keep.entries())[0]?.state).toBe('done')
    expect(server.submissions.get('a')!.files.get('2.jpg')).toBe('a 2.jpg')
  })

  it('loses nothing and doubles nothing wherever the line is cut', async () => {
    for (const place of ['before', 'after'] as const)
      for (let cut_at = 1; cut_at <= 6; cut_at++) {
        const keep = new Keep(new MemoryTables())
        const server = new FakeServer((nth) => (nth === cut_at ? place : null))
        await with_finished(keep, 'a', ['1.jpg', '2.jpg'])
        await with_finished(keep, 'b', ['3.jpg'], { finished_at: 2 })
        const outbox = outbox_of(keep, server)
        await outbox.kick()
        await outbox.kick(true)
        outbox.stop()
        expect([...server.submissions.keys()].sort()).toEqual(['a', 'b'])
        expect([...server.submissions.values()].map((one) => one.files.size)).toEqual([2, 1])
        expect((await keep.entries()).map((entry) => entry.state)).toEqual(['done', 'done'])
      }
  })

  it('goes on after a crash with what it had written down', async () => {
    const tables = new MemoryTables()
    const keep = new Keep(tables)
    const server = new FakeServer((nth) => (nth === 2 ? 'before' : null))
    await with_finished(keep, 'a', ['1.jpg', '2.jpg'])
    const first = outbox_of(keep, server)
    await first.kick()
    first.stop()
    const second = outbox_of(new Keep(tables), server, 'w2')
    await second.kick(true)
    second.stop()
    // The answers had their receipt: they travel again only beside the photos.
    expect(server.posts.filter((one) => one.file === null)).toHaveLength(1)
    expect(server.submissions.get('a')!.files.size).toBe(2)
  })

  it('does not send in two windows at once', async () => {
    const tables = new MemoryTables()
    const keep = new Keep(tables)
    const server = new FakeServer()
    await with_finished(keep, 'a', ['1.jpg'])
    const windows = ['w1', 'w2', 'w3'].map((owner) => outbox_of(new Keep(tables), server, owner))
    await Promise.all(windows.map((one) => one.kick()))
    for (const one of windows) one.stop()
    expect(server.posts).toHaveLength(2)
  })

  it('waits longer each time, and as long as the server asks', async () => {
    let now = 1_000_000
    const keep = new Keep(new MemoryTables(), () => now)
    const server = new FakeServer((nth) => (nth < 3 ? 503 : null))
    await with_finished(keep, 'a', [])
    const outbox = outbox_of(keep, server, 'w1', () => now)
    await outbox.kick()
    const [entry] = await keep.entries()
    expect(entry).toMatchObject({ state: 'waiting', attempts: 1, trouble: { status: 503 } })
    await outbox.kick()
    expect(server.posts).toHaveLength(1)
    now = entry!.next_attempt_at
    await outbox.kick()
    expect(server.posts).toHaveLength(2)
    await outbox.kick(true)
    outbox.stop()
    expect((await keep.entries())[0]).toMatchObject({ state: 'done', trouble: null })
    expect(pause_millis(0, answer(503, { retry_after_millis: 30_000 }), 0.5)).toBe(30_000)
    expect(pause_millis(9, answer(0), 0.5)).toBe(300_000)
  })

  it('keeps what is refused, with the reason, and goes on to the next', async () => {
    const keep = new Keep(new MemoryTables())
    const server = new FakeServer((nth) => (nth === 1 ? 409 : null))
    await with_finished(keep, 'a', ['1.jpg'])
    await with_finished(keep, 'b', [], { finished_at: 2 })
    const outbox = outbox_of(keep, server)
    await outbox.kick()
    const entries = new Map((await keep.entries()).map((entry) => [entry.instance_id, entry]))
    expect(entries.get('a')).toMatchObject({ state: 'refused', xml: '<id>a</id>', trouble: { status: 409 } })
    expect(entries.get('b')).toMatchObject({ state: 'done' })
    expect(await keep.files('a')).toHaveLength(1)
    await outbox.retry('a')
    outbox.stop()
    expect((await keep.entries()).every((entry) => entry.state === 'done')).toBe(true)
  })

  it('says so when a photo has gone from the phone, instead of sending without it', async () => {
    const keep = new Keep(new MemoryTables())
    const server = new FakeServer()
    await with_finished(keep, 'a', ['1.jpg'])
    await keep.update('a', (entry) => ({ ...entry, files: [...entry.files, { name: 'gone.jpg', type: 'image/jpeg', bytes: 1, sent: false }] }))
    const outbox = outbox_of(keep, server)
    await outbox.kick()
    outbox.stop()
    expect((await keep.entries())[0]).toMatchObject({ state: 'refused', trouble: { status: 410 } })
    expect([...server.submissions.get('a')!.files.keys()]).toEqual(['1.jpg'])
  })

  it('tells what passes by itself from what needs a person', () => {
    expect([0, 408, 429, 500, 503, 507].every(passes_by_itself)).toBe(true)
    expect([400, 403, 404, 409, 410, 413].some(passes_by_itself)).toBe(false)
  })
})
