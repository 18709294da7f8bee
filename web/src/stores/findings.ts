// Strengths and weaknesses as the evidence suggests them. Read when a page asks, and again when the numbers move.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { get } from '../api/client'
import type { Findings, LiveEvent } from '../api/contract'
import { calm } from '../live/calm'

export const use_findings = defineStore('findings', () => {
  const findings = shallowRef<Findings | null>(null)
  const problem = shallowRef<unknown>(null)
  const wanted = ref(false)
  let slug = ''

  async function read(): Promise<void> {
    const reading_slug = slug
    try {
      const answer = await get<Findings>(`/api/audits/${encodeURIComponent(slug)}/findings?class=approved`)
      if (reading_slug !== slug) return
      findings.value = answer
      problem.value = null
    } catch (refusal) {
      if (!findings.value) problem.value = refusal
      throw refusal
    }
  }
  const reading = calm(read, 4_000, 60)

  function open(next: string): void {
    slug = next
    findings.value = null
    problem.value = null
    if (wanted.value) reading.ask()
  }

  function show(): void {
    wanted.value = true
    if (slug) reading.ask()
  }

  function reread(): void {
    if (wanted.value) reading.ask()
  }

  function notice(event: LiveEvent): void {
    if (wanted.value && (event.type === 'aggregates.updated' || event.type === 'audit.theme_changed')) reading.ask()
  }

  return { findings, problem, open, show, notice, reread }
})
