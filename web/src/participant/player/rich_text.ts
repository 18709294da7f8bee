// A label as the form's author formatted it. Built node by node: nothing of it is ever read as markup.
import { element } from '../element'
import { t } from '../texts'
import type { FormText, Rich } from './form'

const inline_names = new Set(['a', 'br', 'em', 'span', 'strong', 'u'])
const block_names = new Set([...inline_names, 'div', 'p', 'ul', 'ol', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

function build(node: Rich, block: boolean): Node[] {
  if (typeof node === 'string') return [document.createTextNode(node)]
  const children = node.children.flatMap((child) => build(child, block))
  if (!(block ? block_names : inline_names).has(node.name)) return children
  // A heading inside a question would break the outline of the page.
  const name = /^h\d$/.test(node.name) ? 'strong' : node.name
  const safe_url = node.url && /^(https?:|mailto:|tel:)/i.test(node.url) ? node.url : null
  const made = element(name === 'a' && !safe_url ? 'span' : name, safe_url && name === 'a' ? { href: safe_url, target: '_blank', rel: 'noopener noreferrer' } : {})
  made.append(...children)
  for (const [key, value] of Object.entries(node.style ?? {})) if (key === 'text-align') (made as HTMLElement).style.setProperty(key, value)
  return [made]
}

/// Writes `text` into `target` when it is not what stands there.
export function show_rich(target: HTMLElement, text: FormText | null, block: boolean): void {
  const plain = text?.plain ?? ''
  if (target.dataset['shown'] === plain) return
  target.dataset['shown'] = plain
  target.replaceChildren(...(text ? text.rich().flatMap((node) => build(node, block)) : []))
}

/// The pictures, sounds and films of a label, once each.
export function media_of(text: FormText | null, url_of: (name: string) => string | null): HTMLElement[] {
  const out: HTMLElement[] = []
  const add = (name: string | null | undefined, make: (url: string) => HTMLElement): void => {
    if (!name) return
    const url = url_of(name)
    out.push(url ? make(url) : element('p', { class: 'media-missing' }, t('web.participant.media_missing', { name })))
  }
  add(text?.image, (url) => element('img', { class: 'label-image', src: url, alt: text?.plain ?? '', loading: 'lazy' }))
  add(text?.audio, (url) => element('audio', { controls: true, preload: 'none', src: url, 'aria-label': t('web.participant.media_listen', { label: text?.plain ?? '' }) }))
  add(text?.video, (url) => element('video', { controls: true, preload: 'none', src: url, 'aria-label': t('web.participant.media_watch', { label: text?.plain ?? '' }) }))
  return out
}
