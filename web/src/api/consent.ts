// Consent: what people agreed to, in which words, what waits to be seen to, releases of people shown, and taking back.
import { get, request } from './client'

export type Decision = 'not_asked' | 'given' | 'refused' | 'withdrawn'
export type Purpose = 'take_part' | 'record_audio' | 'analyse' | 'quote' | 'publish_photo' | 'contact_later' | 'archive'
export type Channel = 'report' | 'exhibition' | 'web' | 'campaign'
export type Method = 'digital' | 'paper_scan' | 'oral_witnessed' | 'told_facilitator'

export const purposes: readonly Purpose[] = ['take_part', 'record_audio', 'analyse', 'quote', 'publish_photo', 'contact_later', 'archive']
export const channels: readonly Channel[] = ['report', 'exhibition', 'web', 'campaign']

/// In lists and on the page of a submission.
export interface ConsentAtAGlance {
  analyse: Decision
  quote: Decision
  publish: Decision
  channels: Channel[]  // where photos may be shown
  purposes: Record<Purpose, Decision>
  method: Method | null  // of the newest row
  language: string | null
}

export interface RecordedConsent {
  id: number
  purpose: Purpose
  decision: Decision
  channels: Channel[]
  language: string | null
  given_at: string
  recorded_at: string
  method: Method
  witness: string | null
  has_scan: boolean
  wording: { kind: 'text' | 'form'; version: number | string; words?: string | Record<string, string>; form?: string; question?: string } | null
}

export interface SubmissionConsents {
  now: ConsentAtAGlance
  history: RecordedConsent[]
  has_person: boolean  // its participation is known
  credit: Credit
}

export interface Statement {
  purpose: Purpose
  decision: 'given' | 'withdrawn'
  channels?: Channel[]
}

export interface ConsentText {
  id: string
  purpose: Purpose | 'about'
  language: string
  version: number
  channels: Channel[]
  words: string
  unfinished: boolean
  made_at: string
  checked_by: string | null
  checked_at: string | null
}
export interface ConsentTexts {
  texts: ConsentText[]
  offered_languages: string[]
}

export type ProblemKind = 'no_analysis' | 'release_missing' | 'guardian_missing' | 'unchecked_language' | 'mismatch'
export const problem_kinds: readonly ProblemKind[] = ['no_analysis', 'release_missing', 'guardian_missing', 'unchecked_language', 'mismatch']
export interface ConsentProblems {
  items: { kind: ProblemKind; submission: string; photo: string | null; activity: string; participant: string | null; language: string | null; received_at: string }[]
  counts: Record<ProblemKind, number>
}

export interface Release {
  id: string
  subject: string
  guardian: boolean
  channels: Channel[]
  signed_at: string
  recorded_at: string
  has_scan: boolean
  withdrawn_at: string | null
}
export interface Releases {
  releases: Release[]
  publishable: Channel[]
  author: ConsentAtAGlance
}

export interface Withdrawn {
  withdrawn: number
  erased_from: string
}

const audit = (slug: string): string => `/api/audits/${encodeURIComponent(slug)}/consent`
const submission = (id: string): string => `/api/submissions/${encodeURIComponent(id)}`
const releases = (photo: string): string => `/api/photos/${encodeURIComponent(photo)}/releases`

export const list_texts = (slug: string): Promise<ConsentTexts> => get(`${audit(slug)}/texts`)
export const add_text = (slug: string, purpose: string, language: string, words: string): Promise<ConsentTexts> =>
  request('POST', `${audit(slug)}/texts`, { purpose, language, words })
export const check_text = (slug: string, id: string, name: string): Promise<ConsentTexts> => request('POST', `${audit(slug)}/texts/${id}/check`, { name })
export const list_problems = (slug: string): Promise<ConsentProblems> => get(`${audit(slug)}/problems`)

export const get_consents = (id: string): Promise<SubmissionConsents> => get(`${submission(id)}/consents`)
export interface Recording {
  statements: Statement[]
  method: Exclude<Method, 'digital'>
  language: string
  witness?: string
  scan?: string  // base64
  whole_person: boolean
}
export const consent_paper = (id: string, row: number): string => `${submission(id)}/consents/${row}/scan`
export interface Credit {
  kind: 'name' | 'pseudonym' | 'anonymous'
  words: string | null
}
export const credit_kinds: readonly Credit['kind'][] = ['anonymous', 'pseudonym', 'name']
export const record_credit = (id: string, credit: Credit): Promise<Credit> => request('PUT', `${submission(id)}/credit`, { ...credit })
export const record_consents = (id: string, said: Recording): Promise<SubmissionConsents> => request('POST', `${submission(id)}/consents`, said)
/// For somebody who asks for it. With everything of that person when `whole_person`.
export const withdraw = (id: string, reason: string, whole_person: boolean): Promise<Withdrawn> =>
  request('POST', `${submission(id)}/withdrawal`, { reason, whole_person })

export const list_releases = (photo: string): Promise<Releases> => get(releases(photo))
export interface NewRelease {
  subject: string
  guardian: boolean
  channels: Channel[]
  signed_on: string
  scan?: string  // base64
}
export const add_release = (photo: string, release: NewRelease): Promise<Releases> => request('POST', releases(photo), release)
export const withdraw_release = (photo: string, release: string): Promise<Releases> => request('DELETE', `${releases(photo)}/${release}`)
export const release_scan = (photo: string, release: string): string => `${releases(photo)}/${release}/scan`

/// A file as the server takes it.
export async function base64_of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(binary)
}
