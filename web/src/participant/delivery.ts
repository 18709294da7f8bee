// What is finished and on its way: kept on the phone, or, where the phone has no room, held by the page itself.
import { Keep, type Entry, type StoredFile } from './keep/keep'
import { MemoryTables } from './keep/tables'
import { Outbox, type Progress } from './outbox'
import { post } from './post'
import { ask_server } from './server_receipt'
import { upload_file } from './upload'

/// Of so many forms the server is asked at a time.
const asked_max = 5

interface DeliverySettings {
  keep: Keep
  links: () => readonly string[]
  owner: string
  language: () => string
  on_change: () => void
  on_progress: () => void
}

export class Delivery {
  progress: Progress | null = null
  private readonly held = new Keep(new MemoryTables())
  private readonly held_ids = new Set<string>()
  private readonly kept_outbox: Outbox
  private readonly held_outbox: Outbox

  constructor(private readonly with_: DeliverySettings) {
    this.kept_outbox = this.outbox_of(with_.keep, 'outbox')
    // Of this window alone: no other must wait for it.
    this.held_outbox = this.outbox_of(this.held, `held.${with_.owner}`)
  }

  /// Of these links, newest first; what only the page holds stands above.
  async entries(): Promise<Entry[]> {
    const links = this.with_.links()
    return [...(await this.held.entries()), ...(await this.with_.keep.entries()).filter((entry) => links.includes(entry.link))]
  }

  /// Whether everything that waits outlives the page.
  lasting(entries: readonly Entry[]): boolean {
    return this.with_.keep.lasting && !entries.some((entry) => entry.state === 'waiting' && this.held_ids.has(entry.instance_id))
  }

  keep_of = (instance_id: string): Keep => (this.held_ids.has(instance_id) ? this.held : this.with_.keep)

  async kick(): Promise<void> {
    await Promise.all([this.kept_outbox.kick(true), this.held_outbox.kick(true)])
  }

  retry = (instance_id: string): Promise<void> => (this.held_ids.has(instance_id) ? this.held_outbox : this.kept_outbox).retry(instance_id)
  forget = (instance_id: string): Promise<void> => this.keep_of(instance_id).forget(instance_id)

  /// Takes what could not be kept on the phone.
  async hold(entry: Entry, files: readonly StoredFile[]): Promise<void> {
    const { instance_id, link, xml } = entry
    const { owner } = this.with_
    this.held_ids.add(instance_id)
    await this.held.save({ instance_id, link, form: { id: '', version: '', title: '', url: '', md5: '' }, xml, page: '', language: '', filled_by: '', started_at: 0, saved_at: 0, owner }, files, true)
    await this.held.finish(entry, owner)
  }

  /// Asks what the server has of the newest forms; says nothing when it cannot tell.
  async ask_server(): Promise<void> {
    const asked = (await this.entries()).filter((entry) => entry.xml_sent && entry.files.length > 0).slice(0, asked_max)
    for (const { link, instance_id } of asked) {
      const receipt = await ask_server(link, instance_id, this.with_.language())
      if (receipt) await this.keep_of(instance_id).update(instance_id, (entry) => ({ ...entry, receipt }))
    }
    if (asked.length > 0) this.with_.on_change()
  }

  /// The drafts of what the server has got from the page's own hands: nobody needs them any more.
  async drop_delivered_drafts(): Promise<void> {
    for (const entry of await this.held.entries()) if (entry.state === 'done') await this.with_.keep.discard(entry.instance_id).catch(() => undefined)
  }

  private outbox_of(keep: Keep, name: string): Outbox {
    const { owner, language, on_change, on_progress } = this.with_
    return new Outbox({
      keep,
      name,
      post,
      upload: upload_file,
      owner,
      language,
      on_change,
      on_progress: (now) => {
        this.progress = now
        on_progress()
      },
    })
  }
}
