// Boxes and strokes over a photo: between a pointer on the screen and ten-thousandths of the picture.
import type { Cover, Point, Suggestion } from '../api/photos'

export const side = 10_000
const box_least = 60 // ten-thousandths: below that it was a click
const points_most = 400 // of one stroke

const within = (value: number): number => Math.min(side, Math.max(0, Math.round(value)))

/// Where on the picture, drawn in `rect`, the pointer is.
export function point_at(x: number, y: number, rect: { left: number; top: number; width: number; height: number }): Point {
  return [within(((x - rect.left) / rect.width) * side), within(((y - rect.top) / rect.height) * side)]
}

/// The drawing's own size: the long side is 10000, so that strokes are as wide one way as the other.
export function field_of(width: number, height: number): { width: number; height: number } {
  const long = Math.max(width, height, 1)
  return { width: (width / long) * side, height: (height / long) * side }
}

export const box_of = (cover: { points: Point[] }): { x: number; y: number; width: number; height: number } => {
  const [a = [0, 0], b = [0, 0]] = cover.points as [Point?, Point?]
  return { x: Math.min(a[0], b[0]), y: Math.min(a[1], b[1]), width: Math.abs(a[0] - b[0]), height: Math.abs(a[1] - b[1]) }
}

export const is_box = (cover: Cover): boolean => cover.radius === 0

/// What was drawn, when it is worth keeping: a click is no box.
export function finished(cover: Cover): Cover | null {
  if (!is_box(cover)) return cover.points.length ? cover : null
  const box = box_of(cover)
  return box.width < box_least || box.height < box_least ? null : { ...cover, points: [[box.x, box.y], [box.x + box.width, box.y + box.height]] }
}

/// The cover with the pointer's next place: the second corner of a box, a further point of a stroke.
export function drawn(cover: Cover, to: Point): Cover {
  if (is_box(cover)) return { ...cover, points: [cover.points[0]!, to] }
  const last = cover.points.at(-1)!
  const near = Math.hypot(last[0] - to[0], last[1] - to[1]) < cover.radius / 3
  return near || cover.points.length >= points_most ? cover : { ...cover, points: [...cover.points, to] }
}

/// A suggested box with a margin: detectors frame the face, people are known by more than that.
export function cover_of(suggestion: Suggestion, cover: Cover['cover']): Cover {
  const { x, y, width, height } = box_of(suggestion)
  const margin = suggestion.kind === 'face' ? 0.2 : 0.1
  return {
    cover,
    radius: 0,
    points: [
      [within(x - width * margin), within(y - height * margin)],
      [within(x + width * (1 + margin)), within(y + height * (1 + margin))],
    ],
  }
}

/// Whether the middle of a suggestion lies under a box already.
export function is_covered(suggestion: Suggestion, covers: readonly Cover[]): boolean {
  const { x, y, width, height } = box_of(suggestion)
  const at: Point = [x + width / 2, y + height / 2]
  return covers.some((cover) => {
    if (!is_box(cover)) return cover.points.some((point) => Math.hypot(point[0] - at[0], point[1] - at[1]) <= Math.max(cover.radius, width / 2))
    const box = box_of(cover)
    return at[0] >= box.x && at[0] <= box.x + box.width && at[1] >= box.y && at[1] <= box.y + box.height
  })
}

/// A box moved by the arrow keys, or with Shift made larger and smaller, always within the picture.
export function nudged(cover: Cover, key: string, resize: boolean): Cover | null {
  const step = 100
  const by: Record<string, Point> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }
  const change = by[key]
  if (!change || !is_box(cover)) return null
  const { x, y, width, height } = box_of(cover)
  if (resize) {
    const right = within(Math.max(x + box_least, x + width + change[0]))
    const bottom = within(Math.max(y + box_least, y + height + change[1]))
    return { ...cover, points: [[x, y], [right, bottom]] }
  }
  const left = Math.min(side - width, Math.max(0, x + change[0]))
  const top = Math.min(side - height, Math.max(0, y + change[1]))
  return { ...cover, points: [[left, top], [left + width, top + height]] }
}
