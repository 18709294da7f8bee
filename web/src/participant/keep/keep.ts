// Drafts, finished submissions waiting to be sent, and receipts: what may be done with them, each in one transaction.
import type { Rows, Tables } from './tables'

export interface FormRef {
  id: string
  version: string
  title: string
  url: string
  md5: string
}

export interface Draft {
  instance_id: string
  link: string // "/p/TOKEN"
  form: FormRef
  xml: string
  page: string
  language: string
  filled_by: string
  started_at: number
  saved_at: number
  owner: string // the window that may write it
  replaces?: string // the instanceID of what was returned
  on_server?: readonly string[] // files that the server keeps of it: here they are only small
}

export interface StoredFile {
  instance_id: string
  name: string
  type: string
  bytes: ArrayBuffer // not a Blob: some browsers cannot keep those in private windows
}

export interface EntryFile {
  name: string
  type: string
  bytes: number
  sent: boolean
  // Of one that travels by tus; rows of older pages have none of this.
  sha256?: string
  upload_url?: string | null
  bytes_there?: number // durable on the server
}

/// What the server said it has.
export interface ServerReceipt {
  expected: number
  present: number
  last_at: number | null // when the newest of them arrived
}

export interface Trouble {
  status: number // 0: no connection
  text: string // the server's words; may be empty
}

export interface Entry {
  instance_id: string
  link: string
  submission_url: string
  title: string
  what: string // how the person recognises it: the form's instanceName, a stop, a code
  xml: string // empty once everything has arrived
  xml_sent: boolean
  files: EntryFile[]
  state: 'waiting' | 'refused' | 'done'
  attempts: number
  next_attempt_at: number
  trouble: Trouble | null
  finished_at: number
  done_at: number | null
  without_tus?: boolean // the server, or something before it, takes files in posts only
  receipt?: ServerReceipt
}

interface Lease {
  owner: string
  until: number
}

export class Keep {
  constructor(private readonly tables: Tables, private readonly now: () => number = Date.now) {}

  get lasting(): boolean {
    return this.tables.lasting
  }

  /// The newest unfinished form of a link.
  async draft_of(link: string): Promise<Draft | null> {
    const drafts = await this.tables.read((rows) => rows.all<Draft>('drafts'))
    return drafts.filter((one) => one.link === link).sort((a, b) => b.saved_at - a.saved_at)[0] ?? null
  }

  /// From now on this window alone writes the draft. Null when it is gone: finished or thrown away elsewhere.
  claim(instance_id: string, owner: string): Promise<Draft | null> {
    return this.tables.write(async (rows) => {
      const draft = await rows.get<Draft>('drafts', instance_id)
      if (!draft) return null
      const claimed = { ...draft, owner }
      await rows.put('drafts', instance_id, claimed)
      return claimed
    })
  }

  /// Saves answers and the files that are not kept yet. False: another window has taken the form over, or it is finished.
  save(draft: Draft, fresh: readonly StoredFile[], is_new: boolean): Promise<boolean> {
    return this.tables.write(async (rows) => {
      const kept = await rows.get<Draft>('drafts', draft.instance_id)
      if (kept ? kept.owner !== draft.owner : !is_new) return false
      for (const file of fresh) await rows.put('files', [file.instance_id, file.name], file)
      await rows.put('drafts', draft.instance_id, { ...draft, saved_at: this.now() })
      return true
    })
  }

  discard(instance_id: string): Promise<void> {
    return this.tables.write(async (rows) => {
      await rows.remove('drafts', instance_id)
      await remove_files(rows, instance_id)
    })
  }

  files(instance_id: string): Promise<StoredFile[]> {
    return this.tables.read((rows) => rows.all<StoredFile>('files', instance_id))
  }

  file(instance_id: string, name: string): Promise<StoredFile | undefined> {
    return this.tables.read((rows) => rows.get<StoredFile>('files', [instance_id, name]))
  }

