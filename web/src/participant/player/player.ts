// Filling in: one page at a time, everything saved on the way, what is wrong shown where it is.
import type { OriginPart } from '../../api/keeps'
import { element, set_attribute, show_text } from '../element'
import { t } from '../texts'
import type { Surroundings } from './control'
import type { Filling, Question, Repeat } from './form'
import { plan_pages, type Page } from './pages'
import { PartsView } from './parts_view'
import type { QuestionView } from './question_view'
import { Review } from './review'
import type { Saved, Saver } from './saver'
import { show_rich } from './rich_text'

export interface PlayerSettings {
  title: string
  form_language_missing(): boolean // the form does not speak the page's language
  media_url(name: string): string | null
  file_bytes_max: number
  kept_of(question: Question): readonly OriginPart[]
  first_page: string
  offers_filled_by: boolean
  lasting: boolean // what is saved outlives the page
  personal_code: { item: string; code: string } | null // of a personal link
  languages: readonly { code: string; name: string }[]
  language(): string
  on_language(code: string): void
  on_page(key: string): void
  on_leave(): void
  on_finish(): void
  /// Back to what the form was before something was removed.
  on_undo(xml: string, page: string): void
  on_take_back(): void
}

const review_key = 'review'
const undo_millis = 15_000

export class Player {
  readonly body = element('div', { class: 'player' })
  private pages: Page[] = []
  private key: string
  private strict = false
  private view: PartsView | null = null
  private readonly review: Review
  private readonly around: Surroundings
  private drawing = false

