// Why a link opens nothing, in words that a person can act on.
import { element } from './element'
import { message } from './frame'
import { t } from './texts'

/// `status`: what the server answered, 0 when it was not reached; `detail`: in its own words.
export function refused_view(status: number, detail: string, on_again: () => void): Element {
  const again = element('button', { type: 'button', class: 'again', click: on_again }, t('web.participant.again'))
  if (status === 0) return message(t('web.participant.unreachable'), t('web.participant.unreachable_text'), again)
  if (status === 410) return message(t('web.participant.revoked'), detail || t('web.participant.revoked_text'))
  if (status === 404) return message(t('web.participant.unknown'), detail || t('web.participant.unknown_text'))
  return message(t('web.participant.refused'), detail || t('web.participant.refused_text'), again)
}
