// The texts of this page in the languages it speaks. The chosen one loads first, the others follow while the person reads:
// changing the language then asks nobody.
import { best_text, chosen_language, participant_languages, type ParticipantLanguage } from '../text/choose'
import { format_message, type Values } from '../text/message'
import { typeset } from '../text/typeset'

type Entries = Record<string, string>

const loaders: Record<ParticipantLanguage, () => Promise<{ default: Entries }>> = {
  cs: () => import('virtual:catalogue/participant/cs'),
  en: () => import('virtual:catalogue/participant/en'),
  vi: () => import('virtual:catalogue/participant/vi'),
  uk: () => import('virtual:catalogue/participant/uk'),
  ru: () => import('virtual:catalogue/participant/ru'),
}
const catalogues = new Map<ParticipantLanguage, Entries>()

/// ?lang=uk: staff look at a draft in each of its languages.
const asked = new URLSearchParams(window.location.search).get('lang')
let current: ParticipantLanguage = participant_languages.find((code) => code === asked) ?? chosen_language(navigator.languages, participant_languages)

export const page_language = (): ParticipantLanguage => current

/// False when its texts could not be loaded; the page then stays in the language it has.
export async function use_language(next: ParticipantLanguage): Promise<boolean> {
  try {
    if (!catalogues.has(next)) catalogues.set(next, (await loaders[next]()).default)
  } catch {
    return false
  }
  current = next
  return true
}

export async function load_other_languages(): Promise<void> {
  for (const language of participant_languages)
    if (!catalogues.has(language)) await loaders[language]().then(({ default: entries }) => catalogues.set(language, entries), () => undefined)
}

export const has_text = (key: string): boolean => catalogues.get(current)?.[key] !== undefined

export function t(key: string, values: Values = {}): string {
  const pattern = catalogues.get(current)?.[key]
  return pattern === undefined ? key : typeset(format_message(pattern, values, current), current)
}

export function localized(texts: Record<string, string> | null | undefined): { text: string; language: string } {
  const best = best_text(texts, current)
  return { text: typeset(best.text, best.language), language: best.language }
}

const locales: Record<ParticipantLanguage, string> = { cs: 'cs-CZ', en: 'en-GB', vi: 'vi-VN', uk: 'uk-UA', ru: 'ru-RU' }

export const date = (value: string | number): string => new Intl.DateTimeFormat(locales[current], { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(value))

export function moment(value: number): string {
  const same_day = new Date(value).toDateString() === new Date().toDateString()
  return new Intl.DateTimeFormat(locales[current], same_day ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(value))
}
