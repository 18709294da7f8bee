// One thing that a person asked for: whether it is under way, and what went wrong with it.
import { ref, type Ref } from 'vue'

export interface Attempt {
  busy: Ref<boolean>
  problem: Ref<unknown>  // for ProblemNote; null when the last one went well
  /// Whether it went well. A second one does not begin before the first has ended.
  attempt: (action: () => Promise<unknown>) => Promise<boolean>
}

export function use_attempt(): Attempt {
  const busy = ref(false)
  const problem = ref<unknown>(null)

  async function attempt(action: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await action()
      return true
    } catch (refusal) {
      problem.value = refusal
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, attempt }
}
