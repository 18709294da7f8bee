// A text answer as words that can be marked one by one, with their places in the text as it was written: characters that are covered
// stand in the way as one piece. Places count Unicode characters, as the server does.
import type { WordCover } from '../api/review'

export interface Piece {
  text: string
  from: number  // of the text as it was written
  to: number
  word: boolean          // can be marked
  cover: WordCover | null
}

const word_or_gap = /[\p{L}\p{M}\p{N}'’@.+-]+|[^\p{L}\p{M}\p{N}'’@.+-]+/gu
const is_word = /^[\p{L}\p{N}]|[\p{L}\p{N}]$/u

/// `shown`: the answer as it is read, covers in their places.
export function pieces_of(shown: string, covers: readonly WordCover[]): Piece[] {
  const characters = Array.from(shown)
  const pieces: Piece[] = []
  let at = 0      // in what is shown
  let place = 0   // in what was written
  const add_plain = (count: number): void => {
    const text = characters.slice(at, at + count).join('')
    for (const match of text.matchAll(word_or_gap)) {
      const length = Array.from(match[0]).length
      pieces.push({ text: match[0], from: place, to: place + length, word: is_word.test(match[0]), cover: null })
      place += length
    }
    at += count
  }
  for (const cover of [...covers].sort((a, b) => a.from - b.from)) {
    add_plain(Math.max(0, cover.from - place))
    pieces.push({ text: cover.shown, from: cover.from, to: cover.to, word: false, cover })
    at += Array.from(cover.shown).length
    place = cover.to
  }
  add_plain(characters.length - at)
  return pieces
}

/// Marked pieces that follow each other, with what lies between them, as one range each.
export function ranges_of(pieces: readonly Piece[], marked: ReadonlySet<number>): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = []
  let open: { from: number; to: number } | null = null
  for (const piece of pieces) {
    if (piece.cover) open = null
    else if (piece.word && !marked.has(piece.from)) open = null
    else if (piece.word && open) open.to = piece.to
    else if (piece.word) ranges.push((open = { from: piece.from, to: piece.to }))
  }
  return ranges
}
