// One filling from its start, or from where it was left, to the outbox.
import './player.css'
import type { Participation } from '../../api/participation'
import { endonyms, participant_languages } from '../../text/choose'
import type { Draft, Entry, FormRef, Keep, StoredFile } from '../keep/keep'
import { page_language } from '../texts'
import { questions_of, type FilledFile, type Filling, type LoadedForm } from './form'
import { load_form, media_folder } from './loading'
import { meta_text, with_deprecated_id, with_filled_by } from './meta'
import { Player } from './player'
import { Saver } from './saver'

interface SessionSettings {
  keep: Keep
  activity: Participation
  link: string
  owner: string
  on_language(code: string): void
  on_page(key: string): void
  on_leave(): void
  on_finished(): void
  on_unsaved(entry: Entry, files: readonly StoredFile[]): void
  /// The form has to be opened again: after undoing, or after another window had it.
  on_reopen(): void
}

const loaded = new Map<string, Promise<LoadedForm>>()

/// Started while people read the introduction; asked again after a failure it tries anew.
export function preload(keep: Keep, form_url: string): Promise<LoadedForm> {
  let form = loaded.get(form_url)
  if (!form) {
    form = load_form(keep, form_url)
    loaded.set(form_url, form)
    form.catch(() => loaded.delete(form_url))
  }
  return form
}

export class Session {
  readonly player: Player
  private readonly saver: Saver
  private finishing = false

  private constructor(private readonly with_: SessionSettings, private readonly filling: Filling, draft: Draft, is_new: boolean, kept_files: readonly string[]) {
    const { keep, activity } = with_
    this.saver = new Saver(keep, filling, draft, kept_files, is_new, (state) => this.player.saved_state(state))
    const folder = media_folder(draft.form.url)
    const is_current = draft.form.url === activity.form.url
    this.player = new Player(filling, this.saver, {
      title: activity.activity.title,
      form_language_missing: () => filling.languages.length > 0 && !filling.languages.includes(page_language()),
      media_url: (name) => (!is_current || activity.form.files.some((file) => file.name === name) ? folder + encodeURIComponent(name) : null),
      file_bytes_max: activity.limits.file_bytes,
      kept_of: (question) => activity.form.keeps[question.item] ?? [],
      first_page: draft.page,
      offers_filled_by: true,
      lasting: keep.lasting,
      personal_code: personal_code(activity),
      languages: participant_languages.map((code) => ({ code, name: endonyms[code] })),
      language: page_language,
      on_language: with_.on_language,
      on_page: with_.on_page,
      on_leave: () => void this.flush().then(with_.on_leave),
      on_finish: () => void this.finish(),
      on_undo: (xml, page) => void this.undo(xml, page),
      on_take_back: with_.on_reopen,
    })
    this.saver.changed()
  }

  static async open(settings: SessionSettings): Promise<Session> {
    const { keep, activity, link, owner } = settings
    const found = await keep.draft_of(link)
    const draft = found && (await keep.claim(found.instance_id, owner))
    if (draft) {
      const form = await preload(keep, draft.form.url)
      const kept = await keep.files(draft.instance_id)
      const filling = await form.resume(draft.xml, kept.map(({ name, type, bytes }) => ({ name, file: new File([bytes], name, { type }) })))
      speak(filling)
      return new Session(settings, filling, draft, false, kept.map((file) => file.name))
    }
    const form = await preload(keep, activity.form.url)
    const filling = form.begin()
    speak(filling)
    fill_in_known(filling, activity, await keep.remembered(link))
    const { id, version, title, url, md5 } = activity.form
    const ref: FormRef = { id, version, title, url, md5 }
    const fresh: Draft = { instance_id: filling.instance_id, link, form: ref, xml: '', page: '', language: page_language(), filled_by: '', started_at: Date.now(), saved_at: Date.now(), owner }
    return new Session(settings, filling, fresh, true, [])
  }

