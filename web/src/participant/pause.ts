// When to try again, and when not to.
import type { Answer } from './post'

const pauses_millis = [2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000]
const retry_after_millis_max = 600_000

/// What passes by itself: no connection, a busy or full server. All else asks for a person.
export const passes_by_itself = (status: number): boolean => status === 0 || status === 408 || status === 423 || status === 425 || status === 429 || status >= 500

export function pause_millis(attempts: number, answer: Answer, random: number): number {
  const step = pauses_millis[Math.min(attempts, pauses_millis.length - 1)]!
  const wished = Math.min(answer.retry_after_millis ?? 0, retry_after_millis_max)
  // Phones of one walk come back into the network together: they should not all call at once.
  return Math.max(wished, step) * (0.85 + 0.3 * random)
}
