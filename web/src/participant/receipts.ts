// What became of each finished form: on this phone, on its way, with the server, or refused and what to do.
import { element, show_text, type Child } from './element'
import type { Entry, EntryFile } from './keep/keep'
import type { Progress } from './outbox'
import { passes_by_itself } from './pause'
import { has_text, moment, t } from './texts'

export interface ReceiptSettings {
  entries: readonly Entry[]
  progress: Progress | null
  lasting: boolean
  on_retry(instance_id: string): void
  on_copy(entry: Entry): void
  on_forget(instance_id: string): void
}

/// What people can do, in words, for what the server or the network said.
export function advice(status: number): string {
  const key = `web.participant.refusal_${status}`
  return has_text(key) ? t(key) : t(passes_by_itself(status) ? 'web.participant.refusal_server' : 'web.participant.refusal_other')
}

type Step = 'done' | 'busy' | 'waiting' | 'stopped'

const is_photo = (file: EntryFile): boolean => file.type.startsWith('image/')
/// The place of a file among those of its kind: "photo 3".
const number_of = (entry: Entry, file: EntryFile): number => entry.files.filter((one) => is_photo(one) === is_photo(file)).indexOf(file) + 1
/// Of what is being sent how much has left the phone, of the rest how much is safe on the server.
const share_of = (file: EntryFile, now: Progress | null): number => (now?.file === file.name ? now.share : file.sent ? 1 : (file.bytes_there ?? 0) / Math.max(1, file.bytes))
const of_entry = (entry: Entry, progress: Progress | null): Progress | null => (progress?.instance_id === entry.instance_id ? progress : null)

function step_line(state: Step, words: string, share: number | null = null, name: string | null = null): HTMLElement {
  const line = element('li', { class: `receipt-step ${state}`, 'data-file': name }, element('span', { class: 'dot', 'aria-hidden': 'true' }), element('span', {}, words))
  if (share !== null && share < 1 && (share > 0 || state === 'busy')) line.append(element('progress', { value: share, max: 1, 'aria-label': words }))
  return line
}

/// "2 of 3 photos are with the server. Photo 3 is at 40 %." or, when all is there, when it came. Empty when there are no files.
export function files_line(entry: Entry, progress: Progress | null): string {
  if (entry.files.length === 0 || !(entry.xml_sent || entry.receipt)) return ''
  const kind = entry.files.every(is_photo) ? 'photos' : 'files'
  const present = Math.max(entry.files.filter((file) => file.sent).length, entry.receipt?.present ?? 0)
  const words = [t(`web.participant.there_${kind}`, { present, expected: entry.files.length })]
  const now = of_entry(entry, progress)
  const under_way = entry.files.find((file) => now?.file === file.name) ?? entry.files.find((file) => !file.sent && (file.bytes_there ?? 0) > 0)
  if (under_way && !under_way.sent) {
    const percent = Math.floor(100 * share_of(under_way, now))
    words.push(t(is_photo(under_way) ? 'web.participant.at_photo' : 'web.participant.at_file', { n: number_of(entry, under_way), percent }))
  } else if (present > 0 && entry.receipt?.last_at) words.push(t('web.participant.there_last', { at: moment(entry.receipt.last_at) }))
  return words.join(' ')
}

function steps(entry: Entry, progress: Progress | null): HTMLElement[] {
  const mine = of_entry(entry, progress)
  const pending: Step = entry.state === 'refused' ? 'stopped' : 'waiting'
  const answers: Step = entry.xml_sent ? 'done' : mine && mine.file === null ? 'busy' : pending
  const words: Record<Step, string> = { done: 'arrived', busy: 'sending', waiting: 'waits', stopped: 'waits' }
  return [
    entry.state === 'done' ? null : step_line('done', t('web.participant.receipt_phone')),
    step_line(answers, t(`web.participant.receipt_answers_${words[answers]}`)),
    ...entry.files.map((file) => {
      const state: Step = file.sent ? 'done' : mine?.file === file.name ? 'busy' : pending
      const kind = is_photo(file) ? 'photo' : 'file'
      return step_line(state, t(`web.participant.receipt_${kind}_${words[state]}`, { n: number_of(entry, file) }), file.sent ? null : share_of(file, mine), file.name)
    }),
  ].filter((line): line is HTMLElement => line !== null)
}

function trouble_of(entry: Entry): Child {
  if (!entry.trouble || entry.state === 'done') return null
  const { status, text } = entry.trouble
  return element('div', { class: entry.state === 'refused' ? 'receipt-trouble refused' : 'receipt-trouble' }, text && status !== 0 ? element('p', {}, text) : null, element('p', {}, advice(status)))
}

function actions(entry: Entry, settings: ReceiptSettings): Child {
  const button = (key: string, run: () => void): Element => element('button', { type: 'button', class: 'quiet', click: run }, t(key))
  if (entry.state === 'done') return element('div', { class: 'receipt-actions' }, button('web.participant.forget', () => settings.on_forget(entry.instance_id)))
  return element(
    'div',
    { class: 'receipt-actions' },
    button('web.participant.send_now', () => settings.on_retry(entry.instance_id)),
    entry.state === 'refused' && button('web.participant.save_copy', () => settings.on_copy(entry)),
  )
}

function receipt(entry: Entry, settings: ReceiptSettings): HTMLElement {
  const heading = entry.state === 'done' ? 'web.participant.receipt_done' : entry.state === 'refused' ? 'web.participant.receipt_refused' : entry.xml_sent ? 'web.participant.receipt_partly' : 'web.participant.receipt_kept'
  return element(
    'li',
    { class: `receipt ${entry.state}`, 'data-instance': entry.instance_id, 'data-state': entry.state },
    element('h3', {}, t(heading)),
    element('p', { class: 'receipt-what' }, [entry.what || entry.title, moment(entry.finished_at)].join(' · ')),
    element('p', { class: 'receipt-there' }, files_line(entry, settings.progress)),
    element('ul', { class: 'receipt-steps' }, ...steps(entry, settings.progress)),
    trouble_of(entry),
    actions(entry, settings),
  )
}

export function receipts(settings: ReceiptSettings): HTMLElement | null {
  if (settings.entries.length === 0) return null
  const waiting = settings.entries.some((entry) => entry.state === 'waiting')
  return element(
    'section',
    { class: 'receipts', 'aria-labelledby': 'receipts-title' },
    element('h2', { id: 'receipts-title' }, t('web.participant.receipts')),
    waiting && element('p', { class: 'hint' }, t(navigator.onLine === false ? 'web.participant.offline' : settings.lasting ? 'web.participant.keep_open' : 'web.participant.do_not_close')),
    element('ul', { class: 'receipt-list' }, ...settings.entries.map((entry) => receipt(entry, settings))),
  )
}

/// Shows how far it is in the lines that are there; false when these say something else and are to be drawn anew.
export function show_progress(shown: ParentNode, entry: Entry, progress: Progress): boolean {
  const receipt = [...shown.querySelectorAll<HTMLElement>('.receipt')].find((one) => one.dataset['instance'] === entry.instance_id)
  const line = [...(receipt?.querySelectorAll<HTMLElement>('.busy') ?? [])].find((one) => one.dataset['file'] === progress.file)
  const bar = line?.querySelector('progress')
  const there = receipt?.querySelector('.receipt-there')
  if (!bar || !there || progress.share >= 1) return false
  bar.value = progress.share
  show_text(there, files_line(entry, progress))
  return true
}
