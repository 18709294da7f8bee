// Fields that are typed into: words, numbers, dates, times.
import { element } from '../element'
import { t } from '../texts'
import type { Control, MakeControl } from './control'
import type { Question } from './form'
import { from_local_date_time, local_date_time } from './local_time'

interface Typing {
  type: string
  inputmode?: string
  /// What stands in the field for an answer.
  shown: (value: string) => string
  /// The answer for what stands in the field; null: it is none (yet).
  read: (typed: string) => string | null
  complaint: string
}

const same = (value: string): string => value

const typings: Record<string, Typing> = {
  text: { type: 'text', shown: same, read: same, complaint: '' },
  barcode: { type: 'text', shown: same, read: same, complaint: '' },
  integer: { type: 'text', inputmode: 'numeric', shown: same, read: (typed) => (/^-?\d{1,10}$/.test(typed.trim()) ? typed.trim() : null), complaint: 'web.participant.not_integer' },
  decimal: { type: 'text', inputmode: 'decimal', shown: same, read: (typed) => (/^-?\d+([.,]\d+)?$/.test(typed.trim()) ? typed.trim().replace(',', '.') : null), complaint: 'web.participant.not_number' },
  date: { type: 'date', shown: (value) => value.slice(0, 10), read: (typed) => (/^\d{4}-\d\d-\d\d$/.test(typed) ? typed : null), complaint: 'web.participant.not_date' },
  year: { type: 'text', inputmode: 'numeric', shown: (value) => value.slice(0, 4), read: (typed) => (/^\d{4}$/.test(typed.trim()) ? `${typed.trim()}-01-01` : null), complaint: 'web.participant.not_year' },
  month: { type: 'month', shown: (value) => value.slice(0, 7), read: (typed) => (/^\d{4}-\d\d$/.test(typed) ? `${typed}-01` : null), complaint: 'web.participant.not_date' },
  time: { type: 'time', shown: (value) => value.slice(0, 5), read: (typed) => (/^\d\d:\d\d(:\d\d)?$/.test(typed) ? `${typed.slice(0, 5)}:00.000` : null), complaint: 'web.participant.not_time' },
  date_time: { type: 'datetime-local', shown: local_date_time, read: from_local_date_time, complaint: 'web.participant.not_date' },
}

function typing_of(question: Question): Typing {
  const { kind, appearances } = question
  if (kind === 'date' && appearances.has('year')) return typings['year']!
  if (kind === 'date' && appearances.has('month-year')) return typings['month']!
  const typing = typings[kind]!
  if (kind === 'text' && appearances.has('numbers')) return { ...typing, inputmode: 'numeric' }
  return typing
}

function grow(area: HTMLTextAreaElement): void {
  area.style.height = 'auto'
  if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`
}

export const typed_control: MakeControl = (question, ids, around): Control => {
  const typing = typing_of(question)
  const attributes = { id: ids.control, 'aria-describedby': ids.described_by, autocomplete: 'off', class: 'field' }
  const field = question.multiline
    ? element('textarea', { ...attributes, rows: 3 })
    : element('input', { ...attributes, type: typing.type, inputmode: typing.inputmode, ...(question.kind === 'text' || question.kind === 'barcode' ? { enterkeyhint: 'next' } : {}) })
  if (question.kind === 'barcode') field.setAttribute('spellcheck', 'false')
  let written = question.value() // the answer that the field last gave or got
  let faulty = false

  const take = (): void => {
    const typed = field.value
    const incomplete = field instanceof HTMLInputElement && field.validity.badInput
    const read = typed.trim() === '' ? '' : typing.read(typed)
    const was_faulty = faulty
    faulty = read === null || incomplete
    question.set(faulty ? '' : read!)
    written = question.value()
    if (question.multiline) grow(field as HTMLTextAreaElement)
    if (faulty !== was_faulty) around.redraw()
  }
  field.addEventListener('input', take)
  field.addEventListener('change', take)
  field.value = typing.shown(written)

  return {
    body: field,
    naming: 'label',
    refresh() {
      const value = question.value()
      if (value !== written) {
        // Set by the form, not typed here.
        written = value
        faulty = false
        field.value = typing.shown(value)
      }
      if (question.multiline) grow(field as HTMLTextAreaElement)
    },
    focus: () => field.focus(),
    // While it is being typed, "12." is no fault yet.
    complaint: () => (faulty && document.activeElement !== field ? t(typing.complaint) : ''),
  }
}
