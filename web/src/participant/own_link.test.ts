// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Participation } from '../api/participation'
import { Keep, type Entry } from './keep/keep'
import { entry_of } from './keep/made_up'
import { MemoryTables } from './keep/tables'
import { claim_sent, forget_me, join, leave_own_link, own_link } from './own_link'

interface Asked {
  method: string
  url: string
  body: Record<string, unknown>
}

let keep: Keep
let asked: Asked[]
/// What the server answers, in turn; null: no answer comes.
let answers: (Response | null)[]

const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status })
const activity = { personal_code: 'WA01' } as Participation
const entry = (instance_id: string, link: string, xml_sent = true): Entry => entry_of({ instance_id, link, xml_sent })

beforeEach(() => {
  keep = new Keep(new MemoryTables())
  asked = []
  answers = []
  vi.stubGlobal('fetch', async (url: string, { method, body }: RequestInit) => {
    asked.push({ method: method ?? 'GET', url, body: typeof body === 'string' ? (JSON.parse(body) as Record<string, unknown>) : {} })
    const answer = answers.shift()
    if (!answer) throw new TypeError('no connection')
    return answer
  })
})

describe('a link of one’s own', () => {
  it('is where the poster leads from then on', async () => {
    answers = [json({ page: '/p/MINE', code: 'WA01' }), json(activity)]
    const joined = await join(keep, '/p/POSTER', ['uuid:1'])
    expect(joined?.own).toEqual({ page: '/p/MINE', from: '/p/POSTER' })
    expect(asked[0]!.body['instances']).toEqual(['uuid:1'])
    expect(await own_link(keep, '/p/POSTER')).toEqual({ page: '/p/MINE', from: '/p/POSTER' })
    expect(await own_link(keep, '/p/MINE')).toEqual({ page: '/p/MINE', from: '/p/POSTER' })
    expect(await keep.cached('/p/MINE/activity.json')).toBe(JSON.stringify(activity))
  })

  it('is asked for again with the same id when the answer got lost', async () => {
    answers = [null]
    expect(await join(keep, '/p/POSTER', [])).toBeNull()
    expect(await own_link(keep, '/p/POSTER')).toEqual({ page: '/p/POSTER', from: null })
    answers = [json({ page: '/p/MINE' }), null]  // the link came, its page did not
    expect(await join(keep, '/p/POSTER', [])).toBeNull()
    answers = [json({ page: '/p/MINE' }), json(activity)]
    expect((await join(keep, '/p/POSTER', []))?.own.page).toBe('/p/MINE')
    expect(new Set(asked.filter((one) => one.url.endsWith('/join')).map((one) => one.body['join_id'])).size).toBe(1)
  })

  it('is not needed: without a place the open link goes on', async () => {
    answers = [json({ code: 'join.full' }, 409)]
    expect(await join(keep, '/p/POSTER', [])).toBeNull()
    expect(await own_link(keep, '/p/POSTER')).toEqual({ page: '/p/POSTER', from: null })
  })

  it('that has ended leaves the poster to whoever comes next', async () => {
    answers = [json({ page: '/p/MINE' }), json(activity)]
    const joined = await join(keep, '/p/POSTER', [])
    await leave_own_link(keep, joined!.own)
    expect((await own_link(keep, '/p/POSTER')).page).toBe('/p/POSTER')
    answers = [json({ code: 'join.ended' }, 409), json({ page: '/p/OTHER' }), json(activity)]
    await join(keep, '/p/POSTER', [])
    await join(keep, '/p/POSTER', [])
    const ids = asked.filter((one) => one.url.endsWith('/join')).map((one) => one.body['join_id'])
    expect(new Set(ids).size).toBe(3)
  })

  it('gets what was sent by the open link afterwards, each form once', async () => {
    answers = [json({ page: '/p/MINE' }), json(activity)]
    const { own } = (await join(keep, '/p/POSTER', ['uuid:1']))!
    const entries = [entry('uuid:1', '/p/POSTER'), entry('uuid:2', '/p/POSTER'), entry('uuid:3', '/p/POSTER', false), entry('uuid:4', '/p/MINE')]
    asked = []
    await claim_sent(keep, own, entries)  // no connection: nothing is forgotten
    answers = [json({ attached: 1 })]
    await claim_sent(keep, own, entries)
    await claim_sent(keep, own, entries)
    expect(asked.map((one) => one.body['instances'])).toEqual([['uuid:2'], ['uuid:2']])
  })

  it('and everything of it leaves a phone that forgets', async () => {
    answers = [json({ page: '/p/MINE' }), json(activity), new Response(null, { status: 204 })]
    const { own } = (await join(keep, '/p/POSTER', []))!
    await keep.cache('/v1/key/MINE/projects/1/forms/x/form.xml', '<form/>')
    await keep.cache('/v1/key/ANOTHER/projects/1/forms/x/form.xml', '<form/>')
    await keep.remember('/p/MINE', { '/data/code': 'WA01' })
    await forget_me(keep, own)
    expect(asked.at(-1)).toMatchObject({ method: 'DELETE', url: '/p/MINE/link' })
    expect(await own_link(keep, '/p/POSTER')).toEqual({ page: '/p/POSTER', from: null })
    expect(await keep.remembered('/p/MINE')).toEqual({})
    expect(await keep.cached('/p/MINE/activity.json')).toBeUndefined()
    expect(await keep.cached('/v1/key/MINE/projects/1/forms/x/form.xml')).toBeUndefined()
    expect(await keep.cached('/v1/key/ANOTHER/projects/1/forms/x/form.xml')).toBe('<form/>')
  })
})
