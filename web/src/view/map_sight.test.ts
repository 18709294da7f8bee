import { describe, expect, it } from 'vitest'
import type { Places } from '../api/lists'
import { clusters_of, middle_of, on_plane, origin_of, outline_path, sight_of, spots_of, type Spot } from './map_sight'

const area = { code: 'p7', name: 'Praha 7', kind: 'locality', latitude: null, longitude: null, outline: { type: 'Polygon' as const, coordinates: [[[14.4, 50.09], [14.42, 50.09], [14.42, 50.11], [14.4, 50.11]]] }, submissions: 3, awaiting: 1 }
const places: Places = {
  areas: [area, { ...area, code: 'empty', submissions: 0 }],
  stops: [{ code: 'p7-1', name: 'Trh', place: 'walk-p7/p7-1', walk: 'Procházka', latitude: 50.1, longitude: 14.43, submissions: 5, awaiting: 5 }],
  nowhere: 0,
}
const spot = (key: string, x: number, submissions: number): Spot => ({ key, x, y: 0, name: key, above: '', submissions, awaiting: 0 })

describe('the map', () => {
  it('measures in metres', () => {
    const a = on_plane(50, 14, 50)
    const b = on_plane(50.01, 14.01, 50)
    expect(Math.round(a.y - b.y)).toBe(1113)
    expect(Math.round(b.x - a.x)).toBe(716)
  })
  it('puts submissions at stops and in the middle of areas, and nowhere else', () => {
    const spots = spots_of(places, origin_of(places))
    expect(spots.map((one) => one.key)).toEqual(['stop:walk-p7/p7-1', 'area:p7'])
    const middle = middle_of(area, 50)!
    expect(Math.round(middle.y)).toBe(Math.round(-50.1 * 111_320))
    expect(outline_path(area, 50)).toMatch(/^M[^M]*Z$/)
    expect(outline_path({ ...area, outline: { type: 'Polygon', coordinates: [[14.4, 50.09], [14.42, 50.09]] } }, 50)).toBe('')
  })
  it('shows points that would lie on each other as one', () => {
    const near = clusters_of([spot('a', 0, 1), spot('b', 10, 5), spot('c', 1000, 2)], 50)
    expect(near.map((one) => one.submissions)).toEqual([6, 2])
    expect(near[0]!.x).toBe(10)
    expect(clusters_of([spot('a', 0, 1), spot('b', 10, 5)], 5)).toHaveLength(2)
  })
  it('sees all of it', () => {
    const sight = sight_of([{ x: 0, y: 0 }, { x: 1000, y: 3000 }], 0.5)
    expect(sight).toEqual({ x: 500, y: 1500, width: 7200 })
    expect(sight_of([], 1).width).toBeGreaterThan(0)
  })
})
