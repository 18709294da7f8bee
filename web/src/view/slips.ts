// What slips and posters say, in the languages of those who will read them.
import type { ParticipantLanguage } from '../text/choose'
import { format_message } from '../text/message'
import { typeset } from '../text/typeset'

export const slips_per_sheet = 10

export interface SlipTexts {
  language: ParticipantLanguage
  slip: string
  poster: string
  come_back: (address: string) => string
}

const loaders: Record<ParticipantLanguage, () => Promise<{ default: Record<string, string> }>> = {
  cs: () => import('virtual:catalogue/participant/cs'),
  en: () => import('virtual:catalogue/participant/en'),
  vi: () => import('virtual:catalogue/participant/vi'),
  uk: () => import('virtual:catalogue/participant/uk'),
  ru: () => import('virtual:catalogue/participant/ru'),
}

export async function slip_texts(language: ParticipantLanguage): Promise<SlipTexts> {
  const { default: entries } = await loaders[language]()
  const text = (key: string, values: Record<string, string> = {}): string => typeset(format_message(entries[key] ?? key, values, language), language)
  return { language, slip: text('web.participant.slip'), poster: text('web.participant.poster'), come_back: (address) => text('web.participant.poster_back', { address }) }
}
