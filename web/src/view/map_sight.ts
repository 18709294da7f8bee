// A map of our own: places on a plane, and points that would lie on each other as one. No picture of a map is fetched from anywhere.
import type { MapArea, Outline, Places } from '../api/lists'

export interface Point {
  x: number
  y: number
}
export interface Spot extends Point {
  key: string  // "stop:walk-p7/p7-3", "area:p7"
  name: string
  above: string  // the walk, or what kind of place it is
  submissions: number
  awaiting: number
}
export interface Cluster extends Point {
  spots: Spot[]
  submissions: number
  awaiting: number
}
export interface Sight {
  x: number  // of its middle
  y: number
  width: number
}

const metres_per_degree = 111_320

/// Metres east and south of `origin`; good for a city.
export const on_plane = (latitude: number, longitude: number, origin: number): Point => ({
  x: longitude * metres_per_degree * Math.cos((origin * Math.PI) / 180),
  y: -latitude * metres_per_degree,
})

type Ring = [number, number][]

export function rings_of(outline: Outline | null): Ring[] {
  if (!outline) return []
  const rings = outline.type === 'Polygon' ? (outline.coordinates as Ring[]) : (outline.coordinates as Ring[][]).flat()
  return rings.filter((ring) => Array.isArray(ring[0]))  // a broken outline is none
}

export const origin_of = (places: Places): number => places.areas.find((area) => area.latitude !== null)?.latitude ?? places.stops[0]?.latitude ?? 50

/// In the middle of an area: where its data say, else the middle of its outline.
export function middle_of(area: MapArea, origin: number): Point | null {
  if (area.latitude !== null && area.longitude !== null) return on_plane(area.latitude, area.longitude, origin)
  const points = rings_of(area.outline).flat()
  if (!points.length) return null
  const sum = points.reduce((so_far, [longitude, latitude]) => ({ x: so_far.x + longitude, y: so_far.y + latitude }), { x: 0, y: 0 })
  return on_plane(sum.y / points.length, sum.x / points.length, origin)
}

export function outline_path(area: MapArea, origin: number): string {
  return rings_of(area.outline)
    .map((ring) => 'M' + ring.map(([longitude, latitude]) => on_plane(latitude, longitude, origin)).map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L') + 'Z')
    .join('')
}

export function spots_of(places: Places, origin: number): Spot[] {
  const spots: Spot[] = []
  for (const stop of places.stops)
    if (stop.submissions) spots.push({ ...on_plane(stop.latitude, stop.longitude, origin), key: `stop:${stop.place}`, name: stop.name, above: stop.walk, submissions: stop.submissions, awaiting: stop.awaiting })
  for (const area of places.areas) {
    const middle = area.submissions ? middle_of(area, origin) : null
    if (middle) spots.push({ ...middle, key: `area:${area.code}`, name: area.name, above: '', submissions: area.submissions, awaiting: area.awaiting })
  }
  return spots
}

/// Spots nearer than `reach` metres to a larger one go into it.
export function clusters_of(spots: readonly Spot[], reach: number): Cluster[] {
  const clusters: Cluster[] = []
  for (const spot of [...spots].sort((a, b) => b.submissions - a.submissions || a.key.localeCompare(b.key))) {
    const near = clusters.find((one) => Math.hypot(one.x - spot.x, one.y - spot.y) < reach)
    if (!near) {
      clusters.push({ x: spot.x, y: spot.y, spots: [spot], submissions: spot.submissions, awaiting: spot.awaiting })
      continue
    }
    near.spots.push(spot)
    near.submissions += spot.submissions
    near.awaiting += spot.awaiting
  }
  return clusters
}

/// All of the points with a margin, in a frame of `shape` = height / width.
export function sight_of(points: readonly Point[], shape: number): Sight {
  if (!points.length) return { x: 0, y: 0, width: 1000 }
  const xs = points.map((one) => one.x)
  const ys = points.map((one) => one.y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const width = Math.max(right - left, (bottom - top) / shape, 300) * 1.2
  return { x: (left + right) / 2, y: (top + bottom) / 2, width }
}
