// The page behind a participant's link: what it is for, the form, and what became of what was sent.
import '../styles/tokens.css'
import '../styles/base.css'
import './participant.css'
import type { ProblemDocument } from '../api/contract'
import type { Participation } from '../api/participation'
import { remember_language, type ParticipantLanguage } from '../text/choose'
import { announce } from './announcement'
import { Delivery } from './delivery'
import { element } from './element'
import { language_choice } from './frame'
import { intro, mark } from './intro'
import { Keep, type Draft, type Entry, type StoredFile } from './keep/keep'
import { open_tables } from './keep/tables'
import { ask_mine, mine_view, type Mine } from './mine'
import { claim_sent, forget_me, join, leave_own_link, own_link, type OwnLink } from './own_link'
import type { Session } from './player/session'
import { random_uuid } from './random_uuid'
import { receipts, show_progress } from './receipts'
import { save_copy } from './saved_copy'
import { refused_view } from './refused_view'
import { return_view } from './return_page'
import { ask_returned, take_back, type Returned } from './returned'
import { sent_view } from './sent_view'
import { slip } from './slip'
import { asked_view, type State, type View } from './state'
import { load_other_languages, page_language, t, use_language } from './texts'
import { load_client } from './upload'
import { WithdrawView } from './withdraw'

const page = document.getElementById('page')!
const opened_path = window.location.pathname.replace(/\/$/, '')
const return_path = '/r'
const deadline_ms = 20_000
const owner = random_uuid() // of this window, for as long as it is open
const told = 'BroadcastChannel' in window ? new BroadcastChannel('cityaudit') : null

let own: OwnLink = { page: opened_path, from: null }
let mine: Mine | null | undefined // undefined: it is being asked for
let returned: ReadonlyMap<string, Returned> = new Map()
let claiming = false
let withdrawing: WithdrawView | null = null
let state: State = { kind: 'loading' }
let keep: Keep
let delivery: Delivery
let entries: Entry[] = []
let draft: Draft | null = null
let session: Session | null = null
let opening = false
let drawn_shape = ''
let opening_trouble = ''

const is_personal = (): boolean => state.kind === 'ready' && state.activity.personal_code !== null
function shown_view(): View {
  if (state.kind !== 'ready') return ''
  if (session) return 'form'
  if (asked_view() === 'mine' && is_personal()) return 'mine'
  if (asked_view() === 'withdraw' || asked_view() === 'slip') return asked_view()
  return asked_view() === 'sent' && entries.length > 0 ? 'sent' : ''
}

const activity_url = (): string => `${own.page}/activity.json`
const ask_activity = (): Promise<Response> =>
  fetch(activity_url(), { headers: { Accept: 'application/json', 'Accept-Language': page_language() }, signal: AbortSignal.timeout(deadline_ms) })

async function load(asked: Promise<Response> = ask_activity()): Promise<void> {
  state = { kind: 'loading' }
  draw()
  try {
    const response = await asked
    if (response.ok) {
      const activity = (await response.json()) as Participation
      state = { kind: 'ready', activity }
      void keep.cache(activity_url(), JSON.stringify(activity)).catch(() => undefined)
    } else {
      const problem = (await response.json().catch(() => ({}))) as Partial<ProblemDocument>
      state = { kind: 'refused', status: response.status, detail: problem.detail ?? '' }
      if (response.status === 410) void leave_own_link(keep, own).catch(() => undefined)
    }
  } catch {
    const kept = await keep.cached(activity_url()).catch(() => undefined)
    state = kept === undefined ? { kind: 'unreachable' } : { kind: 'ready', activity: JSON.parse(kept) as Participation }
  }
  draw()
}

async function choose(language: ParticipantLanguage): Promise<void> {
  remember_language(language)
  if (!(await use_language(language))) return
  session?.use_language()
  // Titles and refusals are worded by the server: ask again in the other language.
  if (!session && (state.kind === 'refused' || state.kind === 'ready')) await load()
  else draw()
  page.querySelector<HTMLElement>(`button[lang="${language}"]`)?.focus()
}

