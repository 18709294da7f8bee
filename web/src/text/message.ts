// The part of ICU MessageFormat that the catalogue uses: {name}, and {n, plural, =0 {…} one {…} few {…} other {…}}
// with # for the number. Numbers are written the way the language writes them.

export type Values = Record<string, string | number>
type Part = string | { name: string; forms?: Map<string, Part[]> } | '#number'

const parsed = new Map<string, Part[]>()
const plural_rules = new Map<string, Intl.PluralRules>()
const number_formats = new Map<string, Intl.NumberFormat>()

function kept<T>(store: Map<string, T>, key: string, make: () => T): T {
  let value = store.get(key)
  if (value === undefined) store.set(key, (value = make()))
  return value
}

/// Index just behind the brace that closes the one at `open`.
function behind(pattern: string, open: number): number {
  let depth = 0
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '{') depth++
    else if (pattern[at] === '}' && --depth === 0) return at + 1
  }
  throw new Error(`unbalanced braces in message: ${pattern}`)
}

function parse_argument(inner: string): Part {
  const head = /^\s*(\w+)\s*(?:,\s*plural\s*,)?/.exec(inner)
  if (!head?.[1]) throw new Error(`unknown argument in message: {${inner}}`)
  if (!head[0].includes(',')) {
    if (head[0].trimEnd().length !== inner.trimEnd().length) throw new Error(`unknown argument in message: {${inner}}`)
    return { name: head[1] }
  }
  const forms = new Map<string, Part[]>()
  const rest = inner.slice(head[0].length)
  for (let at = 0; at < rest.length; ) {
    const open = rest.indexOf('{', at)
    if (open < 0) break
    const end = behind(rest, open)
    forms.set(rest.slice(at, open).trim(), parse(rest.slice(open + 1, end - 1), true))
    at = end
  }
  if (!forms.has('other')) throw new Error(`plural without "other" in message: {${inner}}`)
  return { name: head[1], forms }
}

function parse(pattern: string, in_plural: boolean): Part[] {
  const parts: Part[] = []
  let text = ''
  const flush = (): void => {
    if (text) parts.push(text)
    text = ''
  }
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '{') {
      flush()
      const end = behind(pattern, at)
      parts.push(parse_argument(pattern.slice(at + 1, end - 1)))
      at = end - 1
    } else if (in_plural && pattern[at] === '#') {
      flush()
      parts.push('#number')
    } else {
      text += pattern[at]
    }
  }
  flush()
  return parts
}

export function format_number(value: number, language: string, digits = 0): string {
  return kept(number_formats, `${language} ${digits}`, () => new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits })).format(value)
}

function plain_number(value: number, language: string): string {
  return kept(number_formats, language, () => new Intl.NumberFormat(language, { maximumFractionDigits: 1 })).format(value)
}

function write(parts: Part[], values: Values, language: string, number: number): string {
  let out = ''
  for (const part of parts) {
    if (part === '#number') out += plain_number(number, language)
    else if (typeof part === 'string') out += part
    else {
      const value = values[part.name]
      if (value === undefined) out += `{${part.name}}`
      else if (part.forms) {
        const count = Number(value)
        const rule = kept(plural_rules, language, () => new Intl.PluralRules(language)).select(count)
        const form = part.forms.get(`=${count}`) ?? part.forms.get(rule) ?? part.forms.get('other') ?? []
        out += write(form, values, language, count)
      } else out += typeof value === 'number' ? plain_number(value, language) : value
    }
  }
  return out
}

export function format_message(pattern: string, values: Values, language: string): string {
  return write(kept(parsed, pattern, () => parse(pattern, false)), values, language, 0)
}

/// Names of the arguments of a pattern, for the test that both languages take the same.
export function argument_names(pattern: string): Set<string> {
  const names = new Set<string>()
  const walk = (parts: Part[]): void => {
    for (const part of parts)
      if (typeof part !== 'string') {
        names.add(part.name)
        for (const form of part.forms?.values() ?? []) walk(form)
      }
  }
  walk(parse(pattern, false))
  return names
}
