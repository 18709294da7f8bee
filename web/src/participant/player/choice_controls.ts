// Choosing: tiles a thumb can hit, or the phone's own list where there are many; ranks; ranges; agreement.
import { element, set_attribute, show_text } from '../element'
import { t } from '../texts'
import type { Control, MakeControl } from './control'
import type { Choice, FormText, Question } from './form'
import { media_of, show_rich } from './rich_text'

/// More tiles than this would be a wall.
const tiles_max = 20

interface Tile {
  body: HTMLElement
  input: HTMLInputElement
  words: HTMLElement
}

const as_list = (question: Question): boolean =>
  question.kind === 'select_one' && (question.appearances.has('minimal') || question.appearances.has('autocomplete') || question.appearances.has('search') || question.choices().length > tiles_max)

export const choice_control: MakeControl = (question, ids, around) => (as_list(question) ? list_control(question, ids, around) : tiles_control(question, ids, around))

const list_control: MakeControl = (question, ids): Control => {
  const list = element('select', { id: ids.control, 'aria-describedby': ids.described_by, class: 'field' })
  let drawn = ''
  list.addEventListener('change', () => question.choose(list.value === '' ? [] : [list.value]))
  const refresh = (): void => {
    const choices = question.choices()
    const wanted = JSON.stringify([t('web.participant.choose'), ...choices.map((one) => [one.value, one.label.plain])])
    if (wanted !== drawn) {
      drawn = wanted
      list.replaceChildren(element('option', { value: '' }, t('web.participant.choose')), ...choices.map((one) => element('option', { value: one.value }, one.label.plain)))
    }
    list.value = question.chosen()[0] ?? ''
  }
  refresh()
  return { body: list, naming: 'label', refresh, focus: () => list.focus() }
}

const tiles_control: MakeControl = (question, ids, around): Control => {
  const many = question.kind === 'select_many'
  const body = element('div', { class: 'tiles' })
  const empty = element('p', { class: 'empty-choices' })
  const tiles = new Map<string, Tile>()
  let order = ''

  const take = (value: string, checked: boolean): void => {
    if (!many) return question.choose(checked ? [value] : [])
    const chosen = new Set(question.chosen())
    if (checked) chosen.add(value)
    else chosen.delete(value)
    // In the order of the form, whatever the order of the taps.
    question.choose(question.choices().map((one) => one.value).filter((one) => chosen.has(one)))
  }
  const make = (choice: Choice, index: number): Tile => {
    const words = element('span', { class: 'words' })
    const input = element('input', { type: many ? 'checkbox' : 'radio', name: ids.control, value: choice.value, id: index === 0 ? ids.control : `${ids.control}-${index}`, 'aria-describedby': ids.described_by })
    input.addEventListener('change', () => take(choice.value, input.checked))
    const media = media_of(choice.label, around.media_url)
    return { body: element('label', { class: 'tile' }, input, element('span', { class: 'mark', 'aria-hidden': 'true' }), element('span', { class: 'tile-text' }, words, ...media)), input, words }
  }
  const refresh = (): void => {
    const choices = question.choices()
    const wanted = choices.map((one) => one.value).join('\n')
    if (wanted !== order) {
      order = wanted
      tiles.clear()
      choices.forEach((choice, index) => tiles.set(choice.value, make(choice, index)))
      body.replaceChildren(...[...tiles.values()].map((tile) => tile.body))
    }
    if (choices.length === 0) {
      show_text(empty, t('web.participant.no_choices'))
      if (!empty.isConnected) body.append(empty)
    } else empty.remove()
    const chosen = new Set(question.chosen())
    for (const choice of choices) {
      const tile = tiles.get(choice.value)!
      show_rich(tile.words, choice.label, false)
      tile.input.checked = chosen.has(choice.value)
      tile.body.classList.toggle('chosen', chosen.has(choice.value))
    }
  }
  refresh()
  return { body, naming: 'legend', refresh, focus: () => (tiles.get(question.chosen()[0] ?? '') ?? [...tiles.values()][0])?.input.focus() }
}

