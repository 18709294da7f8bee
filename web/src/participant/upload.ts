// One file by tus 1.0.0, in pieces: after a cut, a reload or a closed tab it goes on where the server has it. The library is
// loaded when the first file is sent; the page opens without it.
import type { StoredFile } from './keep/keep'
import type { Answer } from './post'

export interface FileSending {
  token: string
  file: StoredFile
  sha256: string
  upload_url: string | null // of an earlier attempt
  language: string
}

export interface UploadEvents {
  /// The file has an address on the server; no byte goes before this is kept.
  on_url(url: string): Promise<void>
  /// So many bytes are durable there.
  on_kept(bytes: number): Promise<void>
  on_progress(share: number): void
}

/// Status 200 or 204 when the server has all of it.
export type UploadFile = (sending: FileSending, events: UploadEvents) => Promise<Answer>

const endpoint = '/api/uploads'
/// Ten seconds at 400 kbit/s, where a request's round trip adds a twentieth; below the 1 MB that proxies let through unasked.
/// What arrived before a cut inside a piece is kept as well.
const piece_bytes = 512 * 1024
/// A line that carries nothing for this long is dead, however long the whole may take.
const silence_millis_max = 60_000

export const load_client = (): Promise<typeof import('tus-js-client')> => import('tus-js-client')

export const upload_file: UploadFile = async ({ token, file, sha256, upload_url, language }, events) => {
  const client = await load_client().catch(() => null)
  if (!client) return { status: 0, text: '', retry_after_millis: null }
  return new Promise((resolve) => {
    let silence: ReturnType<typeof setTimeout> | undefined
    const done = (answer: Answer): void => {
      clearTimeout(silence)
      resolve(answer)
    }
    const alive = (): void => {
      clearTimeout(silence)
      silence = setTimeout(() => {
        void upload.abort()
        done({ status: 0, text: '', retry_after_millis: null })
      }, silence_millis_max)
    }
    const upload = new client.Upload(new Blob([file.bytes], { type: file.type }), {
      // Never both: the library would begin anew at every error, and the server may only be busy.
      ...(upload_url ? { uploadUrl: upload_url } : { endpoint }),
      headers: { Authorization: `Bearer ${token}`, 'Accept-Language': language },
      metadata: { instanceID: file.instance_id, filename: file.name, filetype: file.type, sha256 },
      chunkSize: piece_bytes,
      retryDelays: [],
      // Its way of keeping addresses is awaited before bytes are sent.
      fingerprint: () => Promise.resolve(file.name),
      urlStorage: {
        findAllUploads: () => Promise.resolve([]),
        findUploadsByFingerprint: () => Promise.resolve([]),
        removeUpload: () => Promise.resolve(),
        async addUpload(_, { uploadUrl }) {
          if (uploadUrl && uploadUrl !== upload_url) await events.on_url(uploadUrl).catch(() => undefined)
          return file.name
        },
      },
      onBeforeRequest: alive, // also where nothing is sent: asking how far it is
      onProgress: (sent, total) => {
        alive()
        if (total) events.on_progress(sent / total)
      },
      onChunkComplete: (_, bytes) => void events.on_kept(bytes).catch(() => undefined),
      onSuccess: () => done({ status: 204, text: '', retry_after_millis: null }),
      onError: (error) => done(answer_of(error)),
    })
    alive()
    upload.start()
  })
}

interface FailedRequest {
  originalResponse?: { getStatus(): number; getHeader(name: string): string | undefined; getBody(): string } | null
}

function answer_of(error: Error & FailedRequest): Answer {
  const response = error.originalResponse
  const status = response?.getStatus() ?? 0
  // A hotel's or a train's log-in page answers in place of the server.
  if (!response || status < 400) return { status: 0, text: '', retry_after_millis: null }
  const seconds = Number(response.getHeader('Retry-After') ?? Number.NaN)
  return { status, text: detail_of(response.getBody()), retry_after_millis: seconds >= 0 ? seconds * 1000 : null }
}

function detail_of(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown }
    return typeof detail === 'string' ? detail : ''
  } catch {
    return ''
  }
}
