// The other way to take part: with the ODK Collect app. Folded away; most people need nothing but this page.
import type { Participation } from '../api/participation'
import { element } from './element'
import { t } from './texts'

function copy_button(text: string): Element {
  const button = element('button', { type: 'button', class: 'quiet copy', 'aria-live': 'polite' }, t('web.participant.copy'))
  button.addEventListener('click', () => {
    void copy(text).then((copied) => {
      button.textContent = t(copied ? 'web.participant.copied' : 'web.participant.copy_by_hand')
      setTimeout(() => (button.textContent = t('web.participant.copy')), 3000)
    })
  })
  return button
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Over plain http there is no clipboard to write to: select and copy the old way.
    const field = element('textarea', { class: 'unseen' })
    field.value = text
    document.body.append(field)
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    return copied
  }
}

const step = (title: string, ...rest: (Element | string)[]): Element => element('li', {}, element('h3', {}, title), ...rest)

export function collect_way(activity: Participation): Element {
  const paragraph = (key: string): Element => element('p', {}, t(key))
  const qr = element('img', { alt: t('web.participant.qr_alt'), width: 220, height: 220, class: 'qr' })
  const address = new URL(activity.openrosa_url, window.location.origin).href
  const same_phone = element('details', {}, element('summary', {}, t('web.participant.same_phone')), paragraph('web.participant.same_phone_text'), element('p', { class: 'address' }, address), copy_button(address))
  // Few people open this: the picture is fetched when they do.
  const show = (event: Event): void => {
    if ((event.target as HTMLDetailsElement).open && !qr.src) qr.src = activity.collect_qr_url
  }
  return element(
    'details',
    { class: 'collect', toggle: show },
    element('summary', {}, t('web.participant.collect')),
    element(
      'ol',
      { class: 'steps' },
      step(t('web.participant.step_install'), paragraph('web.participant.step_install_text'), element('p', { class: 'small' }, t('web.participant.iphone'))),
      step(t('web.participant.step_connect'), paragraph('web.participant.step_connect_text'), qr, same_phone),
      step(t('web.participant.step_fill', { form: activity.form.title }), paragraph('web.participant.step_fill_text')),
      step(t('web.participant.step_send'), paragraph('web.participant.step_send_text')),
    ),
  )
}
