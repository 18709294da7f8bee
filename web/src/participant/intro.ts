// What the activity is for, what happens to what people send, and the way in.
import type { Participation } from '../api/participation'
import { collect_way } from './collect'
import { element, type Child } from './element'
import type { Draft } from './keep/keep'
import { date, localized, moment, page_language, t } from './texts'

export interface IntroSettings {
  activity: Participation
  draft: Draft | null
  opening: boolean
  trouble: string
  lasting: boolean
  receipts: Element | null
  on_start(): void
  on_mine(): void
  on_discard(): void
}

export function mark(): Element {
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

function way_in({ draft, opening, activity, trouble, on_start, on_discard }: IntroSettings): Child[] {
  if (activity.activity.state === 'planned')
    return [element('p', { class: 'closed' }, activity.activity.opens ? t('web.participant.opens', { date: date(activity.activity.opens) }) : t('web.participant.not_open'))]
  const start = element('button', { type: 'button', class: 'start', disabled: opening, click: on_start }, t(opening ? 'web.participant.opening' : draft ? 'web.participant.continue' : 'web.participant.start'))
  const discard = element('button', { type: 'button', class: 'quiet' }, t('web.participant.discard'))
  discard.addEventListener('click', () => {
    // The second tap throws away: no dialog to read, no slip to regret.
    if (discard.dataset['sure']) return on_discard()
    discard.dataset['sure'] = 'yes'
    discard.textContent = t('web.participant.discard_sure')
  })
  return [
    trouble && element('p', { class: 'trouble', role: 'alert' }, trouble),
    draft
      ? element('div', { class: 'draft' }, element('p', {}, t('web.participant.draft', { at: moment(draft.saved_at) })), start, discard)
      : start,
    !draft && element('p', { class: 'start-note' }, t('web.participant.start_note')),
  ]
}

/// Of whoever has a link of their own.
function own_part({ activity, on_mine }: IntroSettings): Element[] {
  if (activity.personal_code === null) return []
  return [
    element(
      'section',
      { class: 'own' },
      element('p', {}, t('web.participant.own', { code: activity.personal_code })),
      element('button', { type: 'button', class: 'quiet', 'data-act': 'mine', click: on_mine }, t('web.participant.mine')),
    ),
  ]
}

export function intro(settings: IntroSettings): Element[] {
  const entrance = element('section', { class: settings.draft ? 'way-in' : 'way-in stays' }, ...way_in(settings))
  const { audit, activity } = settings.activity
  const purpose = localized(activity.purpose)
  const closed = activity.state === 'closed'
  const keeps = Object.keys(settings.activity.form.keeps).length > 0
  const points = ['private', ...(keeps ? ['keeps'] : []), 'checked', 'stop', 'phone'].map((point) => element('li', {}, t(`web.participant.privacy_${point}`)))
  return [
    element(
      'section',
      { class: 'lead' },
      element('p', { class: 'kind' }, [audit.title, audit.city].filter((part) => part).join(' · ')),
      element('h1', { tabindex: '-1' }, activity.title),
      audit.demonstration && element('p', { class: 'demonstration' }, t('web.participant.demonstration')),
      settings.activity.draft && element('p', { class: 'closed' }, t('web.participant.trying_draft')),
      purpose.text ? element('p', { class: 'purpose', lang: purpose.language }, purpose.text) : null,
      settings.activity.unchecked_languages.includes(page_language()) && element('p', { class: 'unchecked' }, t('web.participant.unchecked')),
      element('p', { class: 'promise' }, t('web.participant.no_account')),
      activity.closes && !closed ? element('p', { class: 'until' }, t('web.participant.until', { date: date(activity.closes) })) : null,
      closed && element('p', { class: 'closed' }, t('web.participant.closed')),
      settings.activity.joining === 'full' && element('p', { class: 'closed' }, t('web.participant.join_full')),
      !settings.lasting && element('p', { class: 'closed', role: 'alert' }, t('web.participant.no_storage')),
    ),
    ...own_part(settings),
    // What was begun comes first; who is new reads on, with the way in under the thumb.
    ...(settings.draft ? [entrance] : []),
    ...(settings.receipts ? [settings.receipts] : []),
    element('section', { class: 'privacy' }, element('h2', {}, t('web.participant.privacy')), element('ul', {}, ...points)),
    ...(settings.draft ? [] : [entrance]),
    element('section', {}, collect_way(settings.activity)),
  ]
}
