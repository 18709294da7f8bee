// The rows of the inbox: what the filter finds, loaded as far as somebody has scrolled. Rows that are being read stay where they are:
// what arrives is announced and shown when it is asked for, and what changes is replaced in its place, though it may have left the filter.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { list_submissions, submissions_again, type Filter, type ListedSubmission, type SubmissionCounts } from '../api/lists'
import type { LiveEvent } from '../api/contract'
import { calm } from '../live/calm'
import { row_of_subject } from '../live/merge'

const page_first = 50
const page_next = 200
const again_most = 100

export const use_listing = defineStore('listing', () => {
  const rows = shallowRef<ListedSubmission[]>([])
  const counts = shallowRef<SubmissionCounts | null>(null)
  const ready = ref(false)
  const loading = ref(false)
  const problem = shallowRef<unknown>(null)
  /// Arrived since, and not shown yet.
  const waiting = shallowRef<ListedSubmission[]>([])
  /// Ids of rows that nobody may see any more.
  const gone = shallowRef<ReadonlySet<string>>(new Set())
  const next_cursor = ref<string | null>(null)
  let slug = ''
  let filter: Filter | null = null
  let photos = false
  let turn = 0  // an answer to an older question is dropped
  const touched = new Set<string>()

  const total = computed(() => Math.max(rows.value.length, filter && !photos ? (counts.value?.[filter.state] ?? 0) - waiting.value.length : rows.value.length))

  async function open(next_slug: string, next: Filter, with_photos: boolean): Promise<void> {
    const same = slug === next_slug && photos === with_photos && JSON.stringify(filter) === JSON.stringify(next)
    slug = next_slug
    filter = next
    photos = with_photos
    if (same && ready.value) return reading.ask()
    await reload()
  }

  async function reload(): Promise<void> {
    if (!filter) return
    const mine = ++turn
    ready.value = false
    loading.value = true
    problem.value = null
    waiting.value = []
    gone.value = new Set()
    touched.clear()
    try {
      const page = await list_submissions(slug, filter, { limit: page_first, counts: true, photos })
      if (mine !== turn) return
      rows.value = page.items
      counts.value = page.counts ?? null
      next_cursor.value = page.next_cursor
      ready.value = true
    } catch (refusal) {
      if (mine === turn) problem.value = refusal
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  async function load_more(): Promise<void> {
    if (!filter || !next_cursor.value || loading.value) return
    const mine = turn
    loading.value = true
    try {
      const page = await list_submissions(slug, filter, { cursor: next_cursor.value, limit: page_next, photos })
      if (mine !== turn) return
      const known = new Set(rows.value.map((row) => row.id))
      rows.value = [...rows.value, ...page.items.filter((row) => !known.has(row.id))]
      next_cursor.value = page.next_cursor
    } catch (refusal) {
      if (mine === turn) problem.value = refusal
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  async function read(): Promise<void> {
    if (!filter || !ready.value) return
    const mine = turn
    const ids = [...new Set([...touched].map((subject) => row_of_subject(rows.value, subject)?.id).filter((id): id is string => !!id))].slice(0, again_most)
    touched.clear()
    const page = await list_submissions(slug, filter, { limit: page_first, counts: true, photos })
    if (mine !== turn) return
    counts.value = page.counts ?? null
    take_newest(page.items)
    if (!ids.length) return
    const again = new Map((await submissions_again(slug, ids)).items.map((row) => [row.id, row]))
    if (mine !== turn) return
    rows.value = rows.value.map((row) => again.get(row.id) ?? row)
    const lost = ids.filter((id) => !again.has(id))
    if (lost.length) gone.value = new Set([...gone.value, ...lost])
  }
  const reading = calm(read, 1_200)

  function take_newest(items: ListedSubmission[]): void {
    const fresh = new Map(items.map((row) => [row.id, row]))
    if (rows.value.some((row) => fresh.has(row.id))) rows.value = rows.value.map((row) => fresh.get(row.id) ?? row)
    if (filter?.order === 'oldest') return
    const known = new Set(rows.value.map((row) => row.id))
    const newest = rows.value[0]?.received_at ?? ''
    waiting.value = items.filter((row) => !known.has(row.id) && row.received_at >= newest)
    if (!rows.value.length) show_waiting()
  }

  /// What has arrived goes on top. A whole page of it may be the tip of more.
  function show_waiting(): void {
    if (waiting.value.length >= page_first) return void reload()
    rows.value = [...waiting.value, ...rows.value]
    waiting.value = []
  }

  /// Read again, as they are now.
  function again(ids: readonly string[]): void {
    for (const id of ids) touched.add(id)
    reading.ask()
  }

  /// What somebody has just decided here is shown before the server is asked again.
  function replace(id: string, change: Partial<ListedSubmission>): void {
    rows.value = rows.value.map((row) => (row.id === id ? { ...row, ...change } : row))
  }

  function notice(event: LiveEvent): void {
    const concerns = event.type.startsWith('submission.') || event.type.startsWith('photo.') || event.type === 'aggregates.updated'
    if (!filter || !concerns) return
    if (event.subject) touched.add(event.subject)
    reading.ask()
  }

  return { rows, counts, total, ready, loading, problem, waiting, gone, next_cursor, open, reload, load_more, show_waiting, again, replace, notice, reread: reading.ask }
})
