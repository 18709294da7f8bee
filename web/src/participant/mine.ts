// "My submissions": what the server has of this person, how to come back, and how to leave a phone that is not one's own.
import { element, type Child } from './element'
import { moment, date, t } from './texts'
import { send } from './own_link'
import { credit_section, type Credit } from './credit'
import { way_on, type Returned } from './returned'

export interface OwnSubmission {
  id: string
  instance_id: string
  activity: { code: string; title: string }
  what: string | null
  state: 'received' | 'in_review' | 'approved' | 'returned' | 'rejected' | 'withdrawn'
  because: string | null // one of the usual reasons, in words
  reason: string | null // the reviewer's own
  revision: number
  received_at: string
  submitted_at: string | null
  files: { expected: number; present: number; photos: number }
}
export interface Mine {
  code: string
  submissions: OwnSubmission[]
  return_code_made_at: string | null
  credit: Credit | null // how this person is named beside photos; null: never chosen
}

export interface MineSettings {
  page: string // "/p/TOKEN"
  waiting: number // finished forms on this phone that were not sent
  returned: ReadonlyMap<string, Returned> // what there is to put right, by id
  on_back(): void
  on_change(one: Returned): Promise<void>
  on_appealed(): void
  on_forget(): Promise<void>
}

const button = (key: string, run: () => void, style = 'quiet'): HTMLButtonElement => element('button', { type: 'button', class: style, click: run }, t(key))

/// A second tap does it: no dialog to read, no slip to regret.
function two_taps(first: string, second: string, run: () => void): HTMLButtonElement {
  const made = button(first, () => {
    if (made.dataset['sure']) return run()
    made.dataset['sure'] = 'yes'
    made.textContent = t(second)
  })
  return made
}

function files_line(one: OwnSubmission): Child {
  if (one.files.expected === 0) return null
  const kind = one.files.photos >= one.files.present ? 'photos' : 'files'
  return element('p', { class: 'hint' }, t(`web.participant.there_${kind}`, { present: one.files.present, expected: one.files.expected }))
}

function submission_item(one: OwnSubmission, settings: MineSettings): HTMLElement {
  const returned = settings.returned.get(one.id)
  return element(
    'li',
    { class: `receipt mine ${one.state}`, 'data-submission': one.id, 'data-state': one.state },
    element('h2', {}, one.what ?? one.activity.title),
    element('p', { class: 'receipt-what' }, t('web.participant.mine_sent', { at: moment(Date.parse(one.received_at)) })),
    element('p', { class: 'mine-state' }, t(`web.participant.own_state.${one.state}`)),
    one.because && element('p', { class: 'mine-reason' }, one.because),
    one.reason && element('p', { class: 'mine-reason' }, t('web.participant.mine_reason', { reason: one.reason })),
    files_line(one),
    returned && way_on(returned, settings.page, () => settings.on_change(returned), settings.on_appealed),
  )
}

function return_section(mine: Mine, page: string): HTMLElement {
  const place = element('div', { class: 'return-code' })
  const trouble = element('p', { class: 'trouble', role: 'alert' })
  const make = async (): Promise<void> => {
    maker.disabled = true
    trouble.textContent = ''
    const answer = await send('POST', `${page}/return-code`).catch(() => null)
    maker.disabled = false
    if (!answer?.ok) return void (trouble.textContent = t('web.participant.mine_unreachable'))
    const { return_code } = (await answer.json()) as { return_code: string }
    const shown = element('p', { class: 'digits', tabindex: '-1' }, return_code)
    place.replaceChildren(shown, element('p', {}, t('web.participant.return_once', { address: `${window.location.host}/r` })))
    maker.remove()
    shown.focus()
  }
  const maker = button(mine.return_code_made_at ? 'web.participant.return_again' : 'web.participant.return_make', () => void make(), 'quiet make-code')
  return element(
    'section',
    { class: 'return', 'aria-labelledby': 'return-title' },
    element('h2', { id: 'return-title' }, t('web.participant.return')),
    element('p', {}, t('web.participant.return_text')),
    mine.return_code_made_at && element('p', { class: 'hint' }, t('web.participant.return_since', { date: date(mine.return_code_made_at) })),
    place,
    trouble,
    maker,
  )
}

function forget_section(settings: MineSettings): HTMLElement {
  return element(
    'section',
    { class: 'forget-me', 'aria-labelledby': 'forget-title' },
    element('h2', { id: 'forget-title' }, t('web.participant.forget_me')),
    element('p', {}, t('web.participant.forget_me_text')),
    settings.waiting > 0 && element('p', { class: 'trouble' }, t('web.participant.forget_me_waiting', { n: settings.waiting })),
    two_taps('web.participant.forget_me', 'web.participant.forget_me_sure', () => void settings.on_forget()),
  )
}

/// Null when the server cannot be asked.
export async function ask_mine(page: string): Promise<Mine | null> {
  try {
    const answer = await send('GET', `${page}/mine.json`)
    return answer.ok ? ((await answer.json()) as Mine) : null
  } catch {
    return null
  }
}

export function mine_view(mine: Mine | null | undefined, settings: MineSettings, on_again: () => void): Element[] {
  const back = button('web.participant.to_start', settings.on_back)
  const head = element(
    'section',
    { class: 'lead' },
    mine ? element('p', { class: 'kind' }, t('web.participant.own', { code: mine.code })) : null,
    element('h1', { tabindex: '-1' }, t('web.participant.mine')),
    element('p', { class: 'promise' }, t('web.participant.mine_text')),
    back,
  )
  if (mine === undefined) return [head, element('p', { class: 'waiting', role: 'status' }, t('web.participant.loading'))]
  if (mine === null)
    return [head, element('section', { class: 'message' }, element('p', { role: 'alert' }, t('web.participant.mine_unreachable')), button('web.participant.again', on_again, 'again')), forget_section(settings)]
  const list =
    mine.submissions.length > 0
      ? element('ul', { class: 'receipt-list' }, ...mine.submissions.map((one) => submission_item(one, settings)))
      : element('p', { class: 'hint' }, t('web.participant.mine_none'))
  return [head, element('section', { class: 'receipts' }, list), credit_section(mine.credit, settings.page), return_section(mine, settings.page), forget_section(settings)]
}
