// The parts of one page: questions, groups as sections, repeats inside a page as cards. Keeps what it drew and changes the
// rest, so that nothing moves under a thumb and no screen reader starts anew.
import { element, show_text } from '../element'
import { t } from '../texts'
import type { Surroundings } from './control'
import type { Group, Part, Repeat } from './form'
import { QuestionView } from './question_view'
import { media_of, show_rich } from './rich_text'

interface View {
  body: HTMLElement
  refresh(strict: boolean): void
  questions(): QuestionView[]
}

class GroupView implements View {
  readonly body = element('section', { class: 'part' })
  private readonly title = element('h2', {})
  private readonly inside: PartsView

  constructor(private readonly group: Group, around: Surroundings) {
    this.inside = new PartsView(() => group.parts(), around)
    this.body.append(this.title, ...media_of(group.label(), around.media_url), this.inside.body)
  }

  refresh(strict: boolean): void {
    this.body.hidden = !this.group.relevant()
    if (this.body.hidden) return
    const label = this.group.label()
    show_rich(this.title, label, false)
    this.title.hidden = !label
    this.inside.refresh(strict)
  }
  questions = (): QuestionView[] => this.inside.questions()
}

class RepeatView implements View {
  readonly body = element('section', { class: 'part repeat' })
  private readonly title = element('h2', {})
  private readonly cards = element('div', { class: 'cards' })
  private readonly add = element('button', { type: 'button', class: 'wide' })
  private readonly shown = new Map<string, { card: HTMLElement; name: HTMLElement; remove: HTMLElement; inside: PartsView }>()

  constructor(private readonly repeat: Repeat, private readonly around: Surroundings) {
    this.add.addEventListener('click', () => around.add_entry(repeat))
    this.body.append(this.title, this.cards, this.add)
  }

  refresh(strict: boolean): void {
    this.body.hidden = !this.repeat.relevant()
    if (this.body.hidden) return
    const name = this.repeat.label()?.plain ?? ''
    show_text(this.title, name)
    this.title.hidden = name === ''
    const entries = this.repeat.entries()
    for (const id of [...this.shown.keys()]) if (!entries.some((entry) => entry.id === id)) this.drop(id)
    entries.forEach((entry, index) => {
      const made = this.shown.get(entry.id) ?? this.make(entry)
      show_text(made.name, `${name} ${index + 1}`.trim())
      show_text(made.remove, t('web.participant.remove'))
      made.remove.setAttribute('aria-label', t('web.participant.remove_entry', { name: `${name} ${index + 1}`.trim() }))
      made.remove.hidden = this.repeat.counted
      if (this.cards.children[index] !== made.card) this.cards.insertBefore(made.card, this.cards.children[index] ?? null)
      made.inside.refresh(strict)
    })
    show_text(this.add, t('web.participant.add_entry', { name: name || t('web.participant.entry') }))
    this.add.hidden = this.repeat.counted
  }

  questions = (): QuestionView[] => [...this.shown.values()].flatMap((one) => one.inside.questions())

  private make(entry: Group) {
    const name = element('h3', {})
    const remove = element('button', { type: 'button', class: 'quiet' })
    remove.addEventListener('click', () => this.around.remove_entry(this.repeat, this.repeat.entries().findIndex((one) => one.id === entry.id)))
    const inside = new PartsView(() => entry.parts(), this.around)
    const made = { card: element('div', { class: 'entry-card' }, element('div', { class: 'entry-head' }, name, remove), inside.body), name, remove, inside }
    this.shown.set(entry.id, made)
    return made
  }

  private drop(id: string): void {
    this.shown.get(id)?.card.remove()
    this.shown.delete(id)
  }
}

export class PartsView {
  readonly body = element('div', { class: 'parts' })
  private readonly shown = new Map<string, View>()

  constructor(private readonly parts: () => readonly Part[], private readonly around: Surroundings) {}

  refresh(strict: boolean): void {
    const parts = this.parts()
    for (const [id, view] of this.shown) {
      if (parts.some((part) => part.id === id)) continue
      view.body.remove()
      this.shown.delete(id)
    }
    parts.forEach((part, index) => {
      let view = this.shown.get(part.id)
      if (!view) this.shown.set(part.id, (view = this.make(part)))
      if (this.body.children[index] !== view.body) this.body.insertBefore(view.body, this.body.children[index] ?? null)
      view.refresh(strict)
    })
  }

  questions = (): QuestionView[] => [...this.shown.values()].flatMap((view) => view.questions())

  private make(part: Part): View {
    if (part.node === 'group') return new GroupView(part, this.around)
    if (part.node === 'repeat') return new RepeatView(part, this.around)
    const view = new QuestionView(part, this.around)
    return { body: view.body, refresh: (strict) => view.refresh(strict), questions: () => [view] }
  }
}
