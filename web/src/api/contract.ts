// The JSON of /api as docs/api.yaml states it: what the pages read, and nothing they make up.
import type { KeepingQuestion } from './keeps'
import type { FileReceipt } from './receipts'
import type { SubmissionReview, WordCover } from './review'

export type I18n = Record<string, string>
export type Instrument = string
export type ReviewClass = 'approved' | 'all'
export type Polarity = 'up' | 'down' | 'mixed' | 'neutral'
export type Show = 'none' | 'impressions' | 'indicative' | 'small_group' | 'full'

export interface Account {
  id: string
  name: string
  email: string
  role: 'admin' | 'member'
}
export type Capability = 'review' | 'code' | 'publish' | 'see_identity' | 'erase'
export type MemberRole = 'facilitator' | 'auditor'
export interface Membership {
  audit: string
  role: MemberRole
  capabilities: Capability[]
}
export interface Session {
  account: Account
  memberships: Membership[]  // of an admin none: they may do everything in every audit
  csrf: string
  has_password: boolean
  two_step: boolean
}

export interface AuditSummary {
  id: string
  number: number
  slug: string
  title: string
  city: string
  demonstration: boolean
}
export interface Area {
  code: string
  name: string
}
export interface Counts {
  submissions: number
  approved: number
  awaiting: number
  people: number
  photos: number
  photos_missing: number
  problems: number
}
export interface Activity {
  id: string
  number: number
  code: string
  instrument: Instrument
  title: string
  form_id: string
  form_version: string
  opens: string | null
  closes: string | null
  state: string
  people_expected: number | null
  page_url: string
  openrosa_url: string
  counts: Counts
}
export interface SampleLoad {
  state: 'loading' | 'done' | 'failed'
  loaded: number
  total: number
}
export interface Audit extends AuditSummary {
  starts_on: string | null
  ends_on: string | null
  areas: (Area & { id: string; kind: string })[]
  event_seq: number
  sample: SampleLoad | null
  reader_lag: number
  activities: Activity[]
}

export interface Photo {
  id: string
  state: 'waiting' | 'ready' | 'refused' | 'erased'
  reason: { code: string; text: string } | null
  width: number | null
  height: number | null
  veiled: boolean  // it may show people who were not asked: only a blurred thumbnail until somebody has cleared it
  people: 'none' | 'not_identifiable' | 'identifiable' | 'minors' | 'undeclared'
  publication: 'private' | 'cleared' | 'selected' | 'published' | 'unpublished'
  thumbnail_url: string | null
  preview_url: string | null
  caption: string | null
  polarity: Polarity | null
  caption_language: string | null
  erased_at: string | null
}
export interface Submission {
  id: string
  activity: { code: string; instrument: Instrument; title: string }
  form: { id: string; version: string }
  state: string
  received_at: string
  submitted_at: string | null
  participant: string | null
  flags: string[]
  problems: number
  area: Area | null
  stop: Area | null
  attachments: { expected: number; present: number; missing: number; last_received_at: string | null }
  photos: Photo[]
  excerpt: string | null
  seen: number  // rises with every step of the review; orders name it
  assigned_to: string | null
  appealed: boolean
  revision: number
}
export interface SubmissionPage {
  items: Submission[]
  next_cursor: string | null
  event_seq: number
}
export interface Answer {
  path: string
  label: I18n
  type: string
  value: string | null
  display: I18n | null
  theme: string | null
  role: string | null
  erased: boolean  // a photo that was erased: then there is no value
  corrected: boolean
  original: string | null  // what was answered, where staff have put it right
  covers: WordCover[]
}
export interface SubmissionDetail extends Submission, SubmissionReview {
  instance_id: string
  sha256: string
  files: FileReceipt[]
  answers: Answer[]
  problem_list: { code: string; path: string | null; text: string }[]
}

export interface WalkCell {
  n_people: number
  n_units: number
  unit: 'stops'
  n_waiting: number
  show: Show
  mean: number | null
  median: number | null
  min: number | null
  max: number | null
  low: number | null
  high: number | null
  values?: number[] | null
}
export interface PhotovoiceCell {
  n_people: number
  n_photos: number
  up: number
  down: number
  mixed: number
  n_waiting: number
}
export interface Cell {
  walk: WalkCell | null
  photovoice: PhotovoiceCell | null
}
export interface ThemeRow {
  code: string
  level: 1 | 2
  parent: string | null
  name: I18n
  hidden: boolean
  cells: Record<string, Cell | undefined>
  total: Cell
}
export interface Matrix {
  class: ReviewClass
  event_seq: number
  areas: Area[]
  themes: ThemeRow[]
}

