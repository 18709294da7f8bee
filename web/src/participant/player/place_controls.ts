// Places: one point, a line, an outline. Browsers give the position over https only; without it the list of stops and
// typed coordinates remain.
import { element, show_text } from '../element'
import { t } from '../texts'
import type { Control, MakeControl } from './control'

const good_enough_metres = 15
const looking_millis_max = 60_000

export const can_locate = (): boolean => globalThis.isSecureContext === true && 'geolocation' in navigator

/// "50.08, 14.42" or "50.08 14.42" -> ODK's "50.08 14.42 0 0"; null for what is no place.
export function read_point(typed: string): string | null {
  const match = /^\s*(-?\d{1,2}(?:[.]\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:[.]\d+)?)\s*$/.exec(typed)
  if (!match || Math.abs(Number(match[1])) > 90 || Math.abs(Number(match[2])) > 180) return null
  return `${match[1]} ${match[2]} 0 0`
}

const shown_point = (value: string): string => {
  const [latitude, longitude, , accuracy] = value.trim().split(/\s+/).map(Number)
  if (latitude === undefined || longitude === undefined || Number.isNaN(latitude)) return ''
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}${accuracy ? ` ± ${Math.round(accuracy)} m` : ''}`
}

/// Looks until the position is good enough, the person takes what there is, or time is up.
class Locator {
  private watch: number | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  best: GeolocationPosition | null = null
  trouble: '' | 'denied' | 'none' = ''

  constructor(private readonly changed: () => void, private readonly found: (value: string) => void) {}

  get looking(): boolean {
    return this.watch !== null
  }

  start(): void {
    this.best = null
    this.trouble = ''
    this.watch = navigator.geolocation.watchPosition((position) => this.see(position), (error) => this.fail(error), { enableHighAccuracy: true, maximumAge: 5_000, timeout: looking_millis_max })
    this.timer = setTimeout(() => (this.best ? this.take() : this.end('none')), looking_millis_max)
    this.changed()
  }

  take(): void {
    const { best } = this
    this.end('')
    if (!best) return
    const { latitude, longitude, altitude, accuracy } = best.coords
    this.found(`${latitude} ${longitude} ${altitude ?? 0} ${accuracy}`)
  }

  private see(position: GeolocationPosition): void {
    if (!this.best || position.coords.accuracy < this.best.coords.accuracy) this.best = position
    if (this.best.coords.accuracy <= good_enough_metres) this.take()
    else this.changed()
  }

  private fail(error: GeolocationPositionError): void {
    if (error.code === error.PERMISSION_DENIED) this.end('denied')
    else if (!this.best) this.end('none')
  }

  private end(trouble: '' | 'denied' | 'none'): void {
    if (this.watch !== null) navigator.geolocation.clearWatch(this.watch)
    clearTimeout(this.timer)
    this.watch = null
    this.trouble = trouble
    this.changed()
  }
}

function locate_part(lists_stops: boolean, found: (value: string) => void, again: () => boolean): { body: HTMLElement; refresh: () => void } {
  const words = element('p', { class: 'place-note', role: 'status' })
  const button = element('button', { type: 'button', class: 'wide' })
  const take = element('button', { type: 'button', class: 'quiet' })
  const locator = new Locator(refresh, found)
  button.addEventListener('click', () => locator.start())
  take.addEventListener('click', () => locator.take())
  function note(): string {
    if (!can_locate()) return t(lists_stops ? 'web.participant.place_needs_https_stops' : 'web.participant.place_needs_https')
    if (locator.looking) return locator.best ? t('web.participant.place_looking_at', { metres: Math.round(locator.best.coords.accuracy) }) : t('web.participant.place_looking')
    return locator.trouble ? t(`web.participant.place_${locator.trouble}`) : ''
  }
  function refresh(): void {
    show_text(words, note())
    words.hidden = words.textContent === ''
    button.hidden = !can_locate() || locator.looking
    take.hidden = !locator.looking || !locator.best
    show_text(button, t(again() ? 'web.participant.place_again' : 'web.participant.place_use'))
    show_text(take, t('web.participant.place_take'))
  }
  return { body: element('div', { class: 'locate' }, words, button, take), refresh }
}

export const point_control: MakeControl = (question, ids, around): Control => {
  const shown = element('p', { class: 'place-value' })
  const clear = element('button', { type: 'button', class: 'quiet' })
  const row = element('div', { class: 'range-row' }, shown, clear)
  const typed = element('input', { class: 'field', id: ids.control, inputmode: 'text', autocomplete: 'off', placeholder: '50.08780, 14.42050', 'aria-describedby': ids.described_by })
  const summary = element('summary', {})
  const name = element('label', { for: ids.control, class: 'small' })
  const by_hand = element('details', { class: 'by-hand' }, summary, name, typed)
  const locate = locate_part(around.lists_stops, (value) => question.set(value), () => question.value() !== '')
  let faulty = false
  clear.addEventListener('click', () => {
    typed.value = ''
    question.set('')
  })
  typed.addEventListener('change', () => {
    const read = typed.value.trim() === '' ? '' : read_point(typed.value)
    faulty = read === null
    if (read !== null) question.set(read)
    around.redraw()
  })
  const refresh = (): void => {
    const value = question.value()
    show_text(shown, shown_point(value))
    row.hidden = value === ''
    show_text(clear, t('web.participant.clear'))
    show_text(summary, t('web.participant.place_by_hand'))
    show_text(name, t('web.participant.place_by_hand_label'))
    locate.refresh()
  }
  refresh()
  return {
    body: element('div', { class: 'place' }, row, locate.body, by_hand),
    naming: 'legend',
    refresh,
    focus: () => (can_locate() ? locate.body.querySelector<HTMLElement>('button:not([hidden])') : (summary as HTMLElement))?.focus(),
    complaint: () => (faulty ? t('web.participant.place_unreadable') : ''),
  }
}

/// Lines of "latitude, longitude" -> ODK's points; null when a line is no place or there are too few.
export function read_points(typed: string, closed: boolean): string | null {
  const points = typed.split('\n').filter((line) => line.trim() !== '').map(read_point)
  if (points.some((point) => point === null)) return null
  const whole = points as string[]
  if (whole.length < (closed ? 3 : 2)) return null
  return (closed && whole[0] !== whole.at(-1) ? [...whole, whole[0]!] : whole).join(';')
}

export const points_control: MakeControl = (question, ids, around): Control => {
  const closed = question.kind === 'geoshape'
  const field = element('textarea', { class: 'field', id: ids.control, rows: 4, placeholder: '50.08780, 14.42050', 'aria-describedby': ids.described_by })
  const words = element('p', { class: 'place-note' })
  let faulty = false
  const shown = (value: string): string => {
    const lines = value.split(';').map((point) => point.trim().split(/\s+/).slice(0, 2).join(', ')).filter((line) => line !== '')
    return (closed && lines.length > 1 && lines[0] === lines.at(-1) ? lines.slice(0, -1) : lines).join('\n')
  }
  const take = (): void => {
    const read = field.value.trim() === '' ? '' : read_points(field.value, closed)
    faulty = read === null
    question.set(read ?? '')
    around.redraw()
  }
  field.addEventListener('change', take)
  const locate = locate_part(false, (value) => {
    field.value = `${field.value.trim()}\n${value.split(' ').slice(0, 2).join(', ')}`.trim()
    take()
  }, () => false)
  field.value = shown(question.value())
  const refresh = (): void => {
    show_text(words, t(closed ? 'web.participant.outline_how' : 'web.participant.line_how'))
    locate.refresh()
  }
  refresh()
  return { body: element('div', { class: 'place' }, words, locate.body, field), naming: 'label', refresh, focus: () => field.focus(), complaint: () => (faulty && document.activeElement !== field ? t('web.participant.points_unreadable') : '') }
}
