// Finished submissions on their way: each post is repeatable (same instanceID, same XML), each receipt is written down
// before the next post, so that a cut at any point costs at most a repetition. One window sends at a time.
import { alone } from './keep/alone'
import type { Entry, Keep } from './keep/keep'
import type { Answer, Post } from './post'

export interface Progress {
  instance_id: string
  file: string | null // null: the answers
  share: number
}

interface Settings {
  keep: Keep
  name?: string // windows with the same name take turns
  post: Post
  owner: string
  language: () => string
  now?: () => number
  locks?: LockManager | undefined
  /// Something about an entry changed.
  on_change: () => void
  on_progress?: (progress: Progress | null) => void
}

const pauses_millis = [2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000]
const retry_after_millis_max = 600_000
/// While another window sends, look again this often.
const look_again_millis = 5_000

/// What passes by itself: no connection, a busy or full server. All else asks for a person.
export const passes_by_itself = (status: number): boolean => status === 0 || status === 408 || status === 423 || status === 425 || status === 429 || status >= 500

export function pause_millis(attempts: number, answer: Answer, random: number): number {
  const step = pauses_millis[Math.min(attempts, pauses_millis.length - 1)]!
  const wished = Math.min(answer.retry_after_millis ?? 0, retry_after_millis_max)
  // Phones of one walk come back into the network together: they should not all call at once.
  return Math.max(wished, step) * (0.85 + 0.3 * random)
}

export class Outbox {
  private running = false
  private again = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly now: () => number

  constructor(private readonly with_: Settings) {
    this.now = with_.now ?? Date.now
  }

  /// Sends what is due; `hurry`: also what waits for its next attempt (the network is back, the person asks).
  async kick(hurry = false): Promise<void> {
    const { keep } = this.with_
    if (hurry)
      for (const entry of await keep.entries())
        if (entry.state === 'waiting' && entry.next_attempt_at > this.now()) await keep.update(entry.instance_id, (one) => ({ ...one, next_attempt_at: 0 }))
    if (this.running) {
      this.again = true
      return
    }
    this.running = true
    let had_the_lock = true
    try {
      do {
        this.again = false
        had_the_lock = await alone(keep, this.with_.name ?? 'outbox', this.with_.owner, () => this.send_due(), 'locks' in this.with_ ? this.with_.locks : globalThis.navigator?.locks)
      } while (this.again && had_the_lock)
    } finally {
      this.running = false
    }
    this.with_.on_change()
    await this.plan_next(had_the_lock)
  }

  /// A refused entry gets another chance.
  async retry(instance_id: string): Promise<void> {
    await this.with_.keep.update(instance_id, (entry) => (entry.state === 'refused' ? { ...entry, state: 'waiting', next_attempt_at: 0 } : entry))
    await this.kick(true)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private async plan_next(had_the_lock: boolean): Promise<void> {
    clearTimeout(this.timer)
    const waiting = (await this.with_.keep.entries()).filter((entry) => entry.state === 'waiting')
    if (waiting.length === 0) return
    const due = Math.min(...waiting.map((entry) => entry.next_attempt_at)) - this.now()
    this.timer = setTimeout(() => void this.kick(), had_the_lock ? Math.max(250, due) : Math.max(look_again_millis, due))
  }

  private async send_due(): Promise<void> {
    const due = (await this.with_.keep.entries()).filter((entry) => entry.state === 'waiting' && entry.next_attempt_at <= this.now())
    for (const entry of due.reverse()) {
      // What does not get through now would not a moment later either: the rest waits for its turn.
      if (!(await this.send(entry))) break
    }
    this.with_.on_progress?.(null)
  }

  /// False when the network or the server is in no state to take more.
  private async send(entry: Entry): Promise<boolean> {
    let at: Entry = entry
    if (!at.xml_sent) {
      const answer = await this.post(at, null, at.files.some((file) => !file.sent))
      const next = await this.note(at, answer, (one) => ({ ...one, xml_sent: true }))
      if (!next) return !passes_by_itself(answer.status)
      at = next
    }
    for (const { name } of at.files.filter((file) => !file.sent)) {
      const more = at.files.some((file) => !file.sent && file.name !== name)
      const answer = await this.post(at, name, more)
      const next = await this.note(at, answer, (one) => ({ ...one, files: one.files.map((file) => (file.name === name ? { ...file, sent: true } : file)) }))
      if (!next) return !passes_by_itself(answer.status)
      at = next
    }
    await this.with_.keep.arrived(at.instance_id)
    this.with_.on_change()
    return true
  }

  private async post(entry: Entry, name: string | null, more_to_come: boolean): Promise<Answer> {
    const { keep, post, language, on_progress } = this.with_
    const file = name === null ? null : await keep.file(entry.instance_id, name)
    // Somebody cleared the phone's storage: said as it is, instead of trying for ever.
    if (file === undefined) return { status: 410, text: '', retry_after_millis: null }
    on_progress?.({ instance_id: entry.instance_id, file: name, share: 0 })
    return post({ url: entry.submission_url, xml: entry.xml, file, more_to_come, language: language() }, (share) => on_progress?.({ instance_id: entry.instance_id, file: name, share }))
  }

  /// Writes down what came of a post. The entry as it is then, or null when it did not get through.
  private async note(entry: Entry, answer: Answer, receipt: (entry: Entry) => Entry): Promise<Entry | null> {
    const arrived = answer.status === 201 || answer.status === 202
    const changed = await this.with_.keep.update(entry.instance_id, (one) => {
      if (arrived) return receipt({ ...one, attempts: 0, trouble: null })
      const trouble = { status: answer.status, text: answer.text }
      if (!passes_by_itself(answer.status)) return { ...one, state: 'refused', trouble }
      return { ...one, attempts: one.attempts + 1, next_attempt_at: this.now() + pause_millis(one.attempts, answer, Math.random()), trouble }
    })
    this.with_.on_change()
    return arrived ? changed : null
  }
}
