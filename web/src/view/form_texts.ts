// The texts of a form as the translation table shows and exports them.
import type { FormStrings } from '../api/contract'

/// What XLSForm tools call the language of texts without one.
export const unnamed = 'default'

const kinds = new Map([
  ['label', 'label'],
  ['hint', 'hint'],
  ['guidance_hint', 'guidance'],
  ['jr:constraintMsg', 'constraint'],
  ['constraintMsg', 'constraint'],
  ['jr:requiredMsg', 'required'],
  ['requiredMsg', 'required'],
])

/// "/data/lighting:label" -> {lighting, label}; a choice's text is called after its list: "light4-0" -> {light4-0, choice}.
export function place_of(id: string): { name: string; kind: string } {
  const colon = id.startsWith('/') ? id.indexOf(':') : -1
  if (colon < 0) return { name: id, kind: 'choice' }
  return { name: id.slice(id.lastIndexOf('/', colon) + 1, colon), kind: kinds.get(id.slice(colon + 1)) ?? 'other' }
}

export const missing_count = (table: FormStrings, language: string): number => table.strings.filter((row) => !row.texts[language]).length

/// "Čeština (cs)" -> "cs"
export const language_code = (language: string): string => /\(([^()]+)\)$/.exec(language)?.[1] ?? ''

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/// One row a text, one column a language, for translators who work in a spreadsheet. Opens in any with its letters right.
export function csv_of_strings(table: FormStrings): string {
  const rows = [['text', ...table.languages], ...table.strings.map((row) => [row.id, ...table.languages.map((language) => row.texts[language] ?? '')])]
  return `\ufeff${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`
}
