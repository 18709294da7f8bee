// What became of each finished form: on this phone, on its way, with the server, or refused and what to do.
import { element, type Child } from './element'
import type { Entry } from './keep/keep'
import type { Progress } from './outbox'
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
  return has_text(key) ? t(key) : t(status >= 500 ? 'web.participant.refusal_server' : 'web.participant.refusal_other')
}

type Step = 'done' | 'busy' | 'waiting' | 'stopped'

function step_line(state: Step, words: string, share: number | null = null): HTMLElement {
  const line = element('li', { class: `receipt-step ${state}` }, element('span', { class: 'dot', 'aria-hidden': 'true' }), element('span', {}, words))
  if (share !== null && share > 0 && share < 1) line.append(element('progress', { value: share, max: 1, 'aria-label': words }))
  return line
}

function steps(entry: Entry, progress: Progress | null): HTMLElement[] {
  const mine = progress?.instance_id === entry.instance_id ? progress : null
  const pending: Step = entry.state === 'refused' ? 'stopped' : 'waiting'
  const answers: Step = entry.xml_sent ? 'done' : mine && mine.file === null ? 'busy' : pending
  const words: Record<Step, string> = { done: 'arrived', busy: 'sending', waiting: 'waits', stopped: 'waits' }
  return [
    entry.state === 'done' ? null : step_line('done', t('web.participant.receipt_phone')),
    step_line(answers, t(`web.participant.receipt_answers_${words[answers]}`)),
    ...entry.files.map((file, index) => {
      const state: Step = file.sent ? 'done' : mine?.file === file.name ? 'busy' : pending
      const kind = file.type.startsWith('image/') ? 'photo' : 'file'
      const n = entry.files.filter((one) => one.type.startsWith('image/') === (kind === 'photo')).indexOf(entry.files[index]!) + 1
      return step_line(state, t(`web.participant.receipt_${kind}_${words[state]}`, { n }), state === 'busy' ? mine!.share : null)
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
