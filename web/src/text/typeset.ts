// Typography a careful typesetter would not leave to chance: a number is not parted from its unit, and one-letter
// prepositions and conjunctions of Czech, Ukrainian and Russian do not stay behind at the end of a line.

const no_break = '\u00a0'
const short_words: Record<string, RegExp> = {
  cs: /(^|[\s(„])((?:[ksvzouai] )+)(?=\S)/gi,
  uk: /(^|[\s(«])((?:[взуоійа] )+)(?=\S)/gi,
  ru: /(^|[\s(«])((?:[вксуоиа] )+)(?=\S)/gi,
}

export function typeset(text: string, language: string): string {
  const bound = text.replace(/(\d) (?=\p{L})/gu, `$1${no_break}`)
  const short = short_words[language]
  if (!short) return bound
  return bound.replace(short, (_, before: string, words: string) => before + words.replaceAll(' ', no_break))
}
