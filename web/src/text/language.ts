// The staff pages' language: reactive texts, dates and numbers. Changing it redraws every text in place.
import { ref, shallowRef } from 'vue'
import type { I18n } from '../api/contract'
import { best_text, chosen_language, remember_language, type Language } from './choose'
import { format_message, format_number, type Values } from './message'
import { typeset } from './typeset'

const loaders: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  cs: () => import('virtual:catalogue/staff/cs'),
  en: () => import('virtual:catalogue/staff/en'),
}

export const language = ref<Language>(chosen_language(navigator.languages))
const catalogue = shallowRef<Record<string, string>>({})

export async function use_language(next: Language): Promise<void> {
  const { default: entries } = await loaders[next]()
  catalogue.value = entries
  language.value = next
  document.documentElement.lang = next
}

export async function switch_language(next: Language): Promise<void> {
  remember_language(next)
  await use_language(next)
}

export function t(key: string, values: Values = {}): string {
  const pattern = catalogue.value[key]
  return pattern === undefined ? key : typeset(format_message(pattern, values, language.value), language.value)
}

/// Whether the catalogue knows a key: codes come from the server and may be newer than these pages.
export const has_text = (key: string): boolean => key in catalogue.value

/// The words for a code, or the code itself with its underscores opened.
export const words = (prefix: string, code: string): string =>
  has_text(`${prefix}${code}`) ? t(`${prefix}${code}`) : code.replaceAll('_', ' ')

export const localized = (texts: I18n | null | undefined): string => best_text(texts, language.value).text

export const number = (value: number, digits = 0): string => format_number(value, language.value, digits)

const formats = new Map<string, Intl.DateTimeFormat>()
function date_format(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language.value} ${kind}`
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(language.value === 'en' ? 'en-GB' : 'cs-CZ', options)))
  return format
}

/// What a person typed may not be a date: then it is shown as it is.
function formatted(format: Intl.DateTimeFormat, value: string): string {
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? value : format.format(at)
}

export const date = (value: string): string => formatted(date_format('date', { day: 'numeric', month: 'long', year: 'numeric' }), value)

export function date_range(from: string | null, until: string | null): string {
  const month = date_format('month', { month: 'long', year: 'numeric' })
  if (!from || !until) return from || until ? month.format(new Date((from ?? until) as string)) : ''
  return month.formatRange(new Date(from), new Date(until))
}

export const date_time = (value: string): string =>
  formatted(date_format('time', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }), value)

/// "14:02" for today, the date and time otherwise.
export const hour_or_date = (value: string): string =>
  new Date(value).toDateString() === new Date().toDateString() ? formatted(date_format('hour', { hour: '2-digit', minute: '2-digit' }), value) : date_time(value)

/// "3 minutes ago" within a day, the date and time otherwise.
export function moment(value: string, now: number): string {
  const seconds = Math.round((now - new Date(value).getTime()) / 1000)
  if (seconds < -60 || seconds > 86_400) return date_time(value)
  if (seconds < 45) return t('web.time.now')
  const relative = new Intl.RelativeTimeFormat(language.value, { style: 'short' })
  return seconds < 3600 ? relative.format(-Math.max(1, Math.round(seconds / 60)), 'minute') : relative.format(-Math.round(seconds / 3600), 'hour')
}
