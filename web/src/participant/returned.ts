// What was returned, back in the form: the own answers become a draft that replaces them, its photos stay on the server and show here
// small; what was rejected, to be looked at by somebody else.
import type { Participation } from '../api/participation'
import { element } from './element'
import type { Draft, Keep, StoredFile } from './keep/keep'
import { meta_text } from './player/meta'
import { random_uuid } from './random_uuid'
import { page_language, t } from './texts'

const deadline_ms = 20_000

const ask = (address: string, more: RequestInit = {}): Promise<Response> =>
  fetch(address, { ...more, headers: { 'Accept-Language': page_language(), ...(more.headers ?? {}) }, signal: AbortSignal.timeout(deadline_ms) })

/// The answers with an id of their own, for the form as it is offered now; and the names of the files that they speak of.
export function reopened(xml: string, instance_id: string, version: string): { xml: string; values: Set<string> } {
  const document = new DOMParser().parseFromString(xml, 'text/xml')
  const values = new Set<string>()
  for (const one of [...document.getElementsByTagName('*')]) {
    const in_meta = one.parentElement?.localName === 'meta'
    if (in_meta && one.localName === 'instanceID') one.textContent = instance_id
    else if (in_meta && one.localName === 'deprecatedID') one.remove()
    else if (one.childElementCount === 0 && one.textContent?.trim()) values.add(one.textContent.trim())
  }
  if (document.documentElement.hasAttribute('version')) document.documentElement.setAttribute('version', version)
  return { xml: new XMLSerializer().serializeToString(document), values }
}

/// A small picture of each photo; a name alone where there is none.
async function small_files(page: string, id: string, names: readonly string[], instance_id: string): Promise<StoredFile[]> {
  return Promise.all(
    names.map(async (name) => {
      const answer = await ask(`${page}/returned/${id}/photos/${encodeURIComponent(name)}`).catch(() => null)
      const blob = answer?.ok ? await answer.blob() : new Blob([], { type: 'application/octet-stream' })
      return { instance_id, name, type: blob.type, bytes: await blob.arrayBuffer() }
    }),
  )
}

/// As GET /p/{token}/returned.json tells it.
export interface Returned {
  id: string
  state: 'returned' | 'rejected'
  files: readonly string[] // those that the server has
  may_change: boolean
  may_appeal: boolean
}

/// By id; none when the server cannot be asked: the list says so already.
export async function ask_returned(page: string): Promise<ReadonlyMap<string, Returned>> {
  const answer = await ask(`${page}/returned.json`).catch(() => null)
  if (!answer?.ok) return new Map()
  const { items } = (await answer.json()) as { items: Returned[] }
  return new Map(items.map((one) => [one.id, one]))
}

/// The draft is on the phone when this returns; throws when the server cannot be asked.
export async function take_back(keep: Keep, activity: Participation, page: string, returned: Returned, owner: string): Promise<Draft> {
  const answer = await ask(`${page}/returned/${returned.id}.xml`)
  if (!answer.ok) throw new Error(`the returned answers: ${answer.status}`)
  const sent = await answer.text()
  const instance_id = `uuid:${random_uuid()}`
  const { id, version, title, url, md5 } = activity.form
  const { xml, values } = reopened(sent, instance_id, version)
  const names = returned.files.filter((name) => values.has(name))
  const files = await small_files(page, returned.id, names, instance_id)
  const now = Date.now()
  const draft: Draft = { instance_id, link: page, form: { id, version, title, url, md5 }, xml, page: '', language: page_language(), filled_by: meta_text(sent, 'filled_by'), started_at: now, saved_at: now, owner, replaces: meta_text(sent, 'instanceID'), on_server: names }
  if (!(await keep.save(draft, files, true))) throw new Error('the draft could not be kept')
  return draft
}

/// Whether it was taken.
export async function appeal(page: string, id: string, words: string): Promise<boolean> {
  const answer = await ask(`${page}/returned/${id}/appeal`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ words }) }).catch(() => null)
  return answer?.ok ?? false
}

/// The way on from a returned or rejected submission. Null for others.
export function way_on(one: Returned, page: string, on_change: () => Promise<void>, on_appealed: () => void): HTMLElement | null {
  const trouble = element('p', { class: 'trouble', role: 'alert' })
  if (one.state === 'returned' && one.may_change) {
    const change = element('button', { type: 'button', class: 'start', 'data-change': one.id }, t('web.participant.returned_change'))
    change.addEventListener('click', () => {
      change.disabled = true
      trouble.textContent = ''
      on_change().catch(() => {
        change.disabled = false
        trouble.textContent = t('web.participant.form_unreachable')
      })
    })
    return element('div', { class: 'way-on' }, change, trouble)
  }
  if (one.state !== 'rejected' || !one.may_appeal) return null
  const words = element('textarea', { id: `appeal-${one.id}`, rows: 2, maxlength: 2000 })
  const send = element('button', { type: 'submit', class: 'quiet' }, t('web.participant.appeal_do'))
  const form = element('form', { class: 'way-on', 'data-appeal': one.id }, element('label', { for: `appeal-${one.id}` }, t('web.participant.appeal')), words, send, trouble)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send.disabled = true
    void appeal(page, one.id, words.value.trim()).then((taken) => {
      send.disabled = false
      if (taken) on_appealed()
      else trouble.textContent = t('web.participant.appeal_failed')
    })
  })
  return form
}
