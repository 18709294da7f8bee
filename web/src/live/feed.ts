// The live connection: server-sent events from /api/events, resumed where they broke off. The browser's own
// reconnecting gives up when the server answers with an error (a restart behind a proxy does), so we reopen
// ourselves, after a growing pause, from the last number seen.
import type { LiveEvent } from '../api/contract'

export type FeedState = 'connecting' | 'live' | 'waiting'

export const event_types = [
  'submission.received',
  'submission.attachments_received',
  'submission.approved',
  'submission.returned',
  'submission.rejected',
  'submission.withdrawn',
  'submission.replaced',
  'submission.assigned',
  'submission.released',
  'submission.reopened',
  'submission.appealed',
  'submission.commented',
  'submission.comment_erased',
  'submission.corrected',
  'submission.correction_undone',
  'submission.duplicate_marked',
  'submission.redacted',
  'submission.redaction_undone',
  'submission.urgent_raised',
  'submission.urgent_settled',
  'photo.derived',
  'photo.refused',
  'photo.suggested',
  'photo.covered',
  'photo.cleared',
  'photo.veiled',
  'photo.erased',
  'activity.opened',
  'form.published',
  'audit.created',
  'audit.theme_changed',
  'sample.progress',
  'aggregates.updated',
] as const

export interface Feed {
  close: () => void
}

type Source = Pick<EventSource, 'addEventListener' | 'close' | 'readyState'>

const pause_ms_first = 1_000
const pause_ms_most = 30_000
const closed = 2  // EventSource.CLOSED

export function open_feed(
  after: number,
  on_event: (event: LiveEvent) => void,
  on_state: (state: FeedState) => void,
  make_source: (url: string) => Source = (url) => new EventSource(url),
): Feed {
  let last = after
  let pause_ms = pause_ms_first
  let source: Source | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  const receive = (message: MessageEvent<string>): void => {
    let event: LiveEvent
    try {
      event = JSON.parse(message.data) as LiveEvent
    } catch {
      return
    }
    // What has a number comes once; what is told in passing has none.
    if (event.seq !== undefined) {
      if (event.seq <= last) return
      last = event.seq
    }
    on_event(event)
  }

  const open = (): void => {
    timer = undefined
    on_state('connecting')
    source = make_source(`/api/events?after=${last}`)
    source.addEventListener('open', () => {
      pause_ms = pause_ms_first
      on_state('live')
    })
    source.addEventListener('error', () => {
      on_state('waiting')
      if (source?.readyState !== closed || stopped || timer !== undefined) return
      source.close()
      timer = setTimeout(open, pause_ms)
      pause_ms = Math.min(pause_ms * 2, pause_ms_most)
    })
    for (const type of event_types) source.addEventListener(type, receive as EventListener)
  }

  open()
  return {
    close: () => {
      stopped = true
      clearTimeout(timer)
      source?.close()
    },
  }
}
