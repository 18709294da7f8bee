// One question on the page: label, help, control, and what is wrong with the answer.
import { element, set_attribute, show_text } from '../element'
import { t } from '../texts'
import { acknowledge_control, choice_control, range_control, rank_control, shown_control } from './choice_controls'
import type { Control, MakeControl, Surroundings } from './control'
import type { Question } from './form'
import { point_control, points_control } from './place_controls'
import { media_of, show_rich } from './rich_text'
import { typed_control } from './typed_controls'
import { upload_control } from './upload_control'

const makers: Record<Question['kind'], MakeControl> = {
  text: typed_control,
  integer: typed_control,
  decimal: typed_control,
  barcode: typed_control,
  date: typed_control,
  time: typed_control,
  date_time: typed_control,
  select_one: choice_control,
  select_many: choice_control,
  rank: rank_control,
  range: range_control,
  note: shown_control,
  acknowledge: acknowledge_control,
  geopoint: point_control,
  geotrace: points_control,
  geoshape: points_control,
  upload: upload_control,
  unsupported: shown_control,
}

let numbered = 0

export class QuestionView {
  readonly body: HTMLElement
  private control: Control
  private readonly_now: boolean
  private readonly id = `q${++numbered}`
  private readonly words = element('span', { class: 'label-words' })
  private readonly optional = element('span', { class: 'optional' })
  private readonly hint = element('div', { class: 'hint', id: `${this.id}-hint` })
  private readonly error = element('p', { class: 'error', id: `${this.id}-error` })
  private readonly guidance = element('p', {})
  private readonly guidance_title = element('summary', {})
  private readonly more = element('details', { class: 'guidance' }, this.guidance_title, this.guidance)
  private media_shown = ''
  private left = false // the person was here and went on

  constructor(readonly question: Question, private readonly around: Surroundings) {
    this.readonly_now = question.readonly()
    this.control = this.make()
    this.body = element('div', { class: 'question', 'data-path': question.path, 'data-kind': question.kind })
    this.lay_out()
    this.body.addEventListener('focusout', (event) => {
      if (this.body.contains(event.relatedTarget as Node | null)) return
      this.left = true
      // Not before the tap that took the focus has landed: what moves under a thumb is missed.
      setTimeout(() => this.around.redraw(), 120)
    })
  }

  focus(): void {
    this.control.focus()
    this.body.scrollIntoView({ block: 'center' })
  }

  /// `strict`: everything that is wrong, also what was not touched yet.
  refresh(strict: boolean): void {
    const { question } = this
    this.body.hidden = !question.relevant() || this.around.hides(question)
    if (this.body.hidden) return
    if (question.readonly() !== this.readonly_now) {
      this.readonly_now = question.readonly()
      this.control = this.make()
      this.lay_out()
    }
    this.show_label()
    this.control.refresh()
    const wrong = this.wrong(strict)
    show_text(this.error, wrong)
    this.error.hidden = wrong === ''
    this.body.classList.toggle('wrong', wrong !== '')
    for (const field of this.body.querySelectorAll('input, textarea, select')) set_attribute(field, 'aria-invalid', wrong ? 'true' : null)
    if (this.control.naming === 'label' && question.kind !== 'range') set_attribute(this.control.body, 'aria-required', question.required() ? 'true' : null)
  }

  wrong(strict: boolean): string {
    const complaint = this.control.complaint?.() ?? ''
    if (complaint) return complaint
    const violation = this.question.violation()
    if (!violation || this.control.naming === 'none') return ''
    // Nobody is told off for what they have not come to yet.
    if (!strict && (violation.kind === 'required' || !this.left)) return ''
    return violation.message || t(violation.kind === 'required' ? 'web.participant.is_required' : 'web.participant.is_wrong')
  }

  private make(): Control {
    const { question } = this
    const ids = { control: this.id, label: `${this.id}-label`, described_by: `${this.id}-hint ${this.id}-error` }
    return (question.readonly() ? shown_control : makers[question.kind])(question, ids, this.around)
  }

  private lay_out(): void {
    const { naming } = this.control
    const name = element(naming === 'label' ? 'label' : naming === 'legend' ? 'legend' : 'div', { class: 'label', id: `${this.id}-label`, for: naming === 'label' ? this.id : null }, this.words, this.optional)
    const inside = [name, this.hint, this.more, this.control.body, this.error]
    this.body.replaceChildren(...(naming === 'legend' ? [element('fieldset', {}, ...inside)] : inside))
  }

  private show_label(): void {
    const { question, around } = this
    const [label, hint, guidance] = [question.label(), question.hint(), question.guidance()]
    show_rich(this.words, label, question.kind === 'note')
    const asks = this.control.naming !== 'none' && question.kind !== 'acknowledge'
    show_text(this.optional, asks && !question.required() ? t('web.participant.optional') : '')
    show_rich(this.hint, hint, true)
    this.hint.hidden = !hint
    show_text(this.guidance_title, t('web.participant.guidance'))
    show_text(this.guidance, guidance)
    this.more.hidden = guidance === ''
    const media = [label?.image, label?.audio, label?.video, hint?.image, hint?.audio, hint?.video].join('|')
    if (media === this.media_shown) return
    this.media_shown = media
    for (const old of this.body.querySelectorAll('.label-media')) old.remove()
    const shown = [...media_of(label, around.media_url), ...media_of(hint, around.media_url)]
    if (shown.length > 0) this.hint.after(element('div', { class: 'label-media' }, ...shown))
  }
}
