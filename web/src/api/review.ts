// Deciding about submissions, as docs/api.yaml states it.
import { get, request } from './client'
import type { Answer } from './contract'

export type ReviewAction = 'assign' | 'release' | 'approve' | 'return' | 'reject' | 'reopen' | 'raise_urgent' | 'settle_urgent'
export type CorrectedField = 'stop' | 'walk' | 'code' | 'duplicate'
export type CoverKind = 'words' | 'name' | 'status' | 'address'

export interface Reviewer {
  id: string
  name: string
  you: boolean
}
export interface WordCover {
  id: string
  from: number  // Unicode characters of the answer as it was written
  to: number
  kind: CoverKind
  shown: string  // what stands in their place
}
export interface ReviewComment {
  id: string
  at: string
  who: Reviewer | null
  words: string | null  // null once erased
  may_erase: boolean
}
export interface Correction {
  id: string
  field: CorrectedField
  before: string | null
  after: string | null
  reason: string
  who: Reviewer | null
  at: string
  undone_at: string | null
}
export interface Revision {
  revision: number
  received_at: string
  changes: { before: Answer | null; after: Answer | null }[]
}
export interface HistoryEntry {
  seq: number
  at: string
  type: string
  actor: string | null
  who: Reviewer | null
  revision: number
  assigned: Reviewer | null
  reason_kind: string | null
  reason: string | null
  undone: boolean
}
export interface SubmissionReview {
  review: {
    seen: number
    actions: ReviewAction[]  // what this reader may do now
    assigned: Reviewer | null
    appealed: boolean
    urgent: boolean
    urgent_contact: string | null
    decision: { action: string; at: string; who: Reviewer | null; reason_kind: string | null; reason: string | null } | null
    duplicate_of: { id: string; participant: string | null; received_at: string } | null
    may_unseal: boolean
  }
  comments: ReviewComment[]
  corrections: Correction[]
  revisions: Revision[]
  history: HistoryEntry[]
}

export interface ReviewOrder {
  action: ReviewAction
  reason_kind?: string
  reason?: string
  assignee?: string
}
export interface ReviewOutcome {
  id: string
  state: string
  seen: number
  undo: string | null
}
export interface ReviewOutcomes {
  items: { id: string; state: string | null; seen: number | null; problem: { code: string; detail: string } | null }[]
  undo: string | null
}
export interface ReturnMessage {
  language: string
  languages: string[]
  text: string
}
export interface UrgentQueue {
  contact: { id: string; name: string } | null
  yours: boolean
  items: { id: string; state: string; participant: string | null; received_at: string; seen: number; activity: string | null; kind: string | null; reason: string | null }[]
}

const of_submission = (id: string): string => `/api/submissions/${encodeURIComponent(id)}`
const of_audit = (slug: string): string => `/api/audits/${encodeURIComponent(slug)}`

export const decide = (id: string, seen: number, order: ReviewOrder): Promise<ReviewOutcome> => request('POST', `${of_submission(id)}/review`, { ...order, seen })
/// At most 200 of one audit.
export const decide_many = (slug: string, items: { id: string; seen: number }[], order: ReviewOrder): Promise<ReviewOutcomes> => request('POST', `${of_audit(slug)}/review`, { ...order, items })
export const undo = (slug: string, token: string): Promise<ReviewOutcomes> => request('POST', `${of_audit(slug)}/review/undo`, { undo: token })
export const reviewers = (slug: string): Promise<{ items: Reviewer[] }> => get(`${of_audit(slug)}/reviewers`)
export const urgent_queue = (slug: string): Promise<UrgentQueue> => get(`${of_audit(slug)}/urgent`)
export const name_urgent_contact = (slug: string, account: string): Promise<UrgentQueue> => request('PUT', `${of_audit(slug)}/urgent/contact`, { account })
export const add_comment = (id: string, words: string): Promise<{ id: string }> => request('POST', `${of_submission(id)}/comments`, { words })
export const erase_comment = (id: string, comment: string): Promise<void> => request('DELETE', `${of_submission(id)}/comments/${comment}`)
export const correct = (id: string, order: { field: CorrectedField; value: string; reason: string; seen: number }): Promise<void> => request('POST', `${of_submission(id)}/corrections`, order)
export const undo_correction = (id: string, correction: string, seen: number): Promise<void> => request('POST', `${of_submission(id)}/corrections/${correction}/undo`, { seen })
export const cover_words = (id: string, range: { path: string; from: number; to: number; kind: CoverKind }): Promise<void> => request('POST', `${of_submission(id)}/covers`, range)
export const uncover_words = (id: string, cover: string): Promise<void> => request('DELETE', `${of_submission(id)}/covers/${cover}`)
export const unseal_words = (id: string, path: string, reason: string): Promise<{ text: string }> => request('POST', `${of_submission(id)}/unsealed`, { path, reason })
export const return_message = (id: string, to: string): Promise<ReturnMessage> => get(`${of_submission(id)}/message${to ? `?to=${encodeURIComponent(to)}` : ''}`)
