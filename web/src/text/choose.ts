// Which language a reader gets: what they chose before, else what their browser asks for, else English.

export const languages = ['cs', 'en'] as const
export type Language = (typeof languages)[number]

/// Participants' pages speak more languages than those of staff.
export const participant_languages = ['cs', 'en', 'vi', 'uk', 'ru'] as const
export type ParticipantLanguage = (typeof participant_languages)[number]

/// Each language named in itself.
export const endonyms: Record<ParticipantLanguage, string> = { cs: 'Čeština', en: 'English', vi: 'Tiếng Việt', uk: 'Українська', ru: 'Русский' }

const storage_key = 'cityaudit.language'

export function chosen_language(wished: readonly string[]): Language
export function chosen_language<L extends ParticipantLanguage>(wished: readonly string[], offered: readonly L[]): L
export function chosen_language(wished: readonly string[], offered: readonly ParticipantLanguage[] = languages): ParticipantLanguage {
  const known = (code: string | null | undefined): ParticipantLanguage | undefined => offered.find((language) => language === code?.toLowerCase().split('-')[0])
  let remembered: string | null = null
  try {
    remembered = localStorage.getItem(storage_key)
  } catch {
    // A browser may forbid storage; then the choice lasts as long as the page.
  }
  // Slovak readers understand Czech better than English.
  return known(remembered) ?? wished.map((code) => known(code) ?? (code.startsWith('sk') ? 'cs' : undefined)).find((code) => code) ?? 'en'
}

export function remember_language(language: ParticipantLanguage): void {
  try {
    localStorage.setItem(storage_key, language)
  } catch {
    // See above.
  }
}

/// The text of a map by language that a reader of `language` understands best, and the language it is in.
export function best_text(texts: Record<string, string> | null | undefined, language: string): { text: string; language: string } {
  for (const code of [language, 'en', 'cs', ...Object.keys(texts ?? {})]) {
    const text = texts?.[code]
    if (text) return { text, language: code }
  }
  return { text: '', language }
}
