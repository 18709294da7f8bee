// Draws the QR code of a link (ISO/IEC 18004): byte mode, error correction M, versions 1 to 10, which holds 213 bytes.

// Per version: error correction bytes per block, then [blocks, data bytes per block] groups, for level M.
const layouts: readonly { correction: number; groups: readonly (readonly [number, number])[] }[] = [
  { correction: 10, groups: [[1, 16]] },
  { correction: 16, groups: [[1, 28]] },
  { correction: 26, groups: [[1, 44]] },
  { correction: 18, groups: [[2, 32]] },
  { correction: 24, groups: [[2, 43]] },
  { correction: 16, groups: [[4, 27]] },
  { correction: 18, groups: [[4, 31]] },
  { correction: 22, groups: [[2, 38], [2, 39]] },
  { correction: 22, groups: [[3, 36], [2, 37]] },
  { correction: 26, groups: [[4, 43], [1, 44]] },
]
const alignment: readonly (readonly number[])[] = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]]

// Powers of 2 in GF(256) with the polynomial x^8+x^4+x^3+x^2+1.
const power = new Uint8Array(510)
const logarithm = new Uint8Array(256)
for (let exponent = 0, value = 1; exponent < 255; exponent++) {
  power[exponent] = power[exponent + 255] = value
  logarithm[value] = exponent
  value = value < 128 ? value << 1 : ((value << 1) ^ 0x11d) & 0xff
}
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : power[logarithm[a]! + logarithm[b]!]!)

function correction_bytes(data: readonly number[], count: number): number[] {
  let generator = [1]
  for (let root = 0; root < count; root++) {
    const next = [...generator, 0]
    for (let at = 0; at < generator.length; at++) next[at + 1]! ^= times(generator[at]!, power[root]!)
    generator = next
  }
  const rest = [...data, ...new Array<number>(count).fill(0)]
  for (let at = 0; at < data.length; at++) {
    const factor = rest[at]!
    for (let term = 0; term < generator.length; term++) rest[at + term]! ^= times(generator[term]!, factor)
  }
  return rest.slice(data.length)
}

const capacity = (version: number): number => layouts[version - 1]!.groups.reduce((sum, [blocks, bytes]) => sum + blocks * bytes, 0)

function codewords(bytes: Uint8Array, version: number): number[] {
  const room = capacity(version)
  const bits: number[] = []
  const push = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1)
  }
  push(0b0100, 4)
  push(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) push(byte, 8)
  push(0, Math.min(4, room * 8 - bits.length))
  while (bits.length % 8) bits.push(0)
  const data: number[] = []
  for (let at = 0; at < bits.length; at += 8) data.push(bits.slice(at, at + 8).reduce((value, bit) => value * 2 + bit, 0))
  for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad)

  const { correction, groups } = layouts[version - 1]!
  const blocks: { data: number[]; correction: number[] }[] = []
  let taken = 0
  for (const [count, length] of groups)
    for (let block = 0; block < count; block++) {
      const part = data.slice(taken, (taken += length))
      blocks.push({ data: part, correction: correction_bytes(part, correction) })
    }
  const out: number[] = []
  const longest = Math.max(...blocks.map((block) => block.data.length))
  for (let at = 0; at < longest; at++) for (const block of blocks) if (at < block.data.length) out.push(block.data[at]!)
  for (let at = 0; at < correction; at++) for (const block of blocks) out.push(block.correction[at]!)
  return out
}

/// Remainder of `value` followed by `length` zero bits, divided by `divisor`.
function remainder(value: number, divisor: number, length: number): number {
  let rest = value << length
  for (let bit = 31 - Math.clz32(rest); bit >= length; bit = 31 - Math.clz32(rest)) rest ^= divisor << (bit - length)
  return rest
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
]

class Grid {
  readonly size: number
  readonly dark: boolean[][]
  readonly fixed: boolean[][]