async function open_mine(): Promise<void> {
  mine = undefined
  go('mine')
  await load_mine()
}

async function load_mine(): Promise<void> {
  ;[mine, returned] = await Promise.all([ask_mine(own.page), ask_returned(own.page)])
  if (shown_view() !== 'mine') return
  draw()
  page.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
}

/// What was returned, as a form again.
async function change(one: Returned): Promise<void> {
  if (state.kind !== 'ready') return
  draft = await take_back(keep, state.activity, own.page, one, owner)
  await open_form()
}

async function forget(): Promise<void> {
  await forget_me(keep, own)
  window.location.replace(own.from ?? `${return_path}#forgotten`)
}

const mine_content = (): Element[] =>
  mine_view(mine, { page: own.page, waiting: entries.filter((entry) => !entry.xml_sent).length, returned, on_back: () => go(''), on_forget: forget, on_change: change, on_appealed: () => void open_mine() }, () => void open_mine())

function withdraw_content(): Element[] {
  withdrawing ??= new WithdrawView({
    link: own.page,
    entries: () => entries,
    on_gone: (ids) => Promise.all(ids.map((id) => delivery.forget(id))).then(refresh_entries),
    on_back() {
      withdrawing = null
      go('')
    },
  })
  withdrawing.speak()
  return [withdrawing.body]
}

/// As near as the way in: on every page but the form.
function withdraw_way(): Element[] {
  if (state.kind !== 'ready' || !['', 'sent', 'mine'].includes(shown_view())) return []
  if (!is_personal() && !entries.some((entry) => entry.xml_sent)) return []
  return [element('button', { type: 'button', class: 'quiet withdraw-way', 'data-act': 'to-withdraw', click: () => go('withdraw') }, t('web.participant.withdraw_title'))]
}

function receipt_list(shown: readonly Entry[]): HTMLElement | null {
  return receipts({
    entries: shown,
    progress: delivery.progress,
    lasting: delivery.lasting(entries),
    on_retry: (id) => void delivery.retry(id),
    on_copy: (entry) => void save_copy(delivery.keep_of(entry.instance_id), entry),
    on_forget: (id) => void delivery.forget(id).then(refresh_entries),
  })
}

function content(): (Element | null)[] {
  if (state.kind === 'ready') {
    const { instrument } = state.activity.activity
    if (shown_view() === 'sent')
      return sent_view({ instrument, done: entries[0]!.state === 'done', lasting: delivery.lasting(entries), receipts: receipt_list(entries), on_another: () => void open_form(), on_start: () => go('') })
    if (shown_view() === 'mine') return mine_content()
    if (shown_view() === 'withdraw') return withdraw_content()
    if (shown_view() === 'slip') return [slip(own.page, state.activity.audit.title, window.location.hash)]
    return intro({
      activity: state.activity,
      draft,
      opening,
      trouble: opening_trouble,
      lasting: keep.lasting,
      receipts: receipt_list(entries),
      on_start: () => void open_form(),
      on_mine: () => void open_mine(),
      on_discard: () => void (draft && keep.discard(draft.instance_id).then(() => ((draft = null), draw()))),
    })
  }
  if (state.kind === 'returning') return return_view()
  if (state.kind === 'loading') return [element('p', { class: 'waiting', role: 'status' }, t('web.participant.loading'))]
  // Whatever became of the link: what waits on this phone is still sent, and shown.
  const [status, detail] = state.kind === 'unreachable' ? [0, ''] : [state.status, state.detail]
  return [refused_view(status, detail, () => void load()), receipt_list(entries)]
}

