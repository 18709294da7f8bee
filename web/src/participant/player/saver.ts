// Saves a filling on the phone as it grows: every answer within a moment, every photo as soon as it is there, in order.
import type { Draft, Keep, StoredFile } from '../keep/keep'
import type { Filling } from './form'

export type Saved =
  | 'saved'
  | 'saving'
  | 'full' // the phone has no room
  | 'failed'
  | 'lost' // another window goes on with this form

/// Long enough that a fast typist causes a few writes a second and not thirty.
const pause_millis = 120

export class Saver {
  state: Saved = 'saved'
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: Promise<void> = Promise.resolve()
  private readonly kept_files: Set<string>
  private dirty = false

  constructor(private readonly keep: Keep, private readonly filling: Filling, private draft: Draft, kept_files: readonly string[], private is_new: boolean, private readonly on_state: (state: Saved) => void) {
    this.kept_files = new Set(kept_files)
  }

  get owner(): string {
    return this.draft.owner
  }
  get filled_by(): string {
    return this.draft.filled_by
  }
  get replaces(): string {
    return this.draft.replaces ?? ''
  }
  /// Whether the server keeps that file from what these answers replace.
  is_on_server(name: string): boolean {
    return this.draft.on_server?.includes(name) ?? false
  }

  changed(): void {
    this.dirty = true
    if (this.state === 'lost') return
    this.tell(this.state === 'full' || this.state === 'failed' ? this.state : 'saving')
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.flush(), pause_millis)
  }

  note(more: Partial<Pick<Draft, 'page' | 'language' | 'filled_by'>>): void {
    this.draft = { ...this.draft, ...more }
    this.changed()
  }

  /// Resolves when everything given so far is kept, or said not to be.
  flush(): Promise<void> {
    clearTimeout(this.timer)
    this.running = this.running.then(() => this.write())
    return this.running
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private async write(): Promise<void> {
    if (!this.dirty || this.state === 'lost') return
    this.dirty = false
    try {
      const xml = this.filling.xml()
      const fresh = this.filling.files().filter((one) => !this.kept_files.has(one.name))
      const files: StoredFile[] = await Promise.all(fresh.map(async ({ name, file }) => ({ instance_id: this.draft.instance_id, name, type: file.type, bytes: await file.arrayBuffer() })))
      this.draft = { ...this.draft, xml }
      const mine = await this.keep.save(this.draft, files, this.is_new)
      if (!mine) return this.tell('lost')
      this.is_new = false
      for (const file of files) this.kept_files.add(file.name)
      this.tell(this.dirty ? 'saving' : 'saved')
    } catch (error) {
      this.dirty = true
      this.tell((error as Error)?.name === 'QuotaExceededError' ? 'full' : 'failed')
    }
  }

  private tell(state: Saved): void {
    if (state === this.state) return
    this.state = state
    this.on_state(state)
  }
}
