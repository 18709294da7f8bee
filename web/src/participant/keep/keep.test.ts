import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { Keep, type StoredFile } from './keep'
import { draft_of, entry_of } from './made_up'
import { erase_tables, MemoryTables, open_tables } from './tables'

const file_of = (name: string): StoredFile => ({ instance_id: 'uuid:1', name, type: 'image/jpeg', bytes: new TextEncoder().encode(name).buffer as ArrayBuffer })

describe.each([
  ['IndexedDB', async () => (await erase_tables(), open_tables())],
  ['memory', async () => new MemoryTables()],
])('what is kept in %s', (name, open) => {
  let keep: Keep
  beforeEach(async () => {
    keep = new Keep(await open())
    expect(keep.lasting).toBe(name === 'IndexedDB')
  })

  it('gives a draft back with its files, byte for byte', async () => {
    expect(await keep.save(draft_of({ xml: '<data><a>ž</a></data>' }), [file_of('a.jpg')], true)).toBe(true)
    expect((await keep.draft_of('/p/a'))?.xml).toBe('<data><a>ž</a></data>')
    const [file] = await keep.files('uuid:1')
    expect(new TextDecoder().decode(file!.bytes)).toBe('a.jpg')
    expect(await keep.draft_of('/p/b')).toBeNull()
  })

  it('lets one window write a draft: the last that claimed it', async () => {
    await keep.save(draft_of(), [], true)
    await keep.claim('uuid:1', 'w2')
    expect(await keep.save(draft_of({ xml: '<old/>' }), [], false)).toBe(false)
    expect((await keep.draft_of('/p/a'))?.xml).toBe('<data/>')
    expect(await keep.save(draft_of({ owner: 'w2', xml: '<new/>' }), [], false)).toBe(true)
  })

  it('forgets a link whole, and no other', async () => {
    await keep.save(draft_of(), [file_of('a.jpg')], true)
    await keep.save(draft_of({ instance_id: 'uuid:2', link: '/p/b' }), [], true)
    await keep.finish(entry_of({ instance_id: 'uuid:2', link: '/p/b' }), 'w1')
    await keep.cache('/p/a/activity.json', '{}')
    await keep.cache('/p/ab/activity.json', '{}')
    await keep.remember('/p/a', { code: 'WA01' })
    await keep.forget_links(['/p/a'])
    expect(await keep.draft_of('/p/a')).toBeNull()
    expect(await keep.files('uuid:1')).toEqual([])
    expect(await keep.cached('/p/a/activity.json')).toBeUndefined()
    expect(await keep.remembered('/p/a')).toEqual({})
    expect(await keep.cached('/p/ab/activity.json')).toBe('{}')
    expect((await keep.entries()).map((one) => one.instance_id)).toEqual(['uuid:2'])
  })

  it('does not bring back a draft that was thrown away or finished', async () => {
    await keep.save(draft_of(), [file_of('a.jpg')], true)
    await keep.discard('uuid:1')
    expect(await keep.save(draft_of(), [], false)).toBe(false)
    expect(await keep.files('uuid:1')).toEqual([])
    expect(await keep.claim('uuid:1', 'w1')).toBeNull()
  })

  it('finishes a form once, with the files its answers name', async () => {
    await keep.save(draft_of(), [file_of('a.jpg'), file_of('retaken.jpg')], true)
    const entry = entry_of({ files: [{ name: 'a.jpg', type: 'image/jpeg', bytes: 5, sent: false }] })
    expect(await keep.finish(entry, 'w2')).toBe(false)
    expect(await keep.finish(entry, 'w1')).toBe(true)
    expect(await keep.finish({ ...entry, xml: '<other/>' }, 'w1')).toBe(false)
    expect((await keep.files('uuid:1')).map((file) => file.name)).toEqual(['a.jpg'])
    expect((await keep.entries())[0]?.xml).toBe('<data/>')
    expect(await keep.draft_of('/p/a')).toBeNull()
  })

  it('keeps a receipt and no answers of what the server has', async () => {
    await keep.save(draft_of(), [file_of('a.jpg')], true)
    await keep.finish(entry_of({ files: [{ name: 'a.jpg', type: 'image/jpeg', bytes: 5, sent: false }] }), 'w1')
    await keep.arrived('uuid:1')
    const [entry] = await keep.entries()
    expect(entry).toMatchObject({ state: 'done', xml: '', xml_sent: true })
    expect(entry!.files.every((file) => file.sent)).toBe(true)
    expect(await keep.files('uuid:1')).toEqual([])
  })

  it('writes all of a change or nothing', async () => {
    await expect(keep.update('uuid:1', () => { throw new Error('no') })).resolves.toBeNull()
    await keep.save(draft_of(), [], true)
    await keep.finish(entry_of(), 'w1')
    await expect(keep.update('uuid:1', () => { throw new Error('no') })).rejects.toThrow('no')
    expect((await keep.entries())[0]?.state).toBe('waiting')
  })
})

describe('a lease', () => {
  it('is held by one until it runs out or is given back', async () => {
    let now = 1000
    const keep = new Keep(new MemoryTables(), () => now)
    expect(await keep.lease('outbox', 'a', 100)).toBe(true)
    expect(await keep.lease('outbox', 'b', 100)).toBe(false)
    expect(await keep.lease('outbox', 'a', 100)).toBe(true)
    now = 1101
    expect(await keep.lease('outbox', 'b', 100)).toBe(true)
    await keep.release('outbox', 'a')
    expect(await keep.lease('outbox', 'a', 100)).toBe(false)
    await keep.release('outbox', 'b')
    expect(await keep.lease('outbox', 'a', 100)).toBe(true)
  })
})
