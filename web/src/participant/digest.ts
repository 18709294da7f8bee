// SHA-256 of a file, so that the server can say whether what it has is what left the phone. crypto.subtle is missing over
// plain http, where walks are held too: then the same in plain code (FIPS 180-4, section 6.2), in slices that let the page breathe.

const block_bytes = 64
const slice_bytes = 256 * 1024

/// The first 32 bits of the fractional parts of the `root`-th roots of the first `count` primes (FIPS 180-4, sections 4.2.2 and 5.3.3).
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++)
    if (!Array.from({ length: Math.floor(Math.sqrt(candidate)) - 1 }, (_, at) => at + 2).some((one) => candidate % one === 0)) found.push(candidate)
  return Uint32Array.from(found, (prime) => (root(prime) % 1) * 2 ** 32)
}

export class Sha256 {
  private static readonly constants = fractions(64, Math.cbrt)
  private readonly state = fractions(8, Math.sqrt)
  private readonly schedule = new Uint32Array(64)

  /// Whole blocks of 64 bytes.
  update(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let at = 0; at + block_bytes <= bytes.length; at += block_bytes) this.take(view, at)
  }

  /// The rest, less than a block, of a message of `message_bytes` in all.
  finish(rest: Uint8Array, message_bytes: number): string {
    const padded = new Uint8Array(rest.length + 9 > block_bytes ? 2 * block_bytes : block_bytes)
    padded.set(rest)
    padded[rest.length] = 0x80
    const view = new DataView(padded.buffer)
    view.setUint32(padded.length - 8, Math.floor(message_bytes / 2 ** 29))
    view.setUint32(padded.length - 4, (message_bytes * 8) >>> 0)
    this.update(padded)
    return Array.from(this.state, (word) => word.toString(16).padStart(8, '0')).join('')
  }

  private take(view: DataView, at: number): void {
    const w = this.schedule
    const k = Sha256.constants
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i)
    for (let i = 16; i < 64; i++) {
      const early = w[i - 15]!
      const late = w[i - 2]!
      const sigma0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
      const sigma1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
      w[i] = w[i - 16]! + sigma0 + w[i - 7]! + sigma1
    }
    let [a, b, c, d, e, f, g, h] = this.state as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + k[i]! + w[i]!) | 0
      const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    const words = [a, b, c, d, e, f, g, h]
    for (let i = 0; i < 8; i++) this.state[i] = this.state[i]! + words[i]!
  }
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

export async function sha256_in_slices(bytes: Uint8Array): Promise<string> {
  const digest = new Sha256()
  const whole = bytes.length - (bytes.length % block_bytes)
  for (let at = 0; at < whole; at += slice_bytes) {
    digest.update(bytes.subarray(at, Math.min(whole, at + slice_bytes)))
    await new Promise((resolve) => setTimeout(resolve))
  }
  return digest.finish(bytes.subarray(whole), bytes.length)
}

/// In hexadecimal.
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  if (!subtle) return sha256_in_slices(new Uint8Array(bytes))
  return Array.from(new Uint8Array(await subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
