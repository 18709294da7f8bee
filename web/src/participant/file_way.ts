// How the files of a submission travel: small ones beside the answers, in one round trip where tus takes two or more; large
// ones by tus; and by post where tus is not to be had.
import type { Entry, EntryFile } from './keep/keep'
import { passes_by_itself } from './pause'

/// Two seconds at 400 kbit/s: what a round trip or two are worth there.
const along_bytes_max = 100_000
/// A line that broke so often carries small loads better.
const along_attempts_max = 2

/// Those that travel together in the next post: small ones, in their order, as long as they stay small together.
export function along(entry: Entry): EntryFile[] {
  if (entry.attempts >= along_attempts_max) return []
  let bytes = 0
  return entry.files.filter((file) => !file.sent && !file.upload_url && (bytes + file.bytes > along_bytes_max ? false : ((bytes += file.bytes), true)))
}

export type Verdict =
  | 'arrived'
  | 'again' // the server has more, or less, than we thought: ask how far it is
  | 'anew' // what was begun is gone: begin another
  | 'by_post' // tus is not to be had here
  | 'wait'
  | 'refused'

/// What the answer of an upload means; `begun`: it had an address already.
export function verdict(status: number, begun: boolean): Verdict {
  if (status >= 200 && status < 300) return 'arrived'
  if (status === 413) return 'refused'
  if (status === 460) return 'anew' // the bytes did not survive the way
  if (begun && (status === 404 || status === 410)) return 'anew' // expired
  if (begun && status === 409) return 'again'
  if (status === 501) return 'by_post'
  return passes_by_itself(status) ? 'wait' : 'by_post'
}