export const rank_control: MakeControl = (question, ids, around): Control => {
  const list = element('ol', { class: 'rank', id: ids.control, tabindex: '-1', 'aria-describedby': ids.described_by })
  const accept = element('button', { type: 'button', class: 'quiet' })
  const body = element('div', {}, list, accept)
  let drawn = ''
  const order = (): string[] => {
    const all = question.choices().map((one) => one.value)
    const ranked = question.chosen().filter((one) => all.includes(one))
    return [...ranked, ...all.filter((one) => !ranked.includes(one))]
  }
  const move = (value: string, by: -1 | 1): void => {
    const next = order()
    const from = next.indexOf(value)
    if (from + by < 0 || from + by >= next.length) return
    next.splice(from, 1)
    next.splice(from + by, 0, value)
    question.choose(next)
    const label = question.choices().find((one) => one.value === value)?.label.plain ?? value
    around.say(t('web.participant.rank_moved', { label, place: next.indexOf(value) + 1 }))
    refresh()
    list.querySelector<HTMLElement>(`[data-value="${CSS.escape(value)}"] [data-by="${by}"]:not(:disabled), [data-value="${CSS.escape(value)}"] button:not(:disabled)`)?.focus()
  }
  const row = (choice: Choice, index: number, count: number): HTMLElement => {
    const button = (by: -1 | 1, key: string, sign: string, disabled: boolean): HTMLElement =>
      element('button', { type: 'button', class: 'step', 'data-by': by, disabled, 'aria-label': t(key, { label: choice.label.plain }), click: () => move(choice.value, by) }, sign)
    return element('li', { 'data-value': choice.value }, element('span', { class: 'place', 'aria-hidden': 'true' }, String(index + 1)), element('span', { class: 'words' }, choice.label.plain),
      button(-1, 'web.participant.rank_up', '↑', index === 0), button(1, 'web.participant.rank_down', '↓', index === count - 1))
  }
  accept.addEventListener('click', () => question.choose(order()))
  function refresh(): void {
    const values = order()
    const choices = values.map((value) => question.choices().find((one) => one.value === value)!)
    const wanted = JSON.stringify(choices.map((one) => [one.value, one.label.plain]))
    if (wanted !== drawn) {
      drawn = wanted
      list.replaceChildren(...choices.map((one, index) => row(one, index, choices.length)))
    }
    accept.hidden = question.chosen().length > 0
    show_text(accept, t('web.participant.rank_accept'))
  }
  refresh()
  return { body, naming: 'legend', refresh, focus: () => list.querySelector<HTMLElement>('button:not(:disabled)')?.focus() }
}

export const range_control: MakeControl = (question, ids): Control => {
  const { min, max, step } = question.range!
  const [low, high] = min <= max ? [min, max] : [max, min]
  const slider = element('input', { type: 'range', id: ids.control, min: low, max: high, step, 'aria-describedby': ids.described_by })
  slider.value = String((low + high) / 2)
  const shown = element('output', { for: ids.control, class: 'range-value' })
  const clear = element('button', { type: 'button', class: 'quiet' })
  const ends = element('div', { class: 'range-ends', 'aria-hidden': 'true' }, element('span', {}, String(low)), element('span', {}, String(high)))
  const take = (): void => question.set(slider.value)
  slider.addEventListener('input', take)
  // A tap on the place where the thumb already stands is an answer, too.
  slider.addEventListener('click', take)
  clear.addEventListener('click', () => question.set(''))
  const refresh = (): void => {
    const value = question.value()
    slider.classList.toggle('unanswered', value === '')
    if (value !== '') slider.value = value
    set_attribute(slider, 'aria-valuetext', value === '' ? t('web.participant.range_unanswered') : value)
    show_text(shown, value === '' ? t('web.participant.range_unanswered') : value)
    show_text(clear, t('web.participant.clear'))
    clear.hidden = value === ''
  }
  refresh()
  return { body: element('div', { class: 'range' }, element('div', { class: 'range-row' }, shown, clear), slider, ends), naming: 'label', refresh, focus: () => slider.focus() }
}

export const acknowledge_control: MakeControl = (question, ids): Control => {
  const input = element('input', { type: 'checkbox', id: ids.control, 'aria-describedby': ids.described_by, 'aria-labelledby': `${ids.label} ${ids.control}-words` })
  const words = element('span', { class: 'words', id: `${ids.control}-words` })
  const tile = element('label', { class: 'tile' }, input, element('span', { class: 'mark', 'aria-hidden': 'true' }), words)
  input.addEventListener('change', () => question.set(input.checked ? 'OK' : ''))
  const refresh = (): void => {
    input.checked = question.value() !== ''
    tile.classList.toggle('chosen', input.checked)
    show_text(words, t('web.participant.agree'))
  }
  refresh()
  return { body: tile, naming: 'legend', refresh, focus: () => input.focus() }
}

/// What is told and not asked, and answers that the form gives itself.
export const shown_control: MakeControl = (question): Control => {
  const body = element('p', { class: 'shown-value' })
  const label_of = (value: string): string => question.choices().find((one) => one.value === value)?.label.plain ?? value
  const refresh = (): void => {
    const value = question.value()
    const label: FormText | null = question.label()
    const words = question.kind.startsWith('select') ? question.chosen().map(label_of).join(', ') : value
    show_text(body, label?.plain === value ? '' : words || (question.kind === 'note' ? '' : '–'))
    body.hidden = body.textContent === ''
  }
  refresh()
  return { body, naming: 'none', refresh, focus: () => undefined }
}
