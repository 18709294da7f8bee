// Many events, few requests: runs `task` soon after it is asked for, never twice at once, and leaves `pause_ms`
// between two runs. A request made while one runs is honoured after it.

export interface Calm {
  ask: () => void
  stop: () => void
}

export function calm(task: () => Promise<void>, pause_ms: number, first_ms = 150): Calm {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = false
  let asked = false
  let earliest = 0
  let stopped = false

  const plan = (): void => {
    if (timer !== undefined || running || stopped) return
    timer = setTimeout(() => void run(), Math.max(first_ms, earliest - Date.now()))
  }
  const run = async (): Promise<void> => {
    timer = undefined
    running = true
    asked = false
    try {
      await task()
    } catch {
      // The task shows its own problems; the next event asks again.
    } finally {
      running = false
      earliest = Date.now() + pause_ms
      if (asked) plan()
    }
  }
  return {
    ask: () => {
      asked = true
      plan()
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
