// What a person sees after sending: whether it is here, on its way or kept, and the way on.
import { element } from './element'
import { t } from './texts'

interface Sent {
  instrument: string
  done: boolean     // the newest is on the server
  lasting: boolean  // what waits survives the page
  receipts: HTMLElement | null
  on_another: () => void
  on_start: () => void
}

export function sent_view({ instrument, done, lasting, receipts, on_another, on_start }: Sent): (Element | null)[] {
  const another = element('button', { type: 'button', class: 'start', click: on_another }, t(instrument === 'walk' ? 'web.participant.next_stop' : 'web.participant.another'))
  return [
    element(
      'section',
      { class: 'lead' },
      element('h1', { tabindex: '-1' }, t(done ? 'web.participant.thanks' : lasting ? 'web.participant.kept' : 'web.participant.on_its_way')),
      element('p', { class: 'purpose' }, t(done ? 'web.participant.thanks_text' : lasting ? 'web.participant.kept_text' : 'web.participant.do_not_close')),
    ),
    element('section', { class: 'way-in' }, another, element('button', { type: 'button', class: 'quiet', click: on_start }, t('web.participant.to_start'))),
    receipts,
  ]
}
