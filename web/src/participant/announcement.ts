// Tells screen readers how sending goes: what arrived, and every quarter of a large file. It stays in the document while the page
// around it is drawn anew; a region that is drawn anew says nothing.
import { element, show_text } from './element'
import type { Entry } from './keep/keep'
import type { Progress } from './outbox'
import { files_line } from './receipts'

const live = element('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' })
let told = ''

export function announce(entries: readonly Entry[], progress: Progress | null): void {
  const entry = entries.find((one) => one.instance_id === progress?.instance_id) ?? entries[0]
  // What had arrived before the page was opened is no news.
  if (!entry || (told === '' && entry.state === 'done')) return
  const shape = JSON.stringify([entry.instance_id, entry.state, entry.files.map((file) => file.sent), progress?.file, Math.floor(4 * (progress?.share ?? 0))])
  if (shape === told) return
  told = shape
  if (!live.isConnected) document.body.append(live)
  show_text(live, files_line(entry, progress))
}