export interface Evidence {
  id: string
  submission_id: string
  instrument: Instrument
  participant: string | null
  at: string | null
  stop: Area | null
  item: { path: string; label: I18n }
  value: string | null
  display: I18n | null
  score: number | null
  polarity: Polarity | null
  quote: string | null
  review: 'approved' | 'awaiting'
  photo: Photo | null
}
export interface CellDetail {
  theme: { code: string; name: I18n }
  area: { code: string; name: string | I18n }
  cell: Cell
  stops: { code: string; name: string; mean: number | null; n_people: number }[]
  evidence: Evidence[]
  next_cursor: string | null
}

export interface Support {
  instrument: Instrument
  people: number
  people_total: number
  units: number
  units_total: number
  unit: 'stops' | 'photos'
  score: number | null
  up: number | null
  down: number | null
  mixed: number | null
  show: Show
  text: I18n
}
export interface Example {
  submission_id: string
  participant: string | null
  photo: Photo | null
  quote: string | null
}
export interface Finding {
  theme: { code: string; name: I18n }
  polarity: 'strength' | 'weakness' | 'mixed'
  area: Area | null
  support: Support[]
  examples: Example[]
}
export interface Findings {
  note: I18n
  findings: Finding[]
}

/// What is told in passing (sample.progress, aggregates.updated) is not in the log: it has a type, and no number or subject.
export interface LiveEvent {
  type: string
  seq?: number
  at?: string
  audit?: string | null
  activity?: string | null
  subject?: string | null
  loaded?: number
  total?: number
}

export interface ProblemDocument {
  type?: string
  title?: string
  status: number
  detail?: string
  code?: string
  request_id?: string
  fields?: { field: string; code: string; detail: string }[]
  faults?: FormFault[]
  warnings?: FormFault[]
}

/// A fault of a form and where it stands: sheet, row and column of a spreadsheet, or a path in XML.
export interface FormFault {
  sheet?: string | null
  row?: number | null
  column?: string | null
  path?: string | null
  code: string
  detail: string
}
export interface FormVersion {
  version: string
  title: string
  state: 'published' | 'deprecated' | 'archived'
  published_at: string
  md5: string
  spreadsheet: boolean
  source_name: string | null
  submissions: number
}
export interface DraftSummary {
  version: string
  title: string
  revision: number
  updated_at: string
  source_name: string | null
  spreadsheet: boolean
}
export interface FormSummary {
  form_id: string
  title: string
  created_at: string
  draft: DraftSummary | null
  versions: FormVersion[]
  activities: { code: string; title: string; version: string | null }[]
}
export interface FormFile {
  name: string
  bytes: number
  md5: string
  media_type: string
}
export interface DraftTest {
  instance_id: string
  form_version: string
  received_at: string
  files: number
  problems: FormFault[]
}
export interface Draft extends DraftSummary {
  proposed_version: string
  languages: { code: string; name: string; checked: boolean }[]
  questions: number
  keeps: KeepingQuestion[]
  warnings: FormFault[]
  files: FormFile[]
  files_missing: string[]
  page_url: string
  openrosa_url: string
  tests: DraftTest[]
}
export interface FormDetail extends Omit<FormSummary, 'draft'> {
  keeps: KeepingQuestion[]  // of the newest published version
  draft: Draft | null
}
export interface Wave {
  number: number
  starts_on: string | null
  ends_on: string | null
  freeze_forms: boolean
}
export interface FormList {
  forms: FormSummary[]
  waves: Wave[]
}
export interface FormChange {
  kind: 'added' | 'removed' | 'changed'
  name: string
  path: string
  label: I18n
  details: { what: string; language: string | null; before: string; after: string }[]
}
export interface FormChanges {
  from: string
  to: string
  changes: FormChange[]
}
export interface FormStrings {
  version: string
  languages: string[]
  unchecked: string[]
  language_unnamed: boolean
  strings: { id: string; texts: I18n }[]
}
export interface OutlineItem {
  kind: 'group' | 'repeat' | 'question'
  name: string
  label: I18n
  items?: OutlineItem[]
  control?: string
  type?: string
  hint?: I18n
  required?: boolean
  readonly?: boolean
  relevant?: string | null
  appearance?: string
  choices?: { value: string; label: I18n }[]
  choice_file?: string | null
}
export interface FormOutline {
  form_id: string
  title: string
  version: string
  languages: { code: string; name: string; checked: boolean }[]
  items: OutlineItem[]
}
