// The page behind a participant's link: what it is for, who asks, how to take part, what happens to the photos.
import '../styles/tokens.css'
import '../styles/base.css'
import './participant.css'
import type { Participation, ProblemDocument } from '../api/contract'
import { endonyms, languages, remember_language, type Language } from '../text/choose'
import { element } from './element'
import { date, localized, page_language, set_page_language, t } from './texts'

type State =
  | { kind: 'loading' }
  | { kind: 'ready'; activity: Participation }
  | { kind: 'refused'; status: number; detail: string }
  | { kind: 'unreachable' }

const page = document.getElementById('page')!
const own_path = window.location.pathname.replace(/\/$/, '')
const deadline_ms = 20_000
let state: State = { kind: 'loading' }

async function load(): Promise<void> {
  state = { kind: 'loading' }
  draw()
  try {
    const response = await fetch(`${own_path}/activity.json`, {
      headers: { Accept: 'application/json', 'Accept-Language': page_language() },
      signal: AbortSignal.timeout(deadline_ms),
    })
    if (response.ok) state = { kind: 'ready', activity: (await response.json()) as Participation }
    else {
      const problem = (await response.json().catch(() => ({}))) as Partial<ProblemDocument>
      state = { kind: 'refused', status: response.status, detail: problem.detail ?? '' }
    }
  } catch {
    state = { kind: 'unreachable' }
  }
  draw()
}

function choose(language: Language): void {
  remember_language(language)
  set_page_language(language)
  // A refusal is worded by the server: ask again in the other language.
  if (state.kind === 'refused') void load()
  else draw()
  page.querySelector<HTMLElement>(`button[lang="${language}"]`)?.focus()
}

function language_choice(offered: readonly string[]): Element {
  const known = languages.filter((code) => offered.length === 0 || offered.includes(code))
  return element(
    'div',
    { class: 'languages', role: 'group', 'aria-label': t('web.participant.language') },
    ...(known.length ? known : languages).map((code) =>
      element('button', { type: 'button', lang: code, 'aria-pressed': code === page_language() ? 'true' : 'false', click: () => choose(code) }, endonyms[code]),
    ),
  )
}

function mark(): Element {
  return element(
    'svg',
    { viewBox: '0 0 32 32', width: 30, height: 30, 'aria-hidden': 'true' },
    element('rect', { width: 32, height: 32, rx: 8, fill: '#0b5d66' }),
    element('path', { d: 'M9 23.5C9 17 23 19.5 23 13.5', fill: 'none', stroke: '#9fd3d1', 'stroke-width': 2.2, 'stroke-linecap': 'round', 'stroke-dasharray': '.1 4' }),
    element('circle', { cx: 9, cy: 23.5, r: 3, fill: '#fff' }),
    element('path', { d: 'M23 5.5a5 5 0 0 1 5 5c0 3.4-5 8-5 8s-5-4.6-5-8a5 5 0 0 1 5-5z', fill: '#f2b36b' }),
    element('circle', { cx: 23, cy: 10.5, r: 1.9, fill: '#0b5d66' }),
  )
}

function copy_button(text: string): Element {
  const button = element('button', { type: 'button', class: 'copy' }, t('web.participant.copy')) as HTMLButtonElement
  button.addEventListener('click', () => {
    void copy(text).then((copied) => {
      button.textContent = t(copied ? 'web.participant.copied' : 'web.participant.copy_by_hand')
      setTimeout(() => (button.textContent = t('web.participant.copy')), 3000)
    })
  })
  button.setAttribute('aria-live', 'polite')
  return button
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Over plain http there is no clipboard to write to: select and copy the old way.
    const field = element('textarea', { class: 'unseen' }) as HTMLTextAreaElement
    field.value = text
    document.body.append(field)
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    return copied
  }
}

function message(title: string, text: string, action?: Element): Element {
  return element('section', { class: 'message' }, element('h1', {}, title), element('p', {}, text), action)
}