  private readonly progress = element('div', { class: 'progress', role: 'progressbar', 'aria-valuemin': 0 })
  private readonly saved = element('span', { class: 'saved' })
  private readonly leave = element('button', { type: 'button', class: 'leave' })
  private readonly overview = element('button', { type: 'button', class: 'overview' })
  private readonly trouble = element('p', { class: 'trouble', role: 'alert' })
  private readonly other_language = element('p', { class: 'other-language' })
  private readonly above = element('p', { class: 'above' })
  private readonly title = element('h1', { tabindex: '-1' })
  private readonly faults = element('div', { class: 'faults', role: 'alert' })
  private readonly main = element('main', {})
  private readonly entry = element('div', { class: 'entry-tools' })
  private readonly back = element('button', { type: 'button', class: 'back' })
  private readonly next = element('button', { type: 'button', class: 'next' })
  private readonly spoken = element('p', { class: 'unseen', role: 'status' })
  private readonly undo = element('div', { class: 'undo', role: 'status' })
  private undo_timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly filling: Filling, private readonly saver: Saver, private readonly settings: PlayerSettings) {
    this.key = settings.first_page
    this.around = {
      media_url: settings.media_url,
      file_bytes_max: settings.file_bytes_max,
      kept_of: settings.kept_of,
      lists_stops: this.all_questions().some((one) => one.choice_file === 'stops.csv'),
      hides: (question) => question.item === settings.personal_code?.item && question.value() === settings.personal_code.code && !question.violation(),
      redraw: () => this.refresh(),
      say: (text) => show_text(this.spoken, text),
      add_entry: (repeat) => this.add_entry(repeat),
      remove_entry: (repeat, index) => this.remove_entry(repeat, index),
    }
    this.review = new Review(saver, settings, (key) => this.go(key))
    this.lay_out()
    filling.on_change(() => {
      saver.changed()
      this.refresh()
    })
    this.refresh()
    this.settings.on_page(this.key)
  }

  /// After the page's language changed, or a save went through or not.
  redraw(): void {
    this.refresh()
  }

  /// The browser's own Back: to the page of that key, when there is one.
  show(key: string): void {
    if (key !== this.key) this.go(key, false)
  }

  saved_state(state: Saved): void {
    this.body.dataset['saved'] = state
    this.refresh_saved()
  }

  /// Sends nothing while something is wrong: all of it is shown, and the first is where the person is then.
  async try_to_finish(): Promise<boolean> {
    await this.filling.settle()
    const wrong = this.filling.violations()
    const complaints = this.view?.questions().some((one) => one.wrong(true)) ?? false
    if (wrong.length === 0 && !complaints) return true
    this.strict = true
    this.to_question(wrong[0])
    return false
  }

  private all_questions(): Question[] {
    const below = (parts: readonly ReturnType<Filling['root']['parts']>[number][]): Question[] =>
      parts.flatMap((part) => (part.node === 'question' ? [part] : below(part.node === 'group' ? part.parts() : part.entries())))
    return below(this.filling.root.parts())
  }

  private lay_out(): void {
    this.leave.addEventListener('click', () => this.settings.on_leave())
    this.overview.addEventListener('click', () => this.go(review_key))
    this.back.addEventListener('click', () => this.step(-1))
    this.next.addEventListener('click', () => (this.key === review_key ? this.settings.on_finish() : this.step(1)))
    this.title.id = 'page-title'
    this.main.setAttribute('aria-labelledby', 'page-title')
    this.main.append(this.other_language, this.above, this.title, this.faults, this.entry)
    this.body.append(
      element('div', { class: 'top', role: 'banner' }, element('div', { class: 'top-row' }, this.leave, this.saved, this.overview), this.progress),
      this.trouble,
      this.main,
      this.undo,
      this.spoken,
      element('div', { class: 'bottom' }, this.back, this.next),
    )
  }

  private page(): Page | null {
    return this.pages.find((one) => one.key === this.key) ?? null
  }

  private index(): number {
    const found = this.pages.findIndex((one) => one.key === this.key)
    return this.key === review_key ? this.pages.length : found
  }

  private step(by: -1 | 1): void {
    const at = this.index() + by
    if (at < 0) return this.settings.on_leave()
    this.go(this.pages[at]?.key ?? review_key)
  }

  private go(key: string, noted = true): void {
    this.key = key === review_key || this.pages.some((one) => one.key === key) ? key : (this.pages[0]?.key ?? review_key)
    this.view = null
    this.refresh()
    if (noted) this.settings.on_page(this.key)
    this.saver.note({ page: this.key })
    window.scrollTo(0, 0)
    this.title.focus({ preventScroll: true })
  }

  private to_question(question: Question | undefined): void {
    const page = this.pages.find((one) => question && one.parts.some(function holds(part): boolean {
      return part.node === 'question' ? part.id === question.id : (part.node === 'group' ? part.parts() : part.entries()).some(holds)
    }))
    if (page && page.key !== this.key) this.go(page.key)
    else this.refresh()
    const views: QuestionView[] = this.view?.questions() ?? []
    ;(views.find((one) => one.question.id === question?.id) ?? views.find((one) => one.wrong(true)))?.focus()
  }

  private add_entry(repeat: Repeat): void {
    repeat.add()
    const made = repeat.entries().at(-1)
    this.refresh()
    const page = made && this.pages.find((one) => one.entry?.repeat.id === repeat.id && one.entry.index === repeat.entries().length - 1 && one.entry.first)
    if (page) this.go(page.key)
  }

  private remove_entry(repeat: Repeat, index: number): void {
    const before = { xml: this.filling.xml(), page: this.key }
    const name = `${repeat.label()?.plain ?? ''} ${index + 1}`.trim()
    const at = this.index()
    const was_page = this.page()?.entry?.repeat.id === repeat.id
    repeat.remove(index)
    this.refresh()
    if (was_page) this.go((this.pages[Math.min(at, this.pages.length - 1)] ?? this.pages[0])?.key ?? review_key)
    const button = element('button', { type: 'button', click: () => this.settings.on_undo(before.xml, before.page) }, t('web.participant.undo'))
    this.undo.replaceChildren(element('span', {}, t('web.participant.removed', { name })), button)
    clearTimeout(this.undo_timer)
    this.undo_timer = setTimeout(() => this.undo.replaceChildren(), undo_millis)
  }

  private refresh(): void {
    // A control that is drawn may set its answer and cause another drawing: once is enough.
    if (this.drawing) return
    this.drawing = true
    try {
      this.pages = plan_pages(this.filling.root)
      if (this.key !== review_key && !this.page()) this.key = this.pages[0]?.key ?? review_key
      this.refresh_frame()
      // The form may speak another language than the page: then it is read out as what it is.
      const spoken = this.settings.form_language_missing() ? this.filling.language() : null
      for (const part of [this.above, this.title]) set_attribute(part, 'lang', this.key === review_key ? null : spoken)
      if (this.key === review_key) this.show_review()
      else this.show_page(this.page()!)
    } finally {
      this.drawing = false
    }
  }

  private refresh_frame(): void {
    const at = this.index()
    const of = this.pages.length + 1
    this.progress.setAttribute('aria-valuemax', String(of))
    this.progress.setAttribute('aria-valuenow', String(at + 1))
    this.progress.setAttribute('aria-label', t('web.participant.progress', { at: at + 1, of }))
    this.progress.style.setProperty('--share', String((at + 1) / of))
    show_text(this.leave, t('web.participant.leave'))
    show_text(this.overview, `${at + 1} / ${of}`)
    this.overview.setAttribute('aria-label', t('web.participant.overview', { at: at + 1, of }))
    show_text(this.back, t('web.participant.back'))
    show_text(this.next, t(this.key === review_key ? 'web.participant.send' : at === this.pages.length - 1 ? 'web.participant.to_review' : 'web.participant.next'))
    show_text(this.other_language, t('web.participant.form_other_language'))
    this.other_language.hidden = at > 0 || !this.settings.form_language_missing()
    this.next.classList.toggle('sends', this.key === review_key)
    this.refresh_saved()
  }

  private refresh_saved(): void {
    const { state } = this.saver
    const fine = state === 'saved' || state === 'saving'
    show_text(this.saved, fine ? t(!this.settings.lasting ? 'web.participant.not_saved' : state === 'saved' ? 'web.participant.saved' : 'web.participant.saving') : t('web.participant.not_saved'))
    this.saved.dataset['state'] = this.settings.lasting ? state : 'failed'
    show_text(this.trouble, fine ? '' : t(`web.participant.save_${state}`))
    this.trouble.hidden = fine
    if (state === 'lost' && this.trouble.childElementCount === 0) this.trouble.append(' ', element('button', { type: 'button', class: 'quiet', click: () => this.settings.on_take_back() }, t('web.participant.take_back')))
  }

  private show_page(page: Page): void {
    if (!this.view) {
      this.view = new PartsView(() => this.page()?.parts ?? page.parts, this.around)
      this.main.querySelector('.parts, .review')?.remove()
      this.entry.before(this.view.body)
    }
    show_text(this.above, page.above)
    this.above.hidden = page.above === ''
    const only_above = !page.title
    show_rich(this.title, page.title ?? null, false)
    if (only_above) {
      this.title.dataset['shown'] = ''
      show_text(this.title, page.above || this.settings.title)
      this.above.hidden = true
    }
    set_attribute(this.view.body, 'lang', this.settings.form_language_missing() ? this.filling.language() : null)
    this.view.refresh(this.strict)
    this.show_faults()
    this.show_entry_tools(page)
  }

  private show_faults(): void {
    const wrong = this.strict ? this.filling.violations() : []
    this.faults.hidden = wrong.length === 0
    if (wrong.length === 0) {
      this.faults.replaceChildren()
      return
    }
    const words = t('web.participant.faults', { n: wrong.length })
    if (this.faults.firstElementChild?.textContent === words) return
    this.faults.replaceChildren(element('span', {}, words), element('button', { type: 'button', click: () => this.to_question(this.filling.violations()[0]) }, t('web.participant.to_fault')))
  }

  private show_entry_tools(page: Page): void {
    const { entry } = page
    if (!entry || entry.repeat.counted) return this.entry.replaceChildren()
    const name = entry.repeat.label()?.plain || t('web.participant.entry')
    const wanted = `${page.key} ${entry.count} ${name} ${entry.last}`
    if (this.entry.dataset['shown'] === wanted && this.entry.childElementCount > 0) return
    this.entry.dataset['shown'] = wanted
    const add = entry.last && entry.index === entry.count - 1
    this.entry.replaceChildren(
      ...(add ? [element('button', { type: 'button', class: 'wide add', click: () => this.add_entry(entry.repeat) }, t('web.participant.add_entry', { name }))] : []),
      ...(entry.first ? [element('button', { type: 'button', class: 'quiet', click: () => this.remove_entry(entry.repeat, entry.index) }, t('web.participant.remove_entry', { name: `${name} ${entry.index + 1}` }))] : []),
    )
  }

  private show_review(): void {
    this.view = null
    this.entry.replaceChildren()
    this.faults.hidden = true
    this.above.hidden = true
    this.title.dataset['shown'] = ''
    show_text(this.title, t('web.participant.review'))
    this.review.show(this.pages)
    if (!this.review.body.isConnected) {
      this.main.querySelector('.parts')?.remove()
      this.entry.before(this.review.body)
    }
  }
}
