import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256, sha256_in_slices } from './digest'

const reference = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('the digest of a file', () => {
  it('is SHA-256 without the browser’s help, at every length around a block and beyond a slice', async () => {
    for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000, 262_143, 262_144, 262_145, 1_000_001]) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 0xff)
      expect(await sha256_in_slices(bytes), `${length} bytes`).toBe(reference(bytes))
    }
  })

  it('is the same with it', async () => {
    const bytes = new TextEncoder().encode('lavička')
    expect(await sha256(bytes.buffer as ArrayBuffer)).toBe(reference(bytes))
  })
})