function draw(): void {
  document.documentElement.lang = page_language()
  document.title = state.kind === 'ready' ? `${state.activity.activity.title} · ${state.activity.audit.title}` : state.kind === 'returning' ? `${t('web.participant.back_title')} · cityaudit` : 'cityaudit'
  page.setAttribute('aria-busy', state.kind === 'loading' ? 'true' : 'false')
  page.dataset['view'] = shown_view()
  if (session) {
    if (session.player.body.parentElement !== page) page.replaceChildren(session.player.body)
    return
  }
  page.replaceChildren(
    element('header', {}, element('p', { class: 'brand' }, mark(), 'cityaudit'), language_choice((code) => void choose(code))),
    element('main', {}, ...content().filter((one): one is Element => one !== null), ...withdraw_way()),
  )
}

/// Sends from the page what could not be kept on the phone.
async function send_held(entry: Entry, files: readonly StoredFile[]): Promise<void> {
  await delivery.hold(entry, files)
  await close_form('sent')
  await delivery.kick()
  await delivery.ask_server()
}

async function refresh_entries(): Promise<void> {
  entries = await delivery.entries()
  await delivery.drop_delivered_drafts()
  void claim()
  if (draft && !session) draft = await keep.draft_of(own.page)
  if (session) return
  announce(entries, delivery.progress)
  const shape = JSON.stringify([shown_view(), draft?.instance_id, entries.length, entries[0]?.state])
  if (shape === drawn_shape) return draw_receipts()
  drawn_shape = shape
  draw()
}

/// What went out by the poster's link is this person's, too.
async function claim(): Promise<void> {
  if (claiming || !is_personal()) return
  claiming = true
  await claim_sent(keep, own, entries).catch(() => undefined)
  claiming = false
}

function show_delivery(): void {
  const now = delivery.progress
  const entry = entries.find((one) => one.instance_id === now?.instance_id)
  if (!session) announce(entries, now)
  if (session || !now || !entry || !show_progress(page, entry, now)) draw_receipts()
}

/// Only what changes while photos travel: a button that is drawn anew under a thumb is a tap that is lost.
function draw_receipts(): void {
  const shown = page.querySelector('.receipts')
  const fresh = receipt_list(entries)
  if (session || !shown || !fresh) return
  const focused = shown.contains(document.activeElement) ? document.activeElement?.closest('[data-instance]')?.getAttribute('data-instance') : null
  shown.replaceWith(fresh)
  if (focused) fresh.querySelector<HTMLElement>(`[data-instance="${CSS.escape(focused)}"] button`)?.focus()
}

function go(view: View, replace = false): void {
  const address = own.page + (view ? `#${view}` : '')
  if (replace) history.replaceState(null, '', address)
  else if (asked_view() !== view) history.pushState(null, '', address)
  draw()
  window.scrollTo(0, 0)
  if (!session) page.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
}

/// A code and a link of one's own, if there is a place and a connection: else the open link goes on.
async function become_somebody(activity: Participation): Promise<Participation> {
  if (draft || activity.joining !== 'open' || !keep.lasting) return activity
  const sent = entries.filter((entry) => entry.xml_sent).map((entry) => entry.instance_id)
  const joined = await join(keep, own.page, sent)
  if (!joined) return activity
  own = joined.own
  state = { kind: 'ready', activity: joined.activity }
  history.replaceState(history.state, '', own.page)
  const { form } = joined.activity
  if (form.md5 !== activity.form.md5) return joined.activity
  // The same form is here already; under its new address it comes in time for a phone without a connection.
  void import('./player/session').then(({ preload }) => preload(keep, form.url)).catch(() => undefined)
  return { ...joined.activity, form: activity.form }
}

