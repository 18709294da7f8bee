// What the server refuses leaves the phone by another way: as files that can be handed to the organisers.
import type { Entry, Keep } from './keep/keep'

function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

export async function save_copy(keep: Keep, entry: Entry): Promise<void> {
  const stem = entry.instance_id.replace(/^uuid:/, '').replace(/[^\w-]/g, '')
  download(`${stem}.xml`, new Blob([entry.xml], { type: 'text/xml' }))
  for (const file of await keep.files(entry.instance_id)) {
    // Several at once: browsers want a breath between two downloads.
    await new Promise((resolve) => setTimeout(resolve, 400))
    download(`${stem}-${file.name}`, new Blob([file.bytes], { type: file.type }))
  }
}
