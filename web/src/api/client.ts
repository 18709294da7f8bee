// Talks to /api: JSON in and out, the reader's language, the session's CSRF value, refusals as `Problem`.
import type { FormFault, ProblemDocument } from './contract'

/// A refusal the server explained, or one we explain for it: status 0 means that the server was not reached.
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly fields: NonNullable<ProblemDocument['fields']>
  readonly request_id: string
  /// Of a form that was refused: every fault with its place.
  readonly faults: FormFault[]
  readonly warnings: FormFault[]

  constructor(document: ProblemDocument) {
    super(document.detail ?? document.title ?? '')
    this.status = document.status
    this.code = document.code ?? ''
    this.fields = document.fields ?? []
    this.request_id = document.request_id ?? ''
    this.faults = document.faults ?? []
    this.warnings = document.warnings ?? []
  }
}

interface Context {
  language: () => string
  csrf: () => string
  signed_out: () => void
}

const deadline_ms = 30_000
let context: Context = { language: () => 'en', csrf: () => '', signed_out: () => {} }

export function configure(next: Context): void {
  context = next
}

async function refusal(response: Response): Promise<Problem> {
  try {
    return new Problem({ ...((await response.json()) as ProblemDocument), status: response.status })
  } catch {
    return new Problem({ status: response.status })
  }
}

export async function request<T>(method: string, path: string, body?: unknown, answer: 'json' | 'blob' = 'json'): Promise<T> {
  const headers: Record<string, string> = { Accept: answer === 'json' ? 'application/json' : '*/*', 'Accept-Language': context.language() }
  const bytes = body instanceof Blob
  if (body !== undefined) headers['Content-Type'] = bytes ? body.type || 'application/octet-stream' : 'application/json'
  if (method !== 'GET' && context.csrf()) headers['X-CSRF-Token'] = context.csrf()

  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : bytes ? body : JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(deadline_ms),
    })
  } catch {
    throw new Problem({ status: 0 })
  }
  if (!response.ok) {
    const problem = await refusal(response)
    if (response.status === 401 && !path.startsWith('/api/session')) context.signed_out()
    throw problem
  }
  if (response.status === 204) return undefined as T
  return (await (answer === 'json' ? response.json() : response.blob())) as T
}

export const get = <T>(path: string): Promise<T> => request<T>('GET', path)
