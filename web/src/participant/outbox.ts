// Finished submissions on their way: the answers first, small files with them, large ones piece by piece behind them. Each post is
// repeatable (same instanceID, same XML), each receipt is written down before the next, so that a cut at any point costs at most
// a repetition of what was under way. One window sends at a time.
import { sha256 } from './digest'
import { along, verdict } from './file_way'
import { alone } from './keep/alone'
import type { Entry, EntryFile, Keep, StoredFile } from './keep/keep'
import { passes_by_itself, pause_millis } from './pause'
import type { Answer, Post } from './post'
import type { UploadFile } from './upload'

export interface Progress {
  instance_id: string
  file: string | null // null: the answers
  share: number
}

interface Settings {
  keep: Keep
  name?: string // windows with the same name take turns
  post: Post
  upload: UploadFile
  owner: string
  language: () => string
  now?: () => number
  locks?: LockManager | undefined
  /// Something about an entry changed.
  on_change: () => void
  on_progress?: (progress: Progress | null) => void
}

/// An upload that begins anew, or is asked again how far it is, so often in a row waits like any other trouble.
const turns_max = 3
/// While another window sends, look again this often.
const look_again_millis = 5_000

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
    let at: Entry | null = entry
    while (at && (!at.xml_sent || at.files.some((file) => !file.sent))) {
      const before: Entry = at
      const answer = await this.next_step(before)
      at = await this.note(before.instance_id, answer)
      if (!at) return !passes_by_itself(answer.status)
    }
    if (!at) return true
    await this.with_.keep.arrived(at.instance_id)
    this.with_.on_change()
    return true
  }

  /// The answers with what is small, then each large file by itself.
  private next_step(entry: Entry): Promise<Step> {
    const beside = along(entry)
    if (!entry.xml_sent || beside.length > 0) return this.post(entry, beside)
    const file = entry.files.find((one) => !one.sent)!
    return entry.without_tus ? this.post(entry, [file]) : this.upload(entry, file)
  }

  private async post(entry: Entry, files: readonly EntryFile[]): Promise<Step> {
    const { keep, post, language, on_progress } = this.with_
    const found = await Promise.all(files.map(({ name }) => keep.file(entry.instance_id, name)))
    const stored = found.filter((file): file is StoredFile => file !== undefined)
    // The answers go whatever became of a photo.
    if (entry.xml_sent && stored.length === 0) return gone
    const names = stored.map((file) => file.name)
    const told = (share: number): void => on_progress?.({ instance_id: entry.instance_id, file: entry.xml_sent ? (names[0] ?? null) : null, share })
    told(0)
    const more_to_come = entry.files.some((file) => !file.sent && !names.includes(file.name))
    const answer = await post({ url: entry.submission_url, xml: entry.xml, files: stored, more_to_come, language: language() }, told)
    const arrived = answer.status === 201 || answer.status === 202
    return { ...answer, receipt: arrived ? (one) => ({ ...one, xml_sent: true, files: sent(one.files, names) }) : null }
  }

  private async upload(entry: Entry, { name }: EntryFile): Promise<Step> {
    const { keep, upload, language, on_progress } = this.with_
    const { instance_id } = entry
    const file = await keep.file(instance_id, name)
    if (!file) return gone
    const change = (more: Partial<EntryFile>): Promise<Entry | null> =>
      keep.update(instance_id, (one) => ({ ...one, files: one.files.map((each) => (each.name === name ? { ...each, ...more } : each)) }))
    let moved = false
    const digest = entry.files.find((one) => one.name === name)?.sha256 ?? (await sha256(file.bytes))
    for (let turn = 1; ; turn++) {
      const known = (await change({ sha256: digest }))?.files.find((one) => one.name === name)
      const upload_url = known?.upload_url ?? null
      let begun = upload_url !== null
      on_progress?.({ instance_id, file: name, share: (known?.bytes_there ?? 0) / Math.max(1, file.bytes.byteLength) })
      const answer = await upload(
        { token: entry.link.split('/')[2] ?? '', file, sha256: digest, upload_url, language: language() },
        {
          on_url: async (url) => {
            begun = true
            await change({ upload_url: url, bytes_there: 0 })
          },
          on_kept: async (bytes) => {
            moved = true
            await change({ bytes_there: bytes })
          },
          on_progress: (share) => on_progress?.({ instance_id, file: name, share }),
        },
      )
      const means = verdict(answer.status, begun)
      if (means === 'anew') await change({ upload_url: null, bytes_there: 0 })
      if ((means === 'anew' || means === 'again') && turn < turns_max) continue
      if (means === 'arrived') return { ...answer, receipt: (one) => ({ ...one, files: sent(one.files, [name]) }) }
      if (means === 'by_post') return { ...answer, receipt: (one) => ({ ...one, without_tus: true }) }
      // Turned away time and again: the server is not of one mind with itself, and that passes.
      return { ...answer, status: means === 'refused' || means === 'wait' ? answer.status : 503, receipt: null, moved }
    }
  }

  /// Writes down what came of a step. The entry as it is then, or null when it did not get through.
  private async note(instance_id: string, answer: Step): Promise<Entry | null> {
    const { receipt } = answer
    const changed = await this.with_.keep.update(instance_id, (one) => {
      if (receipt) return receipt({ ...one, attempts: 0, trouble: null })
      const trouble = { status: answer.status, text: answer.text }
      if (!passes_by_itself(answer.status)) return { ...one, state: 'refused', trouble }
      const attempts = answer.moved ? 0 : one.attempts
      return { ...one, attempts: attempts + 1, next_attempt_at: this.now() + pause_millis(attempts, answer, Math.random()), trouble }
    })
    this.with_.on_change()
    return receipt ? changed : null
  }
}

/// An answer, and what it makes of the entry; no receipt: it did not get through. `moved`: some of it did.
type Step = Answer & { receipt: ((entry: Entry) => Entry) | null; moved?: boolean }

/// Somebody cleared the phone's storage: said as it is, instead of trying for ever.
const gone: Step = { status: 410, text: '', retry_after_millis: null, receipt: null }

const sent = (files: readonly EntryFile[], names: readonly string[]): EntryFile[] => files.map((file) => (names.includes(file.name) ? { ...file, sent: true, upload_url: null } : file))