  /// The draft becomes an entry of the outbox, once: its XML never changes again. False: another window was first.
  finish(entry: Entry, owner: string): Promise<boolean> {
    return this.tables.write(async (rows) => {
      const draft = await rows.get<Draft>('drafts', entry.instance_id)
      if (!draft || draft.owner !== owner || (await rows.get('outbox', entry.instance_id))) return false
      const named = new Set(entry.files.map((file) => file.name))
      for (const file of await rows.all<StoredFile>('files', entry.instance_id))
        if (!named.has(file.name)) await rows.remove('files', [entry.instance_id, file.name])
      await rows.put('outbox', entry.instance_id, entry)
      await rows.remove('drafts', entry.instance_id)
      return true
    })
  }

  /// Newest first.
  async entries(): Promise<Entry[]> {
    const all = await this.tables.read((rows) => rows.all<Entry>('outbox'))
    return all.sort((a, b) => b.finished_at - a.finished_at)
  }

  /// What `change` makes of the entry as it is at that moment; null when there is none (any more).
  update(instance_id: string, change: (entry: Entry) => Entry): Promise<Entry | null> {
    return this.tables.write(async (rows) => {
      const entry = await rows.get<Entry>('outbox', instance_id)
      if (!entry) return null
      const changed = change(entry)
      await rows.put('outbox', instance_id, changed)
      return changed
    })
  }

  /// The server has all of it: answers and photos leave the phone, the receipt stays.
  arrived(instance_id: string): Promise<void> {
    return this.tables.write(async (rows) => {
      const entry = await rows.get<Entry>('outbox', instance_id)
      if (!entry) return
      await rows.put('outbox', instance_id, { ...entry, state: 'done', xml: '', xml_sent: true, trouble: null, done_at: this.now(), files: entry.files.map((file) => ({ ...file, sent: true })) })
      await remove_files(rows, instance_id)
    })
  }

  forget(instance_id: string): Promise<void> {
    return this.tables.write(async (rows) => {
      await rows.remove('outbox', instance_id)
      await remove_files(rows, instance_id)
    })
  }

  /// Answers that the next form of this link starts with: code, perspective, walk.
  async remembered(link: string): Promise<Record<string, string>> {
    return (await this.tables.read((rows) => rows.get<Record<string, string>>('remembered', link))) ?? {}
  }

  remember(link: string, answers: Record<string, string>): Promise<void> {
    return this.tables.write((rows) => rows.put('remembered', link, answers))
  }

  /// Everything of these links leaves this phone, also what was not sent yet.
  forget_links(links: readonly string[]): Promise<void> {
    return this.tables.write(async (rows) => {
      const gone = [...(await rows.all<Draft>('drafts')), ...(await rows.all<Entry>('outbox'))].filter((one) => links.includes(one.link))
      for (const { instance_id } of gone) {
        await rows.remove('drafts', instance_id)
        await rows.remove('outbox', instance_id)
        await remove_files(rows, instance_id)
      }
      const tokens = links.map((link) => link.split('/').pop()!)
      for (const url of await rows.keys('cached')) if (tokens.some((token) => url.includes(`/${token}/`))) await rows.remove('cached', url)
      for (const link of links) for (const what of ['', 'joined ', 'joining ', 'from ']) await rows.remove('remembered', what + link)
    })
  }

  /// Texts of the server as last seen: forms and lists, for a network that comes and goes.
  cached(url: string): Promise<string | undefined> {
    return this.tables.read((rows) => rows.get<string>('cached', url))
  }

  cache(url: string, text: string): Promise<void> {
    return this.tables.write((rows) => rows.put('cached', url, text))
  }

  /// Whether `owner` holds `name` for the next `millis`; asked again by the holder it is prolonged.
  lease(name: string, owner: string, millis: number): Promise<boolean> {
    return this.tables.write(async (rows) => {
      const held = await rows.get<Lease>('leases', name)
      if (held && held.owner !== owner && held.until > this.now()) return false
      await rows.put('leases', name, { owner, until: this.now() + millis })
      return true
    })
  }

  release(name: string, owner: string): Promise<void> {
    return this.tables.write(async (rows) => {
      if ((await rows.get<Lease>('leases', name))?.owner === owner) await rows.remove('leases', name)
    })
  }
}

async function remove_files(rows: Rows, instance_id: string): Promise<void> {
  for (const file of await rows.all<StoredFile>('files', instance_id)) await rows.remove('files', [instance_id, file.name])
}
