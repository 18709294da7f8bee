// The audit that is open, and its live connection: every event of the server passes here and asks the parts of the
// page that it concerns to read again, calmly (live/calm.ts).
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { get } from '../api/client'
import type { Audit, LiveEvent } from '../api/contract'
import { calm } from '../live/calm'
import { open_feed, type Feed, type FeedState } from '../live/feed'
import { use_findings } from './findings'
import { use_inbox } from './inbox'
import { use_listing } from './listing'
import { use_matrix } from './matrix'

export const use_audit = defineStore('audit', () => {
  const audit = shallowRef<Audit | null>(null)
  const problem = shallowRef<unknown>(null)
  /// Rises when a form of this audit, or which of them an activity offers, has changed.
  const forms_seen = ref(0)
  /// Rises when a theme of this audit has changed.
  const themes_seen = ref(0)
  /// Rises when somebody joined, or what is known of a participant has changed.
  const people_seen = ref(0)
  /// The photo that an event spoke of last.
  const photo_seen = shallowRef<{ id: string } | null>(null)
  /// The submission that an event spoke of last.
  const submission_seen = shallowRef<{ id: string } | null>(null)
  /// Rises when something urgent was raised or settled.
  const urgent_seen = ref(0)
  const feed_state = ref<FeedState>('connecting')
  let slug = ''
  let feed: Feed | undefined

  async function read(): Promise<void> {
    const wanted = slug
    const answer = await get<Audit>(`/api/audits/${encodeURIComponent(wanted)}`)
    if (wanted === slug) audit.value = answer
  }
  const reading = calm(read, 2_000)

  function receive(event: LiveEvent): void {
    if (event.audit && event.audit !== slug) return
    if (event.type === 'sample.progress') {
      const { loaded = 0, total = 0 } = event
      if (audit.value) audit.value = { ...audit.value, sample: { state: loaded < total ? 'loading' : 'done', loaded, total } }
    }
    if (event.type.startsWith('form.') || event.type.startsWith('wave.') || event.type === 'activity.form_changed') forms_seen.value++
    if (event.type === 'audit.theme_changed') themes_seen.value++
    if (/^(participation|identity|submission|activity)\./.test(event.type)) people_seen.value++
    if (event.type.startsWith('photo.') && event.subject) photo_seen.value = { id: event.subject }
    if (event.type.startsWith('submission.urgent_')) urgent_seen.value++
    if (event.type.startsWith('submission.') && event.subject) submission_seen.value = { id: event.subject }
    reading.ask()
    use_inbox().notice(event)
    use_listing().notice(event)
    use_matrix().notice(event)
    use_findings().notice(event)
  }

  async function open(next: string): Promise<void> {
    if (slug === next && audit.value) return
    close()
    slug = next
    try {
      await read()
    } catch (refusal) {
      problem.value = refusal
      return
    }
    if (slug !== next || !audit.value) return
    use_inbox().open(next)
    use_matrix().open(next)
    use_findings().open(next)
    feed = open_feed(audit.value.event_seq, receive, (state) => {
      // The log is resumed where it broke off; what was told in passing meanwhile was missed, so its subject is read again.
      if (state === 'live') use_matrix().reread()
      if (state === 'live' && feed_state.value === 'waiting') reread()
      feed_state.value = state
    })
  }

  function close(): void {
    feed?.close()
    feed = undefined
    slug = ''
    audit.value = null
    problem.value = null
    feed_state.value = 'connecting'
  }

  /// Texts of the server come in the reader's language: a change of language reads them anew.
  function reread(): void {
    reading.ask()
    use_inbox().reread()
    use_listing().reread()
    use_matrix().reread()
    use_findings().reread()
  }

  return { audit, problem, forms_seen, themes_seen, people_seen, photo_seen, submission_seen, urgent_seen, feed_state, open, close, reread }
})
