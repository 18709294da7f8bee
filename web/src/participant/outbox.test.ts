import { afterEach, describe, expect, it, vi } from 'vitest'
import { Keep, type Entry, type StoredFile } from './keep/keep'
import { MemoryTables } from './keep/tables'
import { draft_of, entry_of } from './keep/made_up'
import { along, verdict } from './file_way'
import { Outbox } from './outbox'
import { passes_by_itself, pause_millis } from './pause'
import type { Answer, Sending } from './post'
import type { UploadFile } from './upload'

const ok: Answer = { status: 201, text: '', retry_after_millis: null }
const answer = (status: number, more: Partial<Answer> = {}): Answer => ({ status, text: '', retry_after_millis: null, ...more })

type Cut = 'before' | 'after' | number | null
const piece = 4

/// A server that knows what it has by instanceID, and a line that may be cut at any request, before or after the server took it.
class FakeServer {
  readonly submissions = new Map<string, { xml: string; files: Map<string, string> }>()
  readonly uploads = new Map<string, { id: string; name: string; sha256: string; bytes: Uint8Array[] }>()
  posts: Sending[] = []
  requests = 0
  uploaded_bytes = 0
  constructor(private readonly cut: (nth: number) => Cut = () => null) {}

  post = async (sending: Sending): Promise<Answer> => {
    this.posts.push(sending)
    const what = this.cut(++this.requests)
    if (what === 'before') return answer(0)
    if (typeof what === 'number') return answer(what)
    const id = /<id>(.*?)<\/id>/.exec(sending.xml)![1]!
    const known = this.submissions.get(id) ?? { xml: sending.xml, files: new Map<string, string>() }
    if (known.xml !== sending.xml) return answer(409)
    for (const file of sending.files) known.files.set(file.name, text_of(file.bytes))
    this.submissions.set(id, known)
    return what === 'after' ? answer(0) : ok
  }

  /// Piece by piece, as tus does it; an address is good as long as the server knows it.
  upload: UploadFile = async ({ file, sha256, upload_url }, { on_url, on_kept, on_progress }) => {
    const bytes = new Uint8Array(file.bytes)
    let url = upload_url
    if (url && !this.uploads.has(url)) {
      this.requests++
      return answer(404)
    }
    if (!url) {
      const what = this.cut(++this.requests)
      if (what === 'before') return answer(0)
      if (typeof what === 'number') return answer(what)
      url = `/api/uploads/${this.uploads.size}`
      this.uploads.set(url, { id: file.instance_id, name: file.name, sha256, bytes: [] })
      if (what === 'after') return answer(0)
      await on_url(url)
    }
    const there = this.uploads.get(url)!
    for (let at = there.bytes.length * piece; at < bytes.length; at += piece) {
      const what = this.cut(++this.requests)
      if (what === 'before') return answer(0)
      if (typeof what === 'number') return answer(what)
      there.bytes.push(bytes.subarray(at, at + piece))
      this.uploaded_bytes += Math.min(piece, bytes.length - at)
      if (what === 'after') return answer(0)
      await on_kept(Math.min(bytes.length, at + piece))
      on_progress(Math.min(1, (at + piece) / bytes.length))
    }
    this.submissions.get(there.id)?.files.set(there.name, there.bytes.map((one) => new TextDecoder().decode(one)).join(''))
    return answer(204)
  }
}

const text_of = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes)
/// As the page counts them: too large to go beside the answers.
const large = 3_000_000

async function with_finished(keep: Keep, id: string, names: string[], more: Partial<Entry> = {}, bytes = large): Promise<void> {
  const stored: StoredFile[] = names.map((name) => ({ instance_id: id, name, type: 'image/jpeg', bytes: new TextEncoder().encode(`${id} ${name}`).buffer as ArrayBuffer }))
  await keep.save(draft_of({ instance_id: id }), stored, true)
  await keep.finish(entry_of({ instance_id: id, xml: `<id>${id}</id>`, files: names.map((name) => ({ name, type: 'image/jpeg', bytes, sent: false })), ...more }), 'w1')
}

const outbox_of = (keep: Keep, server: FakeServer, owner = 'w1', now: () => number = Date.now): Outbox =>
  new Outbox({ keep, post: server.post, upload: server.upload, owner, language: () => 'cs', now, locks: undefined, on_change: () => undefined })

afterEach(() => vi.useRealTimers())

