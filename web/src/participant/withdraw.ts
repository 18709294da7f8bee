// Changing one's mind, without an account: what happens then and what nobody can recall, said first; then one button for each thing that was
// sent, one for everything, and what was agreed to, point by point.
import type { Channel, ConsentAtAGlance, Purpose } from '../api/consent'
import { element, type Child } from './element'
import type { Entry } from './keep/keep'
import { date, moment, page_language, t } from './texts'

const deadline_millis = 20_000
const changeable: readonly Purpose[] = ['analyse', 'quote', 'publish_photo', 'contact_later', 'archive']
const channels: readonly Channel[] = ['report', 'exhibition', 'web', 'campaign']

interface OwnPiece {
  instance_id: string
  received_at: string
  files: number
}
interface Told {
  personal: boolean
  ended: boolean
  now: ConsentAtAGlance | null
  submissions: OwnPiece[]
  published: number
  erasure_hours: number
  backup_days: number
  texts: { purpose: string; words: string }[]
}

export interface WithdrawSettings {
  link: string
  entries: () => readonly Entry[]
  /// It is gone from the server: the phone forgets it as well.
  on_gone: (instance_ids: readonly string[]) => Promise<void>
  on_back: () => void
}

async function send<T>(method: string, address: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': page_language() }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const response = await fetch(address, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(deadline_millis) })
  if (!response.ok) throw new Error(String(response.status))
  return (response.status === 204 ? undefined : await response.json()) as T
}

/// The first tap asks, the second does it: no dialog to read, no slip to regret.
function sure_button(words: string, asked: string, run: () => void, name: string): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'withdraw', 'data-act': name }, words)
  button.addEventListener('click', () => {
    if (button.dataset['sure']) return run()
    button.dataset['sure'] = 'yes'
    button.textContent = asked
  })
  return button
}

export class WithdrawView {
  readonly body = element('div', { class: 'withdraw-view' })
  private told: Told | null = null
  private said = ''
  private trouble = ''
  private busy = false

  constructor(private readonly settings: WithdrawSettings) {
    void this.load()
  }

  async load(): Promise<void> {
    try {
      this.told = await send<Told>('GET', `${this.settings.link}/consent.json`)
      this.trouble = ''
    } catch {
      this.trouble = t('web.participant.withdraw_unreachable')
    }
    this.draw()
  }

  /// In the words of another language.
  draw(): void {
    const back = element('button', { type: 'button', class: 'quiet', click: this.settings.on_back }, t('web.participant.to_start'))
    this.body.replaceChildren(
      element('h1', { tabindex: '-1' }, t('web.participant.withdraw_title')),
      element('p', { role: 'status', class: this.said ? 'said' : 'unseen' }, this.said),
      ...[this.trouble && element('p', { class: 'trouble', role: 'alert' }, this.trouble), ...this.content()].filter((one): one is HTMLElement => one instanceof Node),
      back,
    )
  }

  private content(): Child[] {
    if (!this.told) return this.trouble ? [] : [element('p', { class: 'waiting', role: 'status' }, t('web.participant.loading'))]
    if (this.told.ended) return [element('p', {}, t('web.participant.withdraw_ended'))]
    const pieces = this.pieces()
    if (pieces.length === 0 && !this.told.personal) return [element('p', {}, t('web.participant.withdraw_nothing'))]
    return [this.consequences(this.told), this.list(pieces), this.agreements(this.told, pieces)]
  }

  private pieces(): OwnPiece[] {
    if (this.told?.personal) return this.told.submissions
    return this.settings
      .entries()
      .filter((entry) => entry.xml_sent && entry.link === this.settings.link)
      .map((entry) => ({ instance_id: entry.instance_id, received_at: new Date(entry.finished_at).toISOString(), files: entry.files.length }))
  }

  private consequences(told: Told): Element {
    const points = [
      t('web.participant.withdraw_hidden'),
      t('web.participant.withdraw_erased', { hours: told.erasure_hours }),
      t('web.participant.withdraw_backups', { days: told.backup_days }),
      t('web.participant.withdraw_cannot'),
      told.published > 0 ? t('web.participant.withdraw_published', { n: told.published }) : '',
    ]
    return element('section', { class: 'privacy' }, element('h2', {}, t('web.participant.withdraw_what')), element('ul', {}, ...points.filter((one) => one).map((one) => element('li', {}, one))))
  }

