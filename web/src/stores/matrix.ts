// The matrix theme x area in the review class the reader chose.
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import { get } from '../api/client'
import type { LiveEvent, Matrix, ReviewClass } from '../api/contract'
import { calm } from '../live/calm'

export const use_matrix = defineStore('matrix', () => {
  const matrix = shallowRef<Matrix | null>(null)
  const review_class = ref<ReviewClass>('approved')
  const problem = shallowRef<unknown>(null)
  let slug = ''

  async function read(): Promise<void> {
    const wanted = `${slug} ${review_class.value}`
    try {
      const answer = await get<Matrix>(`/api/audits/${encodeURIComponent(slug)}/matrix?class=${review_class.value}`)
      if (wanted !== `${slug} ${review_class.value}`) return
      matrix.value = answer
      problem.value = null
    } catch (refusal) {
      if (!matrix.value) problem.value = refusal
      throw refusal
    }
  }
  const reading = calm(read, 2_500, 60)

  function open(next: string): void {
    slug = next
    matrix.value = null
    problem.value = null
    reading.ask()
  }

  function notice(event: LiveEvent): void {
    if (event.type === 'aggregates.updated' || event.type === 'submission.withdrawn' || event.type === 'audit.theme_changed') reading.ask()
  }

  watch(review_class, () => void read().catch(() => {}))

  return { matrix, review_class, problem, open, notice, reread: reading.ask }
})
