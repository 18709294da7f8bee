// Single keys as commands (j, k ...): whoever dictates or leans on the keyboard turns them off.
import { ref, watch } from 'vue'

const storage_key = 'cityaudit.keys'

function remembered(): boolean {
  try {
    return localStorage.getItem(storage_key) !== 'off'
  } catch {
    return true  // a browser may forbid storage
  }
}

export const keys_on = ref(remembered())
watch(keys_on, (on) => {
  try {
    localStorage.setItem(storage_key, on ? 'on' : 'off')
  } catch {
    // See above.
  }
})
