// The calls of /api about the themes of an audit; each answers with all of them as they are then.
import { get, request } from './client'
import type { I18n } from './contract'

/// A theme as its audit has it; `built_in_name` is null for one of its own.
export interface AuditTheme {
  code: string
  level: 1 | 2
  parent: string | null
  name: I18n
  built_in_name: I18n | null
  labs: string[]
  own: boolean
  named: boolean
  hidden: boolean
  hidden_above: boolean
  observed: boolean
  next_code: string | null
}
export interface AuditThemes {
  languages: string[]
  next_code: string | null
  themes: AuditTheme[]
}

export interface ThemeChange {
  /// By language; null takes the audit's own name back.
  name?: Record<string, string | null>
  labs?: string[] | null
  hidden?: boolean
}

const themes = (slug: string): string => `/api/audits/${encodeURIComponent(slug)}/themes`

export const list_themes = (slug: string): Promise<AuditThemes> => get(themes(slug))
export const add_theme = (slug: string, theme: ThemeChange & { code: string }): Promise<AuditThemes> => request('POST', themes(slug), theme)
export const change_theme = (slug: string, code: string, change: ThemeChange): Promise<AuditThemes> =>
  request('PATCH', `${themes(slug)}/${encodeURIComponent(code)}`, change)
