// The submissions on the page, newest first.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { get } from '../api/client'
import type { LiveEvent, Submission, SubmissionDetail, SubmissionPage } from '../api/contract'
import { calm } from '../live/calm'
import { append_older, merge_newest, row_of_subject, rows_most } from '../live/merge'

const page_rows = 50
const single_reads_most = 10

export const use_inbox = defineStore('inbox', () => {
  const rows = shallowRef<Submission[]>([])
  const next_cursor = ref<string | null>(null)
  const ready = ref(false)
  const loading_older = ref(false)
  const problem = shallowRef<unknown>(null)
  const arrived = shallowRef<Submission[]>([])  // the latest arrivals, for the announcement
  let slug = ''
  const touched = new Set<string>()

  const page_path = (limit: number, cursor: string | null): string =>
    `/api/audits/${encodeURIComponent(slug)}/submissions?limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`

  async function read(): Promise<void> {
    const wanted = slug
    const subjects = [...touched]
    touched.clear()
    try {
      const page = await get<SubmissionPage>(page_path(page_rows, null))
      if (wanted !== slug) return
      const first = !ready.value
      const merged = merge_newest(rows.value, page.items)
      rows.value = merged.rows
      if (first || merged.cut) next_cursor.value = merged.cut ? null : page.next_cursor
      ready.value = true
      problem.value = null
      if (!first && merged.arrived.length) arrived.value = page.items.filter((row) => merged.arrived.includes(row.id))
      await read_touched(subjects, new Set(page.items.map((row) => row.id)))
    } catch (refusal) {
      if (!ready.value) problem.value = refusal
      throw refusal
    }
  }

  /// Rows below the newest page that an event spoke of.
  async function read_touched(subjects: readonly string[], on_page: ReadonlySet<string>): Promise<void> {
    const ids = new Set(subjects.map((subject) => row_of_subject(rows.value, subject)?.id).filter((id) => id && !on_page.has(id)) as string[])
    for (const id of [...ids].slice(0, single_reads_most)) {
      const row = await get<SubmissionDetail>(`/api/submissions/${id}`)
      rows.value = rows.value.map((known) => (known.id === id ? row : known))
    }
  }
  const reading = calm(read, 1_200)

  function open(next: string): void {
    slug = next
    rows.value = []
    next_cursor.value = null
    ready.value = false
    problem.value = null
    touched.clear()
    reading.ask()
  }

  function notice(event: LiveEvent): void {
    if (!event.type.startsWith('submission.') && !event.type.startsWith('photo.')) return
    if (event.subject && touched.size < rows_most) touched.add(event.subject)
    reading.ask()
  }

  async function load_older(): Promise<void> {
    if (!next_cursor.value || loading_older.value) return
    loading_older.value = true
    try {
      const page = await get<SubmissionPage>(page_path(page_rows, next_cursor.value))
      rows.value = append_older(rows.value, page.items)
      next_cursor.value = rows.value.length >= rows_most ? null : page.next_cursor
    } catch (refusal) {
      problem.value = refusal
    } finally {
      loading_older.value = false
    }
  }

  return { rows, next_cursor, ready, loading_older, problem, arrived, open, notice, load_older, reread: reading.ask }
})