  private list(pieces: OwnPiece[]): Element {
    const rows = pieces.map((piece) =>
      element(
        'li',
        { 'data-instance': piece.instance_id },
        element('span', {}, [moment(Date.parse(piece.received_at)), piece.files > 0 ? t('web.participant.withdraw_files', { n: piece.files }) : ''].filter((one) => one).join(' · ')),
        sure_button(t('web.participant.withdraw_this'), t('web.participant.withdraw_sure'), () => void this.take_back([piece.instance_id]), 'withdraw-one'),
      ),
    )
    const all = sure_button(
      t(this.told?.personal ? 'web.participant.withdraw_everything' : 'web.participant.withdraw_phone'),
      t('web.participant.withdraw_sure_all'),
      () => void this.take_back(null),
      'withdraw-all',
    )
    return element('section', { class: 'own-pieces' }, element('h2', {}, t('web.participant.withdraw_sent')), rows.length > 0 ? element('ul', {}, ...rows) : null, all)
  }

  /// Point by point: what was agreed to can be narrowed, and agreed to again.
  private agreements(told: Told, pieces: OwnPiece[]): Child {
    if (pieces.length === 0) return null
    const rows = changeable.flatMap((purpose) => {
      const decision = told.now?.purposes[purpose] ?? 'not_asked'
      // Of what was sent by an open link nobody knows here what was agreed to: it can be taken back all the same.
      if (told.personal ? decision === 'not_asked' : purpose !== 'analyse' && purpose !== 'publish_photo') return []
      return [this.agreement(purpose, told, decision === 'given')]
    })
    return rows.length > 0 && element('section', { class: 'agreements' }, element('h2', {}, t('web.participant.agreed_title')), element('ul', {}, ...rows))
  }

  private agreement(purpose: Purpose, told: Told, given: boolean): Element {
    const words = told.texts.find((one) => one.purpose === purpose)?.words ?? t(`web.participant.agreed_${purpose}`)
    if (purpose === 'publish_photo' && told.personal) {
      const boxes = channels.map((channel) => element('input', { type: 'checkbox', name: 'channel', value: channel, checked: told.now?.channels.includes(channel) ?? false }))
      const save = (): void => {
        const chosen = channels.filter((_, at) => boxes[at]!.checked)
        void this.say(purpose, chosen.length > 0 ? 'given' : 'withdrawn', chosen)
      }
      return element(
        'li',
        { 'data-purpose': purpose },
        element('fieldset', {}, element('legend', {}, words), ...boxes.map((box, at) => element('label', {}, box, ' ', t(`web.participant.channel_${channels[at]!}`)))),
        element('button', { type: 'button', class: 'quiet', 'data-act': 'save-channels', click: save }, t('web.participant.agreed_save')),
      )
    }
    const take_back = given || !told.personal
    return element(
      'li',
      { 'data-purpose': purpose },
      element('p', {}, words),
      element('p', { class: 'state' }, told.personal ? t(given ? 'web.participant.agreed_yes' : 'web.participant.agreed_no') : null),
      element('button', { type: 'button', class: 'quiet', 'data-act': take_back ? 'take-back' : 'agree', click: () => void this.say(purpose, take_back ? 'withdrawn' : 'given') }, t(take_back ? 'web.participant.agreed_take_back' : 'web.participant.agreed_again')),
    )
  }

  private async attempt(action: () => Promise<string>): Promise<void> {
    if (this.busy) return
    this.busy = true
    this.trouble = ''
    this.said = ''
    try {
      this.said = await action()
      await this.load()
    } catch {
      this.trouble = t('web.participant.withdraw_failed')
      this.draw()
    }
    this.busy = false
    this.body.querySelector<HTMLElement>('h1')?.focus()
  }

  private take_back(instances: readonly string[] | null): Promise<void> {
    return this.attempt(async () => {
      const pieces = this.pieces().map((piece) => piece.instance_id)
      const everything = instances === null && this.told?.personal === true
      const answer = await send<{ erased_from: string }>('POST', `${this.settings.link}/withdrawals`, everything ? { everything } : { instances: instances ?? pieces })
      await this.settings.on_gone(instances ?? pieces)
      return t('web.participant.withdraw_done', { date: date(answer.erased_from) })
    })
  }

  private say(purpose: Purpose, decision: 'given' | 'withdrawn', chosen: readonly Channel[] = []): Promise<void> {
    return this.attempt(async () => {
      const instances = this.told?.personal ? undefined : this.pieces().map((piece) => piece.instance_id)
      await send('POST', `${this.settings.link}/consents`, { statements: [{ purpose, decision, channels: chosen }], instances, language: page_language() })
      return t('web.participant.agreed_saved')
    })
  }
}
