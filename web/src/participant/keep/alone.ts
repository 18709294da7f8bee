// One window at a time: Web Locks where the browser offers them (https), else a lease in the tables.
import type { Keep } from './keep'

const lease_millis = 20_000
const renew_millis = 5_000

/// Runs `work` unless another window is at it just now; false then.
export async function alone(keep: Keep, name: string, owner: string, work: () => Promise<void>, locks: LockManager | undefined = globalThis.navigator?.locks): Promise<boolean> {
  if (locks)
    return locks.request(`cityaudit.${name}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return false
      await work()
      return true
    })
  if (!(await keep.lease(name, owner, lease_millis))) return false
  // A window that sleeps loses the lease; what it then sends twice the server recognises by its instanceID.
  const renewal = setInterval(() => void keep.lease(name, owner, lease_millis), renew_millis)
  try {
    await work()
  } finally {
    clearInterval(renewal)
    await keep.release(name, owner)
  }
  return true
}
