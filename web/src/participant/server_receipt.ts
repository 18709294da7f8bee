// What the server says it has of a submission: GET /p/TOKEN/receipts/INSTANCE, names and times, never the files.
import type { ServerReceipt } from './keep/keep'

const deadline_millis = 20_000

interface Told {
  expected: number
  present: number
  last_received_at: string | null
}

/// Null when it cannot be asked, or knows nothing of it (a draft's test, a submission that was withdrawn).
export async function ask_server(link: string, instance_id: string, language: string): Promise<ServerReceipt | null> {
  try {
    const response = await fetch(`${link}/receipts/${encodeURIComponent(instance_id)}`, {
      headers: { Accept: 'application/json', 'Accept-Language': language },
      signal: AbortSignal.timeout(deadline_millis),
    })
    if (!response.ok) return null
    const { expected, present, last_received_at } = (await response.json()) as Told
    return { expected, present, last_at: last_received_at === null ? null : Date.parse(last_received_at) }
  } catch {
    return null
  }
}
