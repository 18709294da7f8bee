// The short address on every slip: sixteen digits bring a person back, on whatever device, without an account.
import type { ProblemDocument } from '../api/contract'
import { element } from './element'
import { send } from './own_link'
import { t } from './texts'

let typed = '' // survives a change of the language

export function return_view(): Element[] {
  const input = element('input', { id: 'return-code', inputmode: 'numeric', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', maxlength: 40, value: typed, required: true })
  const trouble = element('p', { class: 'trouble', role: 'alert' })
  const go = element('button', { type: 'submit', class: 'start' }, t('web.participant.back_go'))
  input.addEventListener('input', () => (typed = input.value))
  const come_back = async (): Promise<void> => {
    go.disabled = true
    trouble.textContent = ''
    const answer = await send('POST', '/api/return', { code: input.value }).catch(() => null)
    if (answer?.ok) {
      const { page } = (await answer.json()) as { page: string }
      typed = ''
      return window.location.replace(`${page}#mine`)
    }
    go.disabled = false
    const problem = (await answer?.json().catch(() => ({}))) as Partial<ProblemDocument> | undefined
    trouble.textContent = problem?.detail ?? t('web.participant.mine_unreachable')
    input.focus()
  }
  const form = element(
    'form',
    {
      class: 'way-back',
      submit: (event) => {
        event.preventDefault()
        void come_back()
      },
    },
    element('label', { for: 'return-code' }, t('web.participant.back_label')),
    input,
    trouble,
    go,
  )
  return [
    element(
      'section',
      { class: 'lead' },
      window.location.hash === '#forgotten' && element('p', { class: 'closed', role: 'status' }, t('web.participant.forgotten')),
      element('h1', { tabindex: '-1' }, t('web.participant.back_title')),
      element('p', { class: 'purpose' }, t('web.participant.back_text')),
    ),
    element('section', {}, form),
    element('section', {}, element('p', { class: 'hint' }, t('web.participant.back_lost'))),
  ]
}
