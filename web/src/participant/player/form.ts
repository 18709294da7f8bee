// A form as the page sees it: questions in groups and repeats, live. The engine behind it is known to engine.ts alone.

export type QuestionKind =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'time'
  | 'date_time'
  | 'barcode'
  | 'select_one'
  | 'select_many'
  | 'rank'
  | 'range'
  | 'note'
  | 'acknowledge'
  | 'geopoint'
  | 'geotrace'
  | 'geoshape'
  | 'upload'
  | 'unsupported'

export type Rich = string | { name: string; children: Rich[]; url?: string; style?: Record<string, string> }

/// A label or a hint in the form's present language.
export interface FormText {
  plain: string
  rich: () => Rich[]
  image: string | null // names of files beside the form
  audio: string | null
  video: string | null
}

export interface Choice {
  value: string
  label: FormText
}

export interface Violation {
  kind: 'required' | 'constraint'
  message: string // the form's own words; empty when it has none
}

export interface Upload {
  accept: string
  pixels_max: number | null // of the longer side
  file(): File | null
  set(file: File | null): void
}

interface Common {
  readonly id: string
  readonly path: string // "/data/photos[2]/picture/photo"
  readonly item: string // "/data/photos/picture/photo"
  readonly appearances: ReadonlySet<string>
  relevant(): boolean
  label(): FormText | null
}

export interface Question extends Common {
  readonly node: 'question'
  readonly kind: QuestionKind
  readonly multiline: boolean
  readonly range: { min: number; max: number; step: number } | null
  readonly upload: Upload | null
  readonly choice_file: string | null // "stops.csv"
  hint(): FormText | null
  guidance(): string
  required(): boolean
  readonly(): boolean
  /// As it stands in the answers' XML; empty when not answered.
  value(): string
  set(value: string): void
  choices(): readonly Choice[]
  chosen(): readonly string[]
  choose(values: readonly string[]): void
  violation(): Violation | null
}

export interface Group extends Common {
  readonly node: 'group'
  parts(): readonly Part[]
}

export interface Repeat extends Common {
  readonly node: 'repeat'
  readonly counted: boolean // the form says how many; else people add and remove
  entries(): readonly Group[]
  add(): void
  remove(index: number): void
}

export type Part = Question | Group | Repeat

export interface FilledFile {
  name: string
  file: File
}

/// One filling of a form, under one instanceID.
export interface Filling {
  readonly instance_id: string
  readonly root: Group
  readonly languages: readonly string[] // codes
  language(): string
  use_language(code: string): void
  /// Called once after every burst of changes.
  on_change(listener: () => void): void
  /// The answers as XML, and the files that they name, at any moment.
  xml(): string
  files(): FilledFile[]
  /// Works out what depends on the moment of finishing; then violations() and xml() are final.
  settle(): Promise<void>
  violations(): Question[]
  stop(): void
}

export interface LoadedForm {
  begin(): Filling
  resume(xml: string, files: readonly FilledFile[]): Promise<Filling>
}

export interface FormSource {
  xml: string
  /// The bytes of a file beside the form; null when the server has none of that name.
  file(name: string): Promise<Blob | null>
  device_id: string
}

/// Every question below a part, in the order of the form.
export function questions_of(part: Part): Question[] {
  if (part.node === 'question') return [part]
  const below: readonly Part[] = part.node === 'group' ? part.parts() : part.entries()
  return below.flatMap(questions_of)
}
