// Single keys as commands (j, k ...): whoever dictates or leans on the keyboard turns them off.
import { onBeforeUnmount, onMounted, ref, watch } from 'vue'

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

/// Keys of one page, for as long as it is open: never while somebody types, and never through a dialog.
export function use_keys(actions: Record<string, () => void>): void {
  function press(event: KeyboardEvent): void {
    if (!keys_on.value || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
    const target = event.target instanceof HTMLElement ? event.target : null
    if (target?.closest('input, textarea, select, [contenteditable="true"], dialog') || document.querySelector('dialog[open]')) return
    const action = actions[event.key.toLowerCase()]
    if (!action) return
    event.preventDefault()
    action()
  }
  onMounted(() => document.addEventListener('keydown', press))
  onBeforeUnmount(() => document.removeEventListener('keydown', press))
}
