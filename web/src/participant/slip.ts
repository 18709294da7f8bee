// A slip to take home: what was agreed to, who answers for it, and the way back. The return code, where there is one, comes in the address
// behind #slip= and never reaches the server.
import { element } from './element'
import { page_language, t } from './texts'

interface Told {
  texts: { purpose: string; words: string }[]
}

/// "1234567890123456" in fours; empty for what is no return code.
export function return_code_in(hash: string): string {
  const digits = /^#slip=([0-9]{16})$/.exec(hash)?.[1] ?? ''
  return digits.replace(/(.{4})(?=.)/g, '$1 ')
}

export function slip(link: string, title: string, hash: string): HTMLElement {
  const code = return_code_in(hash)
  const words = element('div', { class: 'slip-words' })
  void fetch(`${link}/consent.json`, { headers: { Accept: 'application/json', 'Accept-Language': page_language() } })
    .then((response) => (response.ok ? (response.json() as Promise<Told>) : { texts: [] }))
    .then(({ texts }) => words.replaceChildren(...texts.flatMap((text) => text.words.split(/\n\s*\n/).map((paragraph) => element('p', { class: text.purpose === 'about' ? 'about' : 'agreed' }, paragraph)))))
    .catch(() => undefined)
  return element(
    'section',
    { class: 'slip' },
    element('h1', { tabindex: '-1' }, t('web.participant.slip_title')),
    element('p', { class: 'lead-line' }, title),
    element(
      'div',
      { class: 'slip-way' },
      element('img', { src: `${link}/withdraw.svg`, alt: t('web.participant.slip_qr'), width: 160, height: 160 }),
      element('div', {}, element('p', {}, t('web.participant.slip_way')), code ? element('p', { class: 'return-code' }, t('web.participant.slip_code'), element('strong', {}, code)) : null),
    ),
    words,
    element('button', { type: 'button', class: 'quiet no-print', click: () => window.print() }, t('web.participant.slip_print')),
  )
}
