// Guidance hints (longer help beside a hint): the engine does not hand them out, so they are read from the form itself.

const form_attribute = 'guidance'

/// item path, language code -> the guidance, or ''.
export function guidance_of(xml: string): (item: string, language: string) => string {
  const document = new DOMParser().parseFromString(xml, 'text/xml')
  const named = (name: string): Element[] => [...document.getElementsByTagName('*')].filter((one) => one.localName === name)

  const texts = new Map<string, Map<string, string>>() // text id -> language -> words
  let default_language = ''
  for (const translation of named('translation')) {
    const name = translation.getAttribute('lang') ?? ''
    const language = /\(([\w-]+)\)\s*$/.exec(name)?.[1] ?? name
    if (default_language === '' || translation.hasAttribute('default')) default_language = language
    for (const value of translation.getElementsByTagName('*')) {
      if (value.localName !== 'value' || value.getAttribute('form') !== form_attribute) continue
      const id = value.parentElement?.getAttribute('id') ?? ''
      if (!texts.has(id)) texts.set(id, new Map())
      texts.get(id)!.set(language, value.textContent?.trim() ?? '')
    }
  }
  if (texts.size === 0) return () => ''

  const by_item = new Map<string, Map<string, string>>()
  for (const hint of named('hint')) {
    const item = hint.parentElement?.getAttribute('ref')
    const id = /jr:itext\(\s*['"]([^'"]+)['"]\s*\)/.exec(hint.getAttribute('ref') ?? '')?.[1]
    const found = id === undefined ? undefined : texts.get(id)
    if (item && found) by_item.set(item, found)
  }
  return (item, language) => by_item.get(item)?.get(language) ?? by_item.get(item)?.get(default_language) ?? ''
}
