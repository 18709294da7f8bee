// The texts of this page in the languages it speaks, both on board: changing the language asks nobody.
import cs from 'virtual:catalogue/participant/cs'
import en from 'virtual:catalogue/participant/en'
import { best_text, chosen_language, type Language } from '../text/choose'
import { format_message, type Values } from '../text/message'
import { typeset } from '../text/typeset'

const catalogues: Record<Language, Record<string, string>> = { cs, en }

let current: Language = chosen_language(navigator.languages)

export const page_language = (): Language => current

export function set_page_language(next: Language): void {
  current = next
}

export function t(key: string, values: Values = {}): string {
  const pattern = catalogues[current][key]
  return pattern === undefined ? key : typeset(format_message(pattern, values, current), current)
}

export function localized(texts: Record<string, string> | null | undefined): { text: string; language: string } {
  const best = best_text(texts, current)
  return { text: typeset(best.text, best.language), language: best.language }
}

export const date = (value: string): string =>
  new Intl.DateTimeFormat(current === 'en' ? 'en-GB' : 'cs-CZ', { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(value))
