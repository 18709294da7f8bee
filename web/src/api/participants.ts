// The calls of /api about the participants of an audit: codes, links and places; who they are only with a reason.
import { get, request } from './client'
import type { Instrument } from './contract'

export type LinkState = 'none' | 'unused' | 'used' | 'ended'
export interface Participant {
  id: string
  code: string
  activity: { code: string; title: string }
  instrument: Instrument
  perspective: string | null
  via: string
  language: string | null
  staff: string | null  // the name of a member of staff who takes part
  linked: string[]
  joined_at: string
  revoked_at: string | null
  submissions: number
  claimed: number  // of those: somebody typed the code
  link: LinkState
  has_return_code: boolean
  has_identity: boolean
}
/// How many may join an activity by its open link.
export interface Places {
  activity: string
  people_max: number | null
  people_max_usual: number
  places_left: number
  usual_prefix: string
}
export interface ParticipantPage {
  participants: Participant[]
  next: string | null
  places: Places[]
}
export interface NewParticipants {
  activity: string
  count: number
  prefix?: string
  perspective?: string
  via?: string
  language?: string
}
/// An empty text takes the value away.
export interface ParticipantChange {
  perspective?: string
  via?: string
  language?: string
  account?: string
}
export interface PersonalLink {
  id: string
  code: string
  page_url: string
}
export interface PersonalLinks {
  links: PersonalLink[]
  return_url: string
}
export interface Identity {
  name: string
  email: string
  phone: string
  note: string
}
export interface ReadIdentity {
  identity: Identity | null
  updated_at: string | null
  readings: { at: string; reader: string; reason: string }[]
}

/// As many get links in one call (people.participants_batch_max).
export const batch_max = 200
export const perspectives = ['migrant_tcn', 'migrant_eu', 'majority', 'ngo', 'district', 'city', 'expert', 'undisclosed'] as const
export const ways_in = ['individual', 'info_meeting', 'sig', 'other'] as const

const participants = (slug: string): string => `/api/audits/${encodeURIComponent(slug)}/participants`
const one = (slug: string, id: string): string => `${participants(slug)}/${id}`

export async function list_participants(slug: string): Promise<{ participants: Participant[]; places: Places[] }> {
  const all: Participant[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: ParticipantPage = await get(`${participants(slug)}${after ? `?after=${after}` : ''}`)
    all.push(...page.participants)
    if (page.next === null) return { participants: all, places: page.places }
    after = page.next
  }
  return { participants: all, places: [] }
}
export const make_participants = (slug: string, wanted: NewParticipants): Promise<{ participants: { id: string; code: string }[] }> => request('POST', participants(slug), wanted)
export const change_participant = (slug: string, id: string, change: ParticipantChange): Promise<Participant> => request('PATCH', one(slug, id), change)
export const revoke_participant = (slug: string, id: string): Promise<Participant> => request('POST', `${one(slug, id)}/revocation`, {})
export const link_person = (slug: string, id: string, other: string): Promise<Participant> => request('PUT', `${one(slug, id)}/person`, { other })
export const unlink_person = (slug: string, id: string): Promise<Participant> => request('DELETE', `${one(slug, id)}/person`)
export const set_places = (slug: string, activity: string, people_max: number | null): Promise<Places> =>
  request('PUT', `/api/audits/${encodeURIComponent(slug)}/activities/${encodeURIComponent(activity)}/places`, { people_max })

export async function make_links(slug: string, ids: readonly string[], earlier: 'none' | 'unused' | 'all'): Promise<PersonalLinks> {
  const made: PersonalLinks = { links: [], return_url: '' }
  for (let at = 0; at < ids.length; at += batch_max) {
    const some = await request<PersonalLinks>('POST', `${participants(slug)}/links`, { participants: ids.slice(at, at + batch_max), earlier })
    made.links.push(...some.links)
    made.return_url = some.return_url
  }
  return made
}

export const read_identity = (slug: string, id: string, reason: string): Promise<ReadIdentity> => request('POST', `${one(slug, id)}/identity/reading`, { reason })
export const put_identity = (slug: string, id: string, identity: Identity): Promise<void> => request('PUT', `${one(slug, id)}/identity`, identity)
export const erase_identity = (slug: string, id: string): Promise<void> => request('DELETE', `${one(slug, id)}/identity`)
