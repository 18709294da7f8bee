// Which language a reader gets: what they chose before, else what their browser asks for, else English.

export const languages = ['cs', 'en'] as const
export type Language = (typeof languages)[number]

/// Each language named in itself.
export const endonyms: Record<Language, string> = { cs: 'Čeština', en: 'English' }

const storage_key = 'cityaudit.language'

const known = (code: string | null | undefined): Language | undefined =>
  languages.find((language) => language === code?.toLowerCase().split('-')[0])

export function chosen_language(wished: readonly string[]): Language {
  let remembered: string | null = null
  try {
    remembered = localStorage.getItem(storage_key)
  } catch {
    // A browser may forbid storage; then the choice lasts as long as the page.
  }
  // Slovak readers understand Czech better than English.
  return known(remembered) ?? wished.map((code) => known(code) ?? (code.startsWith('sk') ? 'cs' : undefined)).find((code) => code) ?? 'en'
}

export function remember_language(language: Language): void {
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