describe('the outbox', () => {
  it('sends the answers first, then each photo piece by piece', async () => {
    const keep = new Keep(new MemoryTables())
    const server = new FakeServer()
    await with_finished(keep, 'a', ['1.jpg', '2.jpg'])
    await outbox_of(keep, server).kick()
    expect(server.posts.map((one) => [one.files.map((file) => file.name), one.more_to_come])).toEqual([[[], true]])
    expect([...server.uploads.values()].map((one) => one.name)).toEqual(['1.jpg', '2.jpg'])
    expect([...server.uploads.values()].every((one) => /^[0-9a-f]{64}$/.test(one.sha256))).toBe(true)
    expect((await keep.entries())[0]?.state).toBe('done')
    expect(server.submissions.get('a')!.files.get('2.jpg')).toBe('a 2.jpg')
  })

  it('takes small files along with the answers: one round trip instead of five', async () => {
    const keep = new Keep(new MemoryTables())
    const server = new FakeServer()
    await with_finished(keep, 'a', ['1.jpg', '2.jpg'], {}, 40_000)
    await outbox_of(keep, server).kick()
    expect(server.requests).toBe(1)
    expect(server.posts[0]).toMatchObject({ more_to_come: false })
    expect(server.submissions.get('a')!.files.size).toBe(2)
    const entry = entry_of({ files: [60_000, 60_000, 30_000].map((bytes, at) => ({ name: `${at}`, type: '', bytes, sent: false })) })
    expect(along(entry).map((file) => file.name)).toEqual(['0', '2'])
    expect(along({ ...entry, attempts: 2 })).toEqual([])
  })

  it('loses nothing, doubles nothing and sends no piece twice that was acknowledged, wherever the line is cut', async () => {
    for (const place of ['before', 'after'] as const)
      for (let cut_at = 1; cut_at <= 14; cut_at++) {
        const keep = new Keep(new MemoryTables())
        const server = new FakeServer((nth) => (nth === cut_at ? place : null))
        await with_finished(keep, 'a', ['1.jpg', '2.jpg'])
        await with_finished(keep, 'b', ['3.jpg'], { finished_at: 2 })
        const outbox = outbox_of(keep, server)
        await outbox.kick()
        await outbox.kick(true)
        outbox.stop()
        expect([...server.submissions.keys()].sort()).toEqual(['a', 'b'])
        expect([...server.submissions.values()].map((one) => [...one.files.values()])).toEqual([['a 1.jpg', 'a 2.jpg'], ['b 3.jpg']])
        expect((await keep.entries()).map((entry) => entry.state)).toEqual(['done', 'done'])
        expect(server.uploaded_bytes, `cut ${place} ${cut_at}`).toBe(3 * 'a 1.jpg'.length)
      }
  })

  it('begins anew when what it had begun has expired, and asks again when the server has more than it thought', async () => {
    const keep = new Keep(new MemoryTables())
    const server = new FakeServer((nth) => (nth === 3 ? 'before' : nth === 7 ? 409 : null))
    await with_finished(keep, 'a', ['1.jpg'])
    const outbox = outbox_of(keep, server)
    await outbox.kick()
    expect((await keep.entries())[0]?.files[0]).toMatchObject({ upload_url: '/api/uploads/0', sent: false })
    server.uploads.clear()
    await outbox.kick(true)
    outbox.stop()
    expect((await keep.entries())[0]).toMatchObject({ state: 'done' })
    expect(server.submissions.get('a')!.files.get('1.jpg')).toBe('a 1.jpg')
  })

  it('posts the photos where tus is not to be had', async () => {
    for (const status of [409, 405, 501, 404]) {
      const keep = new Keep(new MemoryTables())
      const server = new FakeServer((nth) => (nth === 2 ? status : null))
      await with_finished(keep, 'a', ['1.jpg', '2.jpg'])
      await outbox_of(keep, server).kick()
      expect(server.posts.map((one) => [one.files.map((file) => file.name), one.more_to_come])).toEqual([[[], true], [['1.jpg'], true], [['2.jpg'], false]])
      expect(new Set(server.posts.map((one) => one.xml)).size).toBe(1)
      expect((await keep.entries())[0]?.state).toBe('done')
    }
  })

  it('keeps a photo that is too large for the server, and says so', async () => {
    const keep = new Keep(new MemoryTables())
    const server = new FakeServer((nth) => (nth === 2 ? 413 : null))
    await with_finished(keep, 'a', ['1.jpg'])
    await outbox_of(keep, server).kick()
    expect((await keep.entries())[0]).toMatchObject({ state: 'refused', xml_sent: true, trouble: { status: 413 } })
    expect(await keep.files('a')).toHaveLength(1)
  })

  it('knows what the answer of an upload means', () => {
    expect([200, 204].map((status) => verdict(status, true))).toEqual(['arrived', 'arrived'])
    expect([404, 410, 460].map((status) => verdict(status, true))).toEqual(['anew', 'anew', 'anew'])
    expect([0, 423, 429, 500, 503, 507].every((status) => verdict(status, true) === 'wait')).toBe(true)
    expect([verdict(409, true), verdict(409, false), verdict(404, false), verdict(413, false)]).toEqual(['again', 'by_post', 'by_post', 'refused'])
  })

  it('goes on after a crash with what it had written down', async () => {
    const tables = new MemoryTables()
    const keep = new Keep(tables)
    const server = new FakeServer((nth) => (nth === 4 ? 'before' : null))
    await with_finished(keep, 'a', ['1.jpg', '2.jpg'])
    const first = outbox_of(keep, server)
    await first.kick()
    first.stop()
    const second = outbox_of(new Keep(tables), server, 'w2')
    await second.kick(true)
    second.stop()
    expect(server.posts).toHaveLength(1)
    expect(server.submissions.get('a')!.files.size).toBe(2)
    expect(server.uploaded_bytes).toBe(2 * 'a 1.jpg'.length)
  })

  it('does not send in two windows at once', async () => {
    const tables = new MemoryTables()
    const keep = new Keep(tables)
    const server = new FakeServer()
    await with_finished(keep, 'a', ['1.jpg'])
    const windows = ['w1', 'w2', 'w3'].map((owner) => outbox_of(new Keep(tables), server, owner))
    await Promise.all(windows.map((one) => one.kick()))
    for (const one of windows) one.stop()
    expect(server.posts).toHaveLength(1)
    expect(server.uploads.size).toBe(1)
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
    await keep.update('a', (entry) => ({ ...entry, files: [...entry.files, { name: 'gone.jpg', type: 'image/jpeg', bytes: large, sent: false }] }))
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