function step(title: string, ...rest: (Element | string)[]): Element {
  return element('li', {}, element('h3', {}, title), ...rest)
}

function how_to(activity: Participation): Element {
  const paragraph = (key: string): Element => element('p', {}, t(key))
  const qr = element('img', { src: activity.collect_qr_url, alt: t('web.participant.qr_alt'), width: 220, height: 220, class: 'qr' })
  const address = new URL(activity.openrosa_url, window.location.origin).href
  return element(
    'ol',
    { class: 'steps' },
    step(t('web.participant.step_install'), paragraph('web.participant.step_install_text'), element('p', { class: 'small' }, t('web.participant.iphone'))),
    step(
      t('web.participant.step_connect'),
      paragraph('web.participant.step_connect_text'),
      qr,
      element(
        'details',
        {},
        element('summary', {}, t('web.participant.same_phone')),
        element('p', {}, t('web.participant.same_phone_text')),
        element('p', { class: 'address' }, address),
        copy_button(address),
      ),
    ),
    step(t('web.participant.step_fill', { form: activity.form.title }), paragraph(`web.participant.step_fill_text`)),
    step(t('web.participant.step_send'), paragraph('web.participant.step_send_text')),
  )
}

function ready({ audit, activity, ...rest }: Participation): Element[] {
  const purpose = localized(activity.purpose)
  const closed = activity.state === 'closed'
  const until = activity.closes && !closed ? element('p', { class: 'until' }, t('web.participant.until', { date: date(activity.closes) })) : null
  return [
    element(
      'section',
      { class: 'lead' },
      element('p', { class: 'kind' }, [audit.title, audit.city].filter((part) => part).join(' · ')),
      element('h1', {}, activity.title),
      audit.demonstration && element('p', { class: 'demonstration' }, t('web.participant.demonstration')),
      purpose.text ? element('p', { class: 'purpose', lang: purpose.language }, purpose.text) : null,
      element('p', { class: 'promise' }, t('web.participant.no_account')),
      until,
      closed && element('p', { class: 'closed' }, t('web.participant.closed')),
    ),
    element('section', {}, element('h2', {}, t('web.participant.how')), how_to({ audit, activity, ...rest })),
    element(
      'section',
      { class: 'privacy' },
      element('h2', {}, t('web.participant.privacy')),
      element('ul', {}, ...['private', 'checked', 'stop'].map((point) => element('li', {}, t(`web.participant.privacy_${point}`)))),
    ),
  ]
}

function content(): Element[] {
  if (state.kind === 'ready') return ready(state.activity)
  if (state.kind === 'loading') return [element('p', { class: 'waiting', role: 'status' }, t('web.participant.loading'))]
  const again = element('button', { type: 'button', class: 'again', click: () => void load() }, t('web.participant.again'))
  if (state.kind === 'unreachable') return [message(t('web.participant.unreachable'), t('web.participant.unreachable_text'), again)]
  if (state.status === 404 || state.status === 410) {
    const [title, text] = state.status === 410 ? (['web.participant.revoked', 'web.participant.revoked_text'] as const) : (['web.participant.unknown', 'web.participant.unknown_text'] as const)
    return [message(t(title), state.detail || t(text))]
  }
  return [message(t('web.participant.refused'), state.detail || t('web.participant.refused_text'), again)]
}

function draw(): void {
  document.documentElement.lang = page_language()
  document.title = state.kind === 'ready' ? `${state.activity.activity.title} · ${state.activity.audit.title}` : 'cityaudit'
  page.setAttribute('aria-busy', state.kind === 'loading' ? 'true' : 'false')
  const offered = state.kind === 'ready' ? state.activity.languages : []
  page.replaceChildren(
    element('header', {}, element('p', { class: 'brand' }, mark(), 'cityaudit'), language_choice(offered)),
    element('main', {}, ...content()),
  )
}

void load()
