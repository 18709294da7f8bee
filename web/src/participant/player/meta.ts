// The part of the answers' XML that is about the filling itself.

const escape_xml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/// Who wrote the answers down for somebody else stands in meta, where every OpenRosa server lets clients add what its form
/// does not list, under our own namespace.
export function with_filled_by(xml: string, filled_by: string): string {
  if (!filled_by) return xml
  return xml.replace(/<\/((?:[\w-]+:)?meta)>(?![\s\S]*<\/(?:[\w-]+:)?meta>)/, (end) => `<filled_by xmlns="urn:cityaudit:xforms:1">${escape_xml(filled_by)}</filled_by>${end}`)
}

/// What the answers replace, in the namespace of the instanceID beside it.
export function with_deprecated_id(xml: string, instance_id: string): string {
  if (!instance_id) return xml
  return xml.replace(/<((?:[\w-]+:)?)instanceID((?:\s[^>]*)?)>[^<]*<\/(?:[\w-]+:)?instanceID>/, (whole, prefix: string, attributes: string) => `${whole}<${prefix}deprecatedID${attributes}>${escape_xml(instance_id)}</${prefix}deprecatedID>`)
}

/// What meta says of that name; empty when nothing.
export function meta_text(xml: string, name: string): string {
  const found = [...new DOMParser().parseFromString(xml, 'text/xml').getElementsByTagName('*')].find((one) => one.localName === name && one.parentElement?.localName === 'meta')
  return found?.textContent?.trim() ?? ''
}
