// A line that breaks: a TCP proxy in front of a server that drops connections after so many bytes, in either direction.
import { connect, createServer } from 'node:net'

export class BrokenLine {
  bytes_up = 0
  cuts = 0
  /// Of the next connection: drop it when so many bytes went up, or when so many came down (the answer is lost).
  limits = () => ({ up: Infinity, down: Infinity })
  /// Of all together: after so many bytes up there is no connection any more, until `down` is taken back.
  bytes_up_max = Infinity
  down = false
  #open = new Set()

  constructor(port_behind) {
    this.port_behind = port_behind
  }

  async start() {
    this.server = createServer({ allowHalfOpen: false, noDelay: true }, (near) => this.#carry(near))
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.base = `http://127.0.0.1:${this.server.address().port}`
  }

  /// Whatever is under way is lost.
  cut() {
    for (const drop of this.#open) drop()
  }

  stop() {
    this.cut()
    this.server.close()
  }

  #carry(near) {
    const far = connect({ port: this.port_behind, host: '127.0.0.1', noDelay: true })
    let open = true
    const drop = () => {
      if (!open) return
      open = false
      this.#open.delete(drop)
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
    this.#open.add(drop)
    for (const side of [near, far]) {
      side.on('error', drop)
      side.on('close', drop)
    }
    if (this.down) return drop()
    const left = this.limits()
    const pass = (from, to, way) =>
      from.on('data', (bytes) => {
        const room = way === 'up' ? Math.min(left.up, this.bytes_up_max - this.bytes_up) : left.down
        const passed = bytes.subarray(0, Math.min(bytes.length, room))
        if (way === 'up') this.bytes_up += passed.length
        left[way] -= passed.length
        if (passed.length === bytes.length) {
          if (!to.write(passed)) from.pause(), to.once('drain', () => from.resume())
          return
        }
        this.cuts++
        if (way === 'up' && this.bytes_up >= this.bytes_up_max) this.down = true
        // What was let through arrives; then the line is dead.
        from.pause()
        to.write(passed, () => (this.down ? this.cut() : drop()))
      })
    pass(near, far, 'up')
    pass(far, near, 'down')
  }
}

/// The same numbers for the same seed, in [0, 1) (mulberry32).
export function dice(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
