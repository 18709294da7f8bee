import { describe, expect, it } from 'vitest'
import type { WordCover } from '../api/review'
import { pieces_of, ranges_of } from './covered_words'

const cover = (from: number, to: number, shown: string): WordCover => ({ id: `${from}`, from, to, kind: 'name', shown })

describe('pieces of a text answer', () => {
  it('are words and what lies between them', () => {
    expect(pieces_of('Paní Nováková, 😀 tam', []).map((one) => [one.text, one.from, one.to, one.word])).toEqual([
      ['Paní', 0, 4, true],
      [' ', 4, 5, false],
      ['Nováková', 5, 13, true],
      [', 😀 ', 13, 17, false],
      ['tam', 17, 20, true],
    ])
  })

  it('keep the places of the text as it was written behind a cover', () => {
    const pieces = pieces_of('Paní [jméno] tu bydlí', [cover(5, 13, '[jméno]')])
    expect(pieces.find((one) => one.text === 'tu')).toMatchObject({ from: 14, to: 16, word: true })
    expect(pieces.find((one) => one.cover)).toMatchObject({ text: '[jméno]', from: 5, to: 13 })
  })

  it('join into ranges where nothing unmarked lies between', () => {
    const pieces = pieces_of('Jan van Dijk a Eva', [])
    expect(ranges_of(pieces, new Set([0, 4, 8, 15]))).toEqual([
      { from: 0, to: 12 },
      { from: 15, to: 18 },
    ])
  })

  it('never join across a cover', () => {
    const pieces = pieces_of('A ▇▇▇ B', [cover(2, 6, '▇▇▇')])
    expect(ranges_of(pieces, new Set([0, 7]))).toEqual([
      { from: 0, to: 1 },
      { from: 7, to: 8 },
    ])
  })
})
