// How a person is named beside their photos: by name, by a pseudonym, or not at all; saved with one tap, changed at any time.
import { element } from './element'
import { send } from './own_link'
import { t } from './texts'

export interface Credit {
  kind: 'name' | 'pseudonym' | 'anonymous'
  words: string | null
}

const kinds: readonly Credit['kind'][] = ['anonymous', 'pseudonym', 'name']
const words_most = 60

export function credit_section(credit: Credit | null, page: string): HTMLElement {
  let kind: Credit['kind'] = credit?.kind ?? 'anonymous'
  const words = element('input', { type: 'text', maxlength: String(words_most), value: credit?.words ?? '', autocomplete: 'off' }) as HTMLInputElement
  const words_row = element('label', { class: 'credit-words' }, t('web.participant.credit_words'), words)
  const told = element('p', { class: 'hint', role: 'status' })
  const trouble = element('p', { class: 'trouble', role: 'alert' })
  const show = (): void => {
    words_row.hidden = kind === 'anonymous'
  }
  const choices = kinds.map((one) =>
    element(
      'label',
      { class: 'credit-kind' },
      element('input', {
        type: 'radio',
        name: 'credit',
        value: one,
        ...(one === kind ? { checked: '' } : {}),
        change: () => {
          kind = one
          show()
          if (kind !== 'anonymous') words.focus()
        },
      }),
      t(`web.participant.credit_kind.${one}`),
    ),
  )
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    told.textContent = trouble.textContent = ''
    const said = words.value.trim()
    if (kind !== 'anonymous' && !said) {
      trouble.textContent = t('web.participant.credit_missing')
      return words.focus()
    }
    saver.disabled = true
    const answer = await send('PUT', `${page}/credit`, { kind, words: said }).catch(() => null)
    saver.disabled = false
    if (answer?.ok) told.textContent = t('web.participant.credit_saved')
    else trouble.textContent = t('web.participant.mine_unreachable')
  }
  const saver = element('button', { type: 'submit', class: 'quiet' }, t('web.participant.credit_save')) as HTMLButtonElement
  show()
  return element(
    'section',
    { class: 'credit', 'aria-labelledby': 'credit-title' },
    element('h2', { id: 'credit-title' }, t('web.participant.credit')),
    element('p', {}, t('web.participant.credit_text')),
    element('form', { submit: (event: Event) => void save(event) }, element('fieldset', {}, element('legend', { class: 'unseen' }, t('web.participant.credit')), ...choices), words_row, trouble, told, saver),
  )
}
