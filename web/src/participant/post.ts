// One OpenRosa post. XMLHttpRequest, because fetch does not tell how much of a photo has left the phone.

export interface Answer {
  status: number // 0: no answer came
  text: string // the server's words to the person; may be empty
  retry_after_millis: number | null
}

export interface Sending {
  url: string
  xml: string
  files: readonly { name: string; type: string; bytes: ArrayBuffer }[]
  more_to_come: boolean
  language: string
}

export type Post = (sending: Sending, on_progress: (share: number) => void) => Promise<Answer>

/// A line that carries nothing for this long is dead, however long the whole may take.
const silence_millis_max = 60_000

export function message_of(xml: string): string {
  const message = new DOMParser().parseFromString(xml, 'text/xml').getElementsByTagNameNS('http://openrosa.org/http/response', 'message')[0]
  return message?.textContent?.trim() ?? ''
}

function retry_after(header: string | null): number | null {
  const seconds = Number(header)
  return header && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}

export const post: Post = (sending, on_progress) =>
  new Promise((resolve) => {
    const body = new FormData()
    body.append('xml_submission_file', new Blob([sending.xml], { type: 'text/xml' }), 'submission.xml')
    for (const file of sending.files) body.append(file.name, new Blob([file.bytes], { type: file.type || 'application/octet-stream' }), file.name)
    if (sending.more_to_come) body.append('*isIncomplete*', 'yes')

    const request = new XMLHttpRequest()
    let silence: ReturnType<typeof setTimeout> | undefined
    const alive = (): void => {
      clearTimeout(silence)
      silence = setTimeout(() => request.abort(), silence_millis_max)
    }
    const done = (status: number): void => {
      clearTimeout(silence)
      const is_openrosa = status > 0 && request.getResponseHeader('X-OpenRosa-Version') !== null
      // A hotel's or a train's log-in page answers in place of the server.
      if (status > 0 && !is_openrosa && status < 400) return resolve({ status: 0, text: '', retry_after_millis: null })
      resolve({ status, text: status > 0 ? message_of(request.responseText) : '', retry_after_millis: status > 0 ? retry_after(request.getResponseHeader('Retry-After')) : null })
    }
    request.open('POST', sending.url)
    request.setRequestHeader('X-OpenRosa-Version', '1.0')
    request.setRequestHeader('Accept-Language', sending.language)
    request.upload.onprogress = (event) => {
      alive()
      if (event.lengthComputable) on_progress(event.loaded / event.total)
    }
    request.onload = () => done(request.status)
    request.onerror = request.onabort = () => done(0)
    alive()
    request.send(body)
  })
