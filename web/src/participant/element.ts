// Builds elements without a framework: this page has to open on a slow phone.

export type Child = Node | string | null | undefined | false
type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | null | undefined>

const svg_names = new Set(['svg', 'path', 'circle', 'rect', 'g'])

export function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes?: Attributes, ...children: Child[]): HTMLElementTagNameMap[K]
export function element(name: string, attributes?: Attributes, ...children: Child[]): Element
export function element(name: string, attributes: Attributes = {}, ...children: Child[]): Element {
  const made = svg_names.has(name) ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value)
    else if (value === true) made.setAttribute(key, '')
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, String(value))
  }
  made.append(...children.filter((child): child is Node | string => !!child))
  return made
}

/// Touches the document only where it differs: screen readers and carets stay where they are.
export function show_text(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text
}

export function set_attribute(target: Element, name: string, value: string | null): void {
  if (target.getAttribute(name) === value) return
  if (value === null) target.removeAttribute(name)
  else target.setAttribute(name, value)
}
