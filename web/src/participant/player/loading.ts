// Fetches the form and the lists beside it; what the network does not give, the last seen copy on the phone does.
import type { Keep } from '../keep/keep'
import type { FormSource, LoadedForm } from './form'

const deadline_millis = 60_000

/// Null: the server has no such file. Throws when neither the server nor the phone can give it.
async function fetch_text(keep: Keep, url: string): Promise<string | null> {
  let failure: unknown
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(deadline_millis) })
    if (response.ok) {
      const text = await response.text()
      await keep.cache(url, text).catch(() => undefined)
      return text
    }
    if (response.status === 404 || response.status === 410) return null
    failure = new Error(`status ${response.status}`)
  } catch (error) {
    failure = error
  }
  const kept = await keep.cached(url)
  if (kept === undefined) throw failure
  return kept
}

const device_key = 'cityaudit.device'

/// The same for every form of this phone, and of nothing else: made here by chance.
function device_id(): string {
  const fresh = `cityaudit:${crypto.randomUUID()}`
  try {
    const known = localStorage.getItem(device_key)
    if (known) return known
    localStorage.setItem(device_key, fresh)
  } catch {
    // A browser may forbid storage; then each form is of a phone of its own.
  }
  return fresh
}

export const media_folder = (form_url: string): string => form_url.replace(/\/form\.xml$/, '/media/')

export async function load_form(keep: Keep, form_url: string): Promise<LoadedForm> {
  const [engine, xml] = await Promise.all([import('./engine'), fetch_text(keep, form_url)])
  if (xml === null) throw new Error('the form is not there')
  const source: FormSource = {
    xml,
    device_id: device_id(),
    async file(name) {
      const text = await fetch_text(keep, media_folder(form_url) + encodeURIComponent(name))
      return text === null ? null : new Blob([text], { type: name.endsWith('.csv') ? 'text/csv' : name.endsWith('.xml') ? 'text/xml' : 'application/geo+json' })
    },
  }
  return engine.load(source)
}
