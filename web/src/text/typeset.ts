// Typography a careful typesetter would not leave to chance: Czech one-letter prepositions and conjunctions do not
// stay behind at the end of a line, and a number is not parted from its unit.

const no_break = '\u00a0'

export function typeset(text: string, language: string): string {
  if (language !== 'cs') return text
  return text
    .replace(/(^|[\s(„])((?:[ksvzouai] )+)(?=\S)/gi, (_, before: string, words: string) => before + words.replaceAll(' ', no_break))
    .replace(/(\d) (?=[\p{L}%])/gu, `$1${no_break}`)
}
