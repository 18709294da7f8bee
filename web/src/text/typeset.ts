// Typography a careful typesetter would not leave to chance: a number is not parted from its unit, and Czech one-letter
// prepositions and conjunctions do not stay behind at the end of a line.

const no_break = '\u00a0'

export function typeset(text: string, language: string): string {
  const bound = text.replace(/(\d) (?=\p{L})/gu, `$1${no_break}`)
  if (language !== 'cs') return bound
  return bound.replace(/(^|[\s(„])((?:[ksvzouai] )+)(?=\S)/gi, (_, before: string, words: string) => before + words.replaceAll(' ', no_break))
}
