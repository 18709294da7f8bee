// Photos, sounds, films, files: taken with the phone or chosen, shown, replaced, removed.
import { element, show_text } from '../element'
import { random_uuid } from '../random_uuid'
import { t } from '../texts'
import type { Control, MakeControl, Surroundings } from './control'
import type { Question, Upload } from './form'
import { fit, TooLarge } from './photo'

type Family = 'image' | 'audio' | 'video' | 'file'

const endings: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/heic': 'heic', 'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'audio/webm': 'webm', 'video/mp4': 'mp4', 'video/webm': 'webm', 'application/pdf': 'pdf' }

const family_of = (accept: string): Family => (['image', 'audio', 'video'] as const).find((one) => accept.startsWith(`${one}/`)) ?? 'file'

/// Plain letters, and never the same name twice in one submission: phones call every picture "image.jpg".
export function file_name(item: string, file: { name: string; type: string }): string {
  const stem = (item.split('/').pop() ?? 'file').replace(/[^\w-]/g, '') || 'file'
  const ending = endings[file.type] ?? (/\.([a-z0-9]{1,8})$/i.exec(file.name)?.[1]?.toLowerCase() ?? 'bin')
  return `${stem}-${random_uuid().slice(0, 8)}.${ending}`
}

export const readable_size = (bytes: number): string => (bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`)

class Preview {
  readonly body = element('div', { class: 'preview' })
  private shown: File | null = null
  private url = ''

  constructor(private readonly family: Family) {}

  show(file: File | null, alt: string): void {
    if (file === this.shown || (file && this.shown && file.name === this.shown.name)) return
    this.shown = file
    if (this.url) URL.revokeObjectURL(this.url)
    this.url = file ? URL.createObjectURL(file) : ''
    this.body.hidden = !file
    this.body.replaceChildren(...(file ? [this.picture(file, alt), element('span', { class: 'file-size' }, readable_size(file.size))] : []))
  }

  private picture(file: File, alt: string): HTMLElement {
    if (this.family === 'audio') return element('audio', { controls: true, src: this.url, 'aria-label': alt })
    if (this.family === 'video') return element('video', { controls: true, src: this.url, 'aria-label': alt })
    if (this.family === 'file') return element('span', { class: 'file-name' }, file.name)
    const image = element('img', { src: this.url, alt })
    // A picture this browser cannot show is kept and sent all the same.
    image.addEventListener('error', () => image.replaceWith(element('span', { class: 'file-name' }, t('web.participant.picture_not_shown'))))
    return image
  }
}

function pickers(upload: Upload, family: Family, ids: { control: string; described_by: string }, label: string, take: (file: File) => void): { inputs: HTMLInputElement[]; buttons: HTMLLabelElement[]; words: () => void } {
  const input = (id: string, capture: boolean): HTMLInputElement => {
    const made = element('input', { type: 'file', id, accept: upload.accept, class: 'unseen-input', capture: capture ? (family === 'audio' ? 'user' : 'environment') : null, 'aria-describedby': ids.described_by })
    made.addEventListener('change', () => {
      const file = made.files?.[0]
      made.value = ''
      if (file) take(file)
    })
    return made
  }
  // On a desk there is no camera to point at the street.
  const with_camera = family !== 'file' && matchMedia('(pointer: coarse)').matches
  const keys = with_camera ? [`web.participant.take_${family}`, 'web.participant.choose_file'] : ['web.participant.choose_file']
  const inputs = keys.map((_, index) => input(index === 0 ? ids.control : `${ids.control}-chosen`, with_camera && index === 0))
  const words = inputs.map(() => element('span', {}))
  const buttons = inputs.map((one, index) => element('label', { class: 'wide as-button', for: one.id }, words[index]))
  return {
    inputs,
    buttons,
    words: () => {
      keys.forEach((key, index) => {
        show_text(words[index]!, t(index === 0 && !with_camera && family === 'image' ? 'web.participant.choose_image' : key))
        inputs[index]!.setAttribute('aria-label', `${label}: ${words[index]!.textContent}`)
      })
    },
  }
}

export const upload_control: MakeControl = (question: Question, ids, around: Surroundings): Control => {
  const upload = question.upload!
  const family = family_of(upload.accept)
  const preview = new Preview(family)
  const remove = element('button', { type: 'button', class: 'quiet' })
  let complaint = ''
  let busy = false

  const take = async (picked: File): Promise<void> => {
    busy = true
    complaint = ''
    refresh()
    try {
      const ready = await fit(picked, upload.pixels_max, around.file_bytes_max)
      upload.set(new File([ready], file_name(question.item, ready), { type: ready.type }))
    } catch (error) {
      complaint = error instanceof TooLarge ? t('web.participant.file_too_large', { limit: readable_size(around.file_bytes_max) }) : t('web.participant.file_unreadable')
    }
    busy = false
    around.redraw()
  }
  const picker = pickers(upload, family, ids, question.label()?.plain ?? '', (file) => void take(file))
  remove.addEventListener('click', () => {
    upload.set(null)
    picker.inputs[0]?.focus()
  })
  const kept = around.kept_of(question).join('_')
  const announced = element('p', { class: 'place-note keeps' })
  announced.hidden = kept === ''
  const working = element('p', { class: 'place-note', role: 'status' })
  const choose = element('div', { class: 'pickers' }, ...picker.inputs.flatMap((input, index) => [input, picker.buttons[index]!]))
  const body = element('div', { class: 'upload' }, announced, preview.body, working, choose, remove)

  function refresh(): void {
    const file = upload.file()
    preview.show(file, question.label()?.plain ?? '')
    picker.words()
    if (kept) show_text(announced, t(`web.participant.keeps_${kept}`))
    show_text(working, busy ? t('web.participant.photo_working') : '')
    working.hidden = !busy
    show_text(remove, t('web.participant.remove'))
    remove.hidden = !file
    choose.classList.toggle('has-file', !!file)
  }
  refresh()
  return { body, naming: 'legend', refresh, focus: () => picker.inputs[0]?.focus(), complaint: () => complaint }
}
