import { describe, expect, it } from 'vitest'
import { qr_modules } from './qr'

const drawn = (text: string): string => qr_modules(text)!.map((row) => row.map((dark) => (dark ? '#' : '.')).join('')).join('\n')

/// The square rings in three corners by which a reader finds the code.
const finder = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######']

describe('the QR code', () => {
  it('has the finders, the timing line and the size of its version', () => {
    for (const [text, size] of [['A', 21], ['https://audit.example.org/p/AbCdEfGhIjKlMnOpQrStUv', 33], ['x'.repeat(213), 57]] as const) {
      const rows = drawn(text).split('\n')
      expect(rows).toHaveLength(size)
      expect(rows.slice(0, 7).map((row) => row.slice(0, 7))).toEqual(finder)
      expect(rows.slice(0, 7).map((row) => row.slice(-7))).toEqual(finder)
      expect(rows.slice(-7).map((row) => row.slice(0, 7))).toEqual(finder)
      expect(rows[6]!.slice(8, -8)).toMatch(/^(#\.)+#$/)
    }
  })

  it('states level M and its mask twice, alike', () => {
    const modules = qr_modules('http://127.0.0.1:8080/p/x1')!
    const end = modules.length - 1
    const near = [...Array(6).keys()].map((at) => modules[at]![8]).concat(modules[7]![8], modules[8]![8], modules[8]![7], [5, 4, 3, 2, 1, 0].map((at) => modules[8]![at]))
    const far = [...Array(8).keys()].map((at) => modules[8]![end - at]).concat([6, 5, 4, 3, 2, 1, 0].map((at) => modules[end - at]![8]))
    expect(near).toEqual(far)
    const bits = near.reduce((sum, dark, at) => sum | (dark ? 1 << at : 0), 0) ^ 0x5412
    expect(bits >> 13).toBe(0)
  })

  // Read back with an independent decoder (zbar) when it was written; any change of a module shows here.
  it('draws what a scanner read', () => {
    expect(drawn('A')).toMatchInlineSnapshot(`
      "#######.#..#..#######
      #.....#.#####.#.....#
      #.###.#...#.#.#.###.#
      #.###.#.##.##.#.###.#
      #.###.#..###..#.###.#
      #.....#..#.##.#.....#
      #######.#.#.#.#######
      ........##.##........
      #.##.###..###.#..#.##
      .#.##..#.#.####..#...
      ##..###.##.#.....##.#
      #.##.#.....#..#####..
      #..####..#..#..#..#..
      ........#.##..#..#..#
      #######.#..##..#.#...
      #.....#.##.....##.##.
      #.###.#..##.#####...#
      #.###.#.####..######.
      #.###.#.#.#.#.##.....
      #.....#...#..#.#..#.#
      #######.#....#..#...."
    `)
  })

  it('refuses what does not fit', () => {
    expect(qr_modules('x'.repeat(214))).toBeNull()
  })
})