async function open_form(): Promise<void> {
  if (opening || state.kind !== 'ready') return
  opening = true
  opening_trouble = ''
  draw()
  try {
    const activity = await become_somebody(state.activity)
    const { Session } = await import('./player/session')
    let first = true
    const made = await Session.open({
      keep,
      activity,
      link: own.page,
      owner,
      on_page(key) {
        // The browser's Back leads through the pages.
        if (first || history.state?.page === key) history.replaceState({ page: key }, '', `${own.page}#form`)
        else history.pushState({ page: key }, '', `${own.page}#form`)
        first = false
      },
      on_leave: () => void close_form(''),
      on_finished: () => void close_form('sent').then(() => delivery.kick()).then(() => delivery.ask_server()),
      on_unsaved: (entry, files) => void send_held(entry, files),
      on_language: (code) => void choose(code as ParticipantLanguage),
      on_reopen: () => void reopen(),
    })
    if (asked_view() !== 'form') history.pushState(history.state, '', `${own.page}#form`)
    session = made
    void navigator.storage?.persist?.().catch(() => undefined)
  } catch (error) {
    console.warn(error)
    opening_trouble = t('web.participant.form_unreachable')
    if (asked_view() === 'form') history.replaceState(null, '', own.page)
  }
  opening = false
  draw()
  window.scrollTo(0, 0)
}

async function reopen(): Promise<void> {
  session?.close()
  session = null
  await open_form()
}

async function close_form(view: View): Promise<void> {
  session?.close()
  session = null
  draft = await keep.draft_of(own.page)
  await refresh_entries()
  go(view)
}

function follow_history(): void {
  if (asked_view() === 'form') {
    if (session) session.player.show((history.state as { page?: string } | null)?.page ?? '')
    else void open_form()
  } else if (session) void session.flush().then(() => close_form(asked_view()))
  else if (asked_view() === 'mine' && mine === undefined) void load_mine()
  else draw()
}

function listen(): void {
  window.addEventListener('popstate', follow_history)
  window.addEventListener('online', () => void delivery.kick())
  window.addEventListener('offline', () => void refresh_entries())
  window.addEventListener('pagehide', () => void session?.flush())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void delivery.kick()
    else void session?.flush()
  })
  window.addEventListener('beforeunload', (event) => {
    // What lasts only as long as the page is not left by accident.
    if (!delivery.lasting(entries) && (session || entries.some((entry) => entry.state === 'waiting'))) event.preventDefault()
  })
  if (told) told.onmessage = () => void refresh_entries()
}

async function start(): Promise<void> {
  if (opened_path === return_path) {
    if (await use_language(page_language())) state = { kind: 'returning' }
    draw()
    return void load_other_languages()
  }
  // On a slow line each round trip is half a second: everything the first sight needs is asked for at once.
  let asked = ask_activity()
  asked.catch(() => undefined)
  const [tables, has_words] = await Promise.all([open_tables(), use_language(page_language())])
  if (!has_words) {
    page.replaceChildren(element('p', { class: 'waiting', role: 'alert' }, 'Stránku se nepodařilo načíst, načtěte ji prosím znovu. · The page could not be loaded; please reload it.'))
    return
  }
  keep = new Keep(tables)
  // The page of a link that this phone has joined by is its own.
  own = await own_link(keep, opened_path)
  if (own.page !== opened_path) {
    history.replaceState(history.state, '', own.page + window.location.hash)
    asked = ask_activity()
    asked.catch(() => undefined)
  }
  delivery = new Delivery({
    keep,
    links: () => (own.from ? [own.page, own.from] : [own.page]),
    owner,
    language: page_language,
    on_change: () => {
      told?.postMessage('outbox')
      void refresh_entries()
    },
    on_progress: show_delivery,
  })
  listen()
  draft = await keep.draft_of(own.page)
  entries = await delivery.entries()
  await load(asked)
  void delivery.kick().then(() => delivery.ask_server())
  if (state.kind !== 'ready') return
  const { activity } = state
  if (shown_view() === 'mine') await load_mine()
  else if (asked_view() === 'form' && draft) await open_form()
  else if (asked_view() === 'form') go('', true)
  // While the introduction is being read: the form, then the other languages.
  await import('./player/session').then(({ preload }) => preload(keep, draft?.form.url ?? activity.form.url)).catch(() => undefined)
  await load_client().catch(() => undefined)
  await load_other_languages()
}

void start()
