// The last page before sending: the parts of the form with what is still open, who filled it in, and the button.
import { element, show_text } from '../element'
import { t } from '../texts'
import { questions_of } from './form'
import type { Page } from './pages'
import type { PlayerSettings } from './player'
import type { Saver } from './saver'

const filled_by_letters_max = 60

export class Review {
  readonly body = element('div', { class: 'review' })
  private readonly lead = element('p', { class: 'lead-text' })
  private readonly list = element('ul', { class: 'sections' })
  private readonly who = element('details', { class: 'filled-by' })
  private readonly who_title = element('summary', {})
  private readonly who_text = element('p', { class: 'hint', id: 'filled-by-hint' })
  private readonly who_label = element('label', { class: 'label', for: 'filled-by' })
  private readonly who_field = element('input', { class: 'field', id: 'filled-by', maxlength: filled_by_letters_max, autocomplete: 'off', 'aria-describedby': 'filled-by-hint' })

  private readonly language_label = element('label', { class: 'label', for: 'form-language' })
  private readonly language = element('select', { class: 'field', id: 'form-language' })

  constructor(saver: Saver, private readonly settings: PlayerSettings, private readonly go: (key: string) => void) {
    this.who_field.value = saver.filled_by
    this.who.open = saver.filled_by !== ''
    this.who_field.addEventListener('input', () => saver.note({ filled_by: this.who_field.value.trim() }))
    this.who.append(this.who_title, this.who_text, this.who_label, this.who_field)
    this.language.append(...settings.languages.map(({ code, name }) => element('option', { value: code, lang: code }, name)))
    this.language.addEventListener('change', () => settings.on_language(this.language.value))
    this.body.append(this.lead, this.list, ...(settings.offers_filled_by ? [this.who] : []), element('div', { class: 'form-language' }, this.language_label, this.language))
  }

  show(pages: readonly Page[]): void {
    const rows = pages.map((page) => {
      const questions = page.parts.flatMap(questions_of).filter((one) => one.relevant() && one.kind !== 'note' && !one.readonly())
      const open = questions.filter((one) => one.violation()).length
      const answered = questions.filter((one) => one.value() !== '' || one.upload?.file()).length
      const name = [page.above, page.title?.plain].filter((one) => one).join(' · ')
      return { key: page.key, name: name || t('web.participant.entry'), open, answered, of: questions.length }
    })
    const open = rows.reduce((sum, row) => sum + row.open, 0)
    show_text(this.lead, open > 0 ? t('web.participant.review_open', { n: open }) : t('web.participant.review_done'))
    this.list.replaceChildren(
      ...rows.map((row) =>
        element('li', {}, element('button', { type: 'button', class: row.open > 0 ? 'section open' : 'section', click: () => this.go(row.key) },
          element('span', { class: 'section-name' }, row.name),
          element('span', { class: 'section-state' }, row.open > 0 ? t('web.participant.section_open', { n: row.open }) : row.answered === 0 ? t('web.participant.section_empty') : t('web.participant.section_done')))),
      ),
    )
    show_text(this.language_label, t('web.participant.language'))
    this.language.value = this.settings.language()
    show_text(this.who_title, t('web.participant.filled_by'))
    show_text(this.who_text, t('web.participant.filled_by_text'))
    show_text(this.who_label, t('web.participant.filled_by_label'))
  }
}