  constructor(readonly version: number) {
    this.size = 17 + 4 * version
    this.dark = Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false))
    this.fixed = Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false))
    this.draw_patterns()
  }

  private set(row: number, column: number, dark: boolean): void {
    if (row < 0 || column < 0 || row >= this.size || column >= this.size) return
    this.dark[row]![column] = dark
    this.fixed[row]![column] = true
  }

  private draw_patterns(): void {
    const end = this.size - 1
    for (let at = 0; at < this.size; at++) {
      this.set(6, at, at % 2 === 0)
      this.set(at, 6, at % 2 === 0)
    }
    for (const [row, column] of [[3, 3], [3, end - 3], [end - 3, 3]] as const)
      for (let r = -4; r <= 4; r++)
        for (let c = -4; c <= 4; c++) {
          const ring = Math.max(Math.abs(r), Math.abs(c))
          this.set(row + r, column + c, ring !== 2 && ring !== 4)
        }
    const centres = alignment[this.version - 1]!
    const last = centres.at(-1)
    for (const row of centres)
      for (const column of centres) {
        if ((row === 6 && column === 6) || (row === 6 && column === last) || (row === last && column === 6)) continue
        for (let r = -2; r <= 2; r++) for (let c = -2; c <= 2; c++) this.set(row + r, column + c, Math.max(Math.abs(r), Math.abs(c)) !== 1)
      }
    this.draw_format(0)
    if (this.version >= 7) {
      const bits = (this.version << 12) | remainder(this.version, 0x1f25, 12)
      for (let bit = 0; bit < 18; bit++) {
        const dark = ((bits >> bit) & 1) === 1
        this.set(Math.floor(bit / 3), end - 10 + (bit % 3), dark)
        this.set(end - 10 + (bit % 3), Math.floor(bit / 3), dark)
      }
    }
  }

  draw_format(mask: number): void {
    const end = this.size - 1
    const bits = ((mask << 10) | remainder(mask, 0x537, 10)) ^ 0x5412  // level M is 00
    for (let bit = 0; bit < 15; bit++) {
      const dark = ((bits >> bit) & 1) === 1
      if (bit < 6) this.set(bit, 8, dark)
      else if (bit < 8) this.set(bit + 1, 8, dark)
      else if (bit === 8) this.set(8, 7, dark)
      else this.set(8, 14 - bit, dark)
      if (bit < 8) this.set(8, end - bit, dark)
      else this.set(end - 14 + bit, 8, dark)
    }
    this.set(end - 7, 8, true)
  }

  place(words: readonly number[]): void {
    let bit = 0
    let upward = true
    for (let right = this.size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5
      for (let step = 0; step < this.size; step++) {
        const row = upward ? this.size - 1 - step : step
        for (const column of [right, right - 1]) {
          if (this.fixed[row]![column]) continue
          this.dark[row]![column] = bit < words.length * 8 && ((words[bit >> 3]! >> (7 - (bit & 7))) & 1) === 1
          bit++
        }
      }
      upward = !upward
    }
  }

  toggle(mask: number): void {
    const covers = masks[mask]!
    for (let row = 0; row < this.size; row++)
      for (let column = 0; column < this.size; column++)
        if (!this.fixed[row]![column] && covers(row, column)) this.dark[row]![column] = !this.dark[row]![column]
  }

  penalty(): number {
    let sum = 0
    let dark_count = 0
    const finder = /(?=10111010000|00001011101)/g
    for (let line = 0; line < this.size; line++)
      for (const cells of [this.dark[line]!, this.dark.map((row) => row[line]!)]) {
        const text = cells.map((dark) => (dark ? '1' : '0')).join('')
        for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2
        sum += 40 * (text.match(finder)?.length ?? 0)
      }
    for (let row = 0; row < this.size; row++)
      for (let column = 0; column < this.size; column++) {
        const here = this.dark[row]![column]
        if (here) dark_count++
        if (row && column && here === this.dark[row - 1]![column] && here === this.dark[row]![column - 1] && here === this.dark[row - 1]![column - 1]) sum += 3
      }
    return sum + 10 * Math.floor(Math.abs((dark_count * 100) / this.size ** 2 - 50) / 5)
  }
}

/// Rows of modules, true for dark, without the quiet zone (four modules on each side belong around it).
/// Nothing when the text is longer than a code of version 10 holds.
export function qr_modules(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text)
  let version = 1
  while (version <= layouts.length && bytes.length + (version < 10 ? 2 : 3) > capacity(version)) version++
  if (version > layouts.length) return null
  const words = codewords(bytes, version)
  const tried = masks.map((_, mask) => {
    const grid = new Grid(version)
    grid.place(words)
    grid.toggle(mask)
    grid.draw_format(mask)
    return { grid, penalty: grid.penalty() }
  })
  return tried.reduce((best, next) => (next.penalty < best.penalty ? next : best)).grid.dark
}

/// The same as one SVG path in a square of side `size` (quiet zone included).
export function qr_path(text: string): { path: string; size: number } | null {
  const modules = qr_modules(text)
  if (!modules) return null
  let path = ''
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      let width = 1
      while (row[x + width]) width++
      path += `M${x + 4} ${y + 4}h${width}v1h-${width}z`
      x += width
    }
  })
  return { path, size: modules.length + 8 }
}
