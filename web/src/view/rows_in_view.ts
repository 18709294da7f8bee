// Long lists draw only the rows that can be seen, and a few around them. Rows are all of one height; the page scrolls, not the list.
import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

export interface Slice {
  first: number
  end: number  // behind the last one
}

const rows_around = 6

/// `above`: how much of the list has been scrolled past, in pixels; negative while it begins further down.
export function slice_in_view(above: number, view_height: number, row_height: number, count: number): Slice {
  if (row_height <= 0 || count <= 0) return { first: 0, end: 0 }
  const first = Math.max(0, Math.min(count - 1, Math.floor(above / row_height)) - rows_around)
  const end = Math.min(count, Math.ceil((above + view_height) / row_height) + rows_around)
  return { first, end: Math.max(end, Math.min(count, first + 1)) }
}

/// Follows the page's scrolling. `count` rows of `row_height` pixels stand in `box`.
export function use_rows_in_view(box: Ref<HTMLElement | null>, count: () => number, row_height: () => number): { slice: Ref<Slice>; measure: () => void } {
  const slice = ref<Slice>({ first: 0, end: 0 })
  let asked = 0

  function measure(): void {
    asked = 0
    if (!box.value) return
    const next = slice_in_view(-box.value.getBoundingClientRect().top, window.innerHeight, row_height(), count())
    if (next.first !== slice.value.first || next.end !== slice.value.end) slice.value = next
  }
  const ask = (): void => {
    if (!asked) asked = requestAnimationFrame(measure)
  }
  onMounted(() => {
    window.addEventListener('scroll', ask, { passive: true })
    window.addEventListener('resize', ask, { passive: true })
    measure()
  })
  onBeforeUnmount(() => {
    window.removeEventListener('scroll', ask)
    window.removeEventListener('resize', ask)
    cancelAnimationFrame(asked)
  })
  watch([box, count, row_height], measure, { flush: 'post' })
  return { slice, measure }
}
