// Cuts a form into pages a phone can show: a group is a page (its field-lists are pages of their own), each entry of a
// repeat has its own pages, questions outside groups stand together. Pure.
import type { FormText, Group, Part, Repeat } from './form'

export interface Page {
  key: string
  title: FormText | null
  above: string // the group or repeat that the page is in, in words; may be empty
  parts: readonly Part[]
  /// Of an entry of a repeat.
  entry: { repeat: Repeat; index: number; count: number; first: boolean; last: boolean } | null
}

const is_field_list = (group: Group): boolean => group.appearances.has('field-list')

function has_pages_inside(group: Group): boolean {
  return group.parts().some((part) => part.node === 'repeat' || (part.node === 'group' && (is_field_list(part) || has_pages_inside(part))))
}

function pages_of_group(group: Group, above: string): Page[] {
  if (!group.relevant()) return []
  if (is_field_list(group) || !has_pages_inside(group)) return [{ key: group.path, title: group.label(), above, parts: group.parts(), entry: null }]
  return pages_of(group.parts(), group.path, group.label()?.plain || above)
}

function pages_of_repeat(repeat: Repeat, above: string): Page[] {
  const entries = repeat.entries()
  const name = repeat.label()?.plain || above
  if (entries.length === 0) return repeat.counted ? [] : [{ key: repeat.path, title: repeat.label(), above, parts: [repeat], entry: null }]
  return entries.flatMap((entry, index) => {
    const pages = pages_of_group(entry, name)
    return pages.map((page, at) => ({
      ...page,
      // Entries are told apart by their number, on every page.
      above: entries.length > 1 || !repeat.counted ? `${name} ${index + 1}`.trim() : name,
      title: page.title?.plain === name ? null : page.title,
      entry: { repeat, index, count: entries.length, first: at === 0, last: at === pages.length - 1 },
    }))
  })
}

function pages_of(parts: readonly Part[], path: string, above: string): Page[] {
  const out: Page[] = []
  let loose: Part[] = []
  let cuts = 0
  const flush = (): void => {
    if (loose.some((part) => part.relevant())) out.push({ key: `${path}#${cuts}`, title: null, above, parts: loose, entry: null })
    loose = []
    cuts++
  }
  for (const part of parts) {
    if (part.node === 'question') {
      loose.push(part)
      continue
    }
    flush()
    if (part.relevant()) out.push(...(part.node === 'group' ? pages_of_group(part, above) : pages_of_repeat(part, above)))
  }
  flush()
  return out
}

const shows_something = (part: Part): boolean => part.relevant() && (part.node === 'question' || part.node === 'repeat' || part.parts().some(shows_something))

export const plan_pages = (root: Group): Page[] => pages_of(root.parts(), root.path, '').filter((page) => page.parts.some(shows_something))
