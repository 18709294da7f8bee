// What stands around every view of this page: the languages, and a message in place of a view.
import { endonyms, participant_languages, type ParticipantLanguage } from '../text/choose'
import { element } from './element'
import { page_language, t } from './texts'

export const language_choice = (choose: (code: ParticipantLanguage) => void): Element =>
  element(
    'nav',
    { class: 'languages', 'aria-label': t('web.participant.language') },
    ...participant_languages.map((code) =>
      element('button', { type: 'button', lang: code, 'aria-pressed': code === page_language() ? 'true' : 'false', click: () => choose(code) }, endonyms[code]),
    ),
  )

export const message = (title: string, text: string, action?: Element): Element =>
  element('section', { class: 'message' }, element('h1', {}, title), element('p', {}, text), action)