  use_language(): void {
    speak(this.filling)
    this.player.redraw()
  }

  flush = (): Promise<void> => this.saver.flush()

  close(): void {
    this.saver.stop()
    this.filling.stop()
  }

  private async undo(xml: string, page: string): Promise<void> {
    const { keep, owner } = this.with_
    await this.flush()
    const draft = await keep.claim(this.filling.instance_id, owner)
    this.close()
    if (draft) await keep.save({ ...draft, xml, page }, [], false)
    this.with_.on_reopen()
  }

  private async finish(): Promise<void> {
    // A second tap on the button finds the first at work.
    if (this.finishing) return
    this.finishing = true
    try {
      if (await this.player.try_to_finish()) await this.hand_over()
    } finally {
      this.finishing = false
    }
  }

  private async hand_over(): Promise<void> {
    const { keep, activity, link, owner } = this.with_
    await this.flush()
    if (this.saver.state === 'saving') await this.flush()
    const xml = with_deprecated_id(with_filled_by(this.filling.xml(), this.saver.filled_by), this.saver.replaces)
    const files = this.filling.files()
    const entry: Entry = {
      instance_id: this.filling.instance_id,
      link,
      submission_url: activity.submission_url,
      title: activity.activity.title,
      what: meta_text(xml, 'instanceName'),
      xml,
      xml_sent: false,
      files: files.map(({ name, file }) => ({ name, type: file.type, bytes: file.size, sent: this.saver.is_on_server(name) })),
      state: 'waiting',
      attempts: 0,
      next_attempt_at: 0,
      trouble: null,
      finished_at: Date.now(),
      done_at: null,
    }
    if (this.saver.state === 'full' || this.saver.state === 'failed') return this.send_unsaved(entry, files)
    if (this.saver.state === 'lost' || !(await keep.finish(entry, owner))) return this.player.saved_state('lost')
    await keep.remember(link, worth_remembering(this.filling, activity))
    this.close()
    this.with_.on_finished()
  }

  /// The phone has no room: the page itself holds the form until the server has it. The draft stays, as far as it was kept.
  private async send_unsaved(entry: Entry, files: readonly FilledFile[]): Promise<void> {
    const held = await Promise.all(files.map(async ({ name, file }) => ({ instance_id: entry.instance_id, name, type: file.type, bytes: await file.arrayBuffer() })))
    this.close()
    this.with_.on_unsaved(entry, held)
  }
}

function speak(filling: Filling): void {
  const wished = [page_language(), 'en', filling.languages[0] ?? '']
  filling.use_language(wished.find((code) => filling.languages.includes(code)) ?? '')
}

function personal_code(activity: Participation): { item: string; code: string } | null {
  const item = Object.entries(activity.form.roles).find(([, role]) => role === 'code')?.[0]
  return item && activity.personal_code ? { item, code: activity.personal_code } : null
}

const remembered_roles = new Set(['code', 'perspective', 'walk'])

function worth_remembering(filling: Filling, activity: Participation): Record<string, string> {
  const out: Record<string, string> = {}
  for (const question of questions_of(filling.root)) if (remembered_roles.has(activity.form.roles[question.item] ?? '') && question.value() !== '') out[question.item] = question.value()
  return out
}

/// What needs no asking: the code of a personal link, what was answered last time, a list of a single walk.
function fill_in_known(filling: Filling, activity: Participation, remembered: Record<string, string>): void {
  for (const question of questions_of(filling.root)) {
    if (question.readonly() || question.value() !== '') continue
    const known = activity.form.roles[question.item] === 'code' && activity.personal_code ? activity.personal_code : remembered[question.item]
    if (question.kind === 'select_one') {
      const choices = question.choices()
      if (known && choices.some((one) => one.value === known)) question.choose([known])
      else if (question.choice_file && question.required() && choices.length === 1) question.choose([choices[0]!.value])
    } else if (known && question.kind === 'text') question.set(known)
  }
}

