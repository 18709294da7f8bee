// A link of one's own: made for this phone when somebody starts by an activity's open link, and remembered here, so that the same
// poster leads the same person to the same place.
import type { Participation } from '../api/participation'
import type { Entry, Keep } from './keep/keep'
import { page_language } from './texts'
import { random_uuid } from './random_uuid'

/// A start must not wait long for it: without an answer the open link does as well.
const join_millis_max = 5_000
const deadline_millis = 20_000

export interface OwnLink {
  page: string // "/p/TOKEN"
  from: string | null // the open link by which this phone joined
}

const headers = (): Record<string, string> => ({ 'Content-Type': 'application/json', Accept: 'application/json', 'Accept-Language': page_language() })

export const send = (method: string, url: string, body?: unknown, millis = deadline_millis): Promise<Response> =>
  fetch(url, { method, headers: headers(), body: body === undefined ? undefined : JSON.stringify(body), credentials: 'omit', signal: AbortSignal.timeout(millis) })

/// Where a link leads on this phone: an open link by which somebody joined here to theirs.
export async function own_link(keep: Keep, link: string): Promise<OwnLink> {
  const joined = (await keep.remembered(`joined ${link}`))['page']
  const page = joined ?? link
  return { page, from: (await keep.remembered(`from ${page}`))['link'] ?? null }
}

/// Gets a code and a link for this phone. Null when there is no place or no connection: then the open link goes on as it is.
export async function join(keep: Keep, link: string, sent: readonly string[]): Promise<{ own: OwnLink; activity: Participation } | null> {
  try {
    const known = (await keep.remembered(`joining ${link}`))['id']
    const join_id = known ?? random_uuid()
    // Kept before it is asked: an answer that gets lost must not make two people of one.
    if (!known) await keep.remember(`joining ${link}`, { id: join_id })
    const answer = await send('POST', `${link}/join`, { join_id, instances: sent }, join_millis_max)
    if (answer.status === 409) await forget_ended(keep, link, answer)
    if (!answer.ok) return null
    const { page } = (await answer.json()) as { page: string }
    const opened = await send('GET', `${page}/activity.json`, undefined, join_millis_max)
    if (!opened.ok) return null
    const activity = (await opened.json()) as Participation
    await keep.cache(`${page}/activity.json`, JSON.stringify(activity))
    await keep.remember(`from ${page}`, { link, claimed: sent.join(' ') })
    await keep.remember(`joined ${link}`, { page })
    return { own: { page, from: link }, activity }
  } catch {
    return null
  }
}

/// The organisers have ended what this phone had: whoever starts next is somebody new.
async function forget_ended(keep: Keep, link: string, answer: Response): Promise<void> {
  const { code } = (await answer.json().catch(() => ({}))) as { code?: string }
  if (code === 'join.ended') await keep.remember(`joining ${link}`, {})
}

/// The person's own link has ended: the poster is an open link again.
export async function leave_own_link(keep: Keep, own: OwnLink): Promise<void> {
  if (!own.from) return
  await keep.remember(`joined ${own.from}`, {})
  await keep.remember(`joining ${own.from}`, {})
}

/// Tells the server that what this phone sent by the open link, before and after it joined, is this person's.
export async function claim_sent(keep: Keep, own: OwnLink, entries: readonly Entry[]): Promise<void> {
  if (!own.from) return
  const record = await keep.remembered(`from ${own.page}`)
  const claimed = (record['claimed'] ?? '').split(' ').filter((one) => one)
  const fresh = entries.filter((entry) => entry.link === own.from && entry.xml_sent && !claimed.includes(entry.instance_id)).map((entry) => entry.instance_id)
  if (fresh.length === 0) return
  const answer = await send('POST', `${own.page}/mine`, { instances: fresh }).catch(() => null)
  if (answer?.ok) await keep.remember(`from ${own.page}`, { ...record, claimed: [...claimed, ...fresh].join(' ') })
}

/// This phone knows nothing of the person any more; an address that stays in the browser's history opens nothing.
export async function forget_me(keep: Keep, own: OwnLink): Promise<void> {
  await send('DELETE', `${own.page}/link`).catch(() => null)
  await keep.forget_links([own.page, ...(own.from ? [own.from] : [])])
}
