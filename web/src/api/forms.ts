// The calls of /api about forms, one a line, so that pages name what they do.
import { get, request } from './client'
import type { FormChanges, FormDetail, FormList, FormOutline, FormStrings } from './contract'

const part = encodeURIComponent
const forms = (slug: string): string => `/api/audits/${part(slug)}/forms`
const one = (slug: string, form: string): string => `${forms(slug)}/${part(form)}`

export const list_forms = (slug: string): Promise<FormList> => get(forms(slug))
export const get_form = (slug: string, form: string): Promise<FormDetail> => get(one(slug, form))
/// `form` says which form it is to be a draft of; empty for whichever it is.
export const upload_form = (slug: string, file: File, form = ''): Promise<FormDetail> =>
  request('POST', `${forms(slug)}?name=${part(file.name)}${form ? `&form=${part(form)}` : ''}`, file)
export const start_draft = (slug: string, form: string): Promise<FormDetail> => request('POST', `${one(slug, form)}/draft`, {})
export const erase_draft = (slug: string, form: string): Promise<void> => request('DELETE', `${one(slug, form)}/draft`)
export const publish_draft = (slug: string, form: string, version: string): Promise<{ version: string; activities: string[] }> =>
  request('POST', `${one(slug, form)}/draft/publish`, version ? { version } : {})
export const erase_tests = (slug: string, form: string): Promise<void> => request('DELETE', `${one(slug, form)}/draft/tests`)
export const attach_file = (slug: string, form: string, file: File): Promise<void> =>
  request('PUT', `${one(slug, form)}/draft/files/${part(file.name)}`, file)
export const remove_file = (slug: string, form: string, name: string): Promise<void> =>
  request('DELETE', `${one(slug, form)}/draft/files/${part(name)}`)
export const set_state = (slug: string, form: string, version: string, state: string): Promise<FormDetail> =>
  request('PUT', `${one(slug, form)}/versions/${part(version)}/state`, { state })
export const get_changes = (slug: string, form: string, from: string, to: string): Promise<FormChanges> =>
  get(`${one(slug, form)}/changes?from=${part(from)}&to=${part(to)}`)
export const get_outline = (slug: string, form: string, version: string): Promise<FormOutline> =>
  get(`${one(slug, form)}/versions/${part(version)}/outline`)
export const get_strings = (slug: string, form: string, version: string): Promise<FormStrings> =>
  get(`${one(slug, form)}/versions/${part(version)}/strings`)
export const put_strings = (
  slug: string,
  form: string,
  change: { revision?: number; text_language?: string; add_languages?: string[]; checked?: string[]; edits: { id: string; language: string; text: string }[] },
): Promise<{ revision: number }> => request('PUT', `${one(slug, form)}/draft/strings`, change)
export const freeze_wave = (slug: string, wave: number, freeze_forms: boolean): Promise<void> =>
  request('PUT', `/api/audits/${part(slug)}/waves/${wave}`, { freeze_forms })

/// Where a version (or "draft") can be downloaded.
export const download_address = (slug: string, form: string, version: string, what: 'xml' | 'source'): string =>
  `${one(slug, form)}/versions/${part(version)}/${what}`
