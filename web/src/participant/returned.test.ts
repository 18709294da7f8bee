// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Participation } from '../api/participation'
import { Keep } from './keep/keep'
import { MemoryTables } from './keep/tables'
import { with_deprecated_id } from './player/meta'
import { reopened, take_back } from './returned'

const sent = '<data id="walk" version="1" xmlns:orx="http://openrosa.org/xforms"><photo>a.jpg</photo><comment>Dark &amp; wet</comment><orx:meta><orx:instanceID>uuid:old</orx:instanceID><orx:deprecatedID>uuid:older</orx:deprecatedID></orx:meta></data>'

describe('returned answers', () => {
  it('get an id of their own and the version that is offered now', () => {
    const { xml, values } = reopened(sent, 'uuid:new', '2')
    expect(xml).toContain('version="2"')
    expect(xml).toContain('<orx:instanceID>uuid:new</orx:instanceID>')
    expect(xml).not.toContain('uuid:old')
    expect(xml).toContain('<comment>Dark &amp; wet</comment>')
    expect([...values]).toEqual(['a.jpg', 'Dark & wet'])
  })

  it('name what they replace, beside the id and under its prefix', () => {
    const { xml } = reopened(sent, 'uuid:new', '1')
    expect(with_deprecated_id(xml, 'uuid:old')).toContain('<orx:instanceID>uuid:new</orx:instanceID><orx:deprecatedID>uuid:old</orx:deprecatedID>')
    expect(with_deprecated_id('<d xmlns="x"><meta><instanceID xmlns="http://openrosa.org/xforms">uuid:n</instanceID></meta></d>', 'uuid:o')).toContain('<deprecatedID xmlns="http://openrosa.org/xforms">uuid:o</deprecatedID>')
    expect(with_deprecated_id(xml, '')).toBe(xml)
  })
})

describe('taking a returned submission back', () => {
  afterEach(() => vi.unstubAllGlobals())
  const activity = { form: { id: 'walk', version: '2', title: 'Walk', url: '/form.xml', md5: 'm' } } as Participation
  const returned = { id: 'abc', state: 'returned' as const, files: ['a.jpg', 'unnamed.jpg'], may_change: true, may_appeal: false }

  it('keeps a draft that replaces it, and of its photos only small ones', async () => {
    vi.stubGlobal('fetch', async (address: string) => (address.endsWith('.xml') ? new Response(sent) : new Response('small', { headers: { 'Content-Type': 'image/jpeg' } })))
    const keep = new Keep(new MemoryTables())
    const draft = await take_back(keep, activity, '/p/token', returned, 'window')
    expect(draft.replaces).toBe('uuid:old')
    expect(draft.on_server).toEqual(['a.jpg'])
    expect(draft.instance_id).not.toBe('uuid:old')
    expect((await keep.draft_of('/p/token'))?.instance_id).toBe(draft.instance_id)
    expect((await keep.files(draft.instance_id)).map((file) => [file.name, file.type, file.bytes.byteLength])).toEqual([['a.jpg', 'image/jpeg', 5]])
  })

  it('leaves nothing behind when the server does not give it', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 404 }))
    const keep = new Keep(new MemoryTables())
    await expect(take_back(keep, activity, '/p/token', returned, 'window')).rejects.toThrow()
    expect(await keep.draft_of('/p/token')).toBeNull()
  })
})
