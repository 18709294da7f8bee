import { describe, expect, it } from 'vitest'
import type { Cover, Suggestion } from '../api/photos'
import { cover_of, drawn, field_of, finished, is_covered, nudged, point_at } from './covers'

const box = (...points: [number, number][]): Cover => ({ cover: 'blur', radius: 0, points })

describe('covers', () => {
  it('stand in ten-thousandths of the picture, whatever its size on the screen', () => {
    expect(point_at(150, 120, { left: 50, top: 20, width: 400, height: 200 })).toEqual([2500, 5000])
    expect(point_at(-10, 900, { left: 50, top: 20, width: 400, height: 200 })).toEqual([0, 10_000])
    expect(field_of(1600, 1200)).toEqual({ width: 10_000, height: 7500 })
  })

  it('are boxes whichever corner came first, and never a mere click', () => {
    expect(finished(box([5000, 5000], [3000, 2000]))?.points).toEqual([[3000, 2000], [5000, 5000]])
    expect(finished(box([5000, 5000], [5010, 5010]))).toBeNull()
  })

  it('are strokes whose points keep their distance', () => {
    const start: Cover = { cover: 'solid', radius: 300, points: [[100, 100]] }
    expect(drawn(start, [120, 120]).points).toHaveLength(1)
    expect(drawn(start, [400, 400]).points).toHaveLength(2)
  })

  it('of a suggested face reach beyond it, within the picture', () => {
    const face: Suggestion = { kind: 'face', points: [[0, 1000], [1000, 2000]], score: 900 }
    const cover = cover_of(face, 'blur')
    expect(cover.points).toEqual([[0, 800], [1200, 2200]])
    expect(is_covered(face, [cover])).toBe(true)
    expect(is_covered(face, [box([5000, 5000], [6000, 6000])])).toBe(false)
  })

  it('move by keys and stay within the picture', () => {
    expect(nudged(box([50, 50], [1050, 1050]), 'ArrowLeft', false)?.points).toEqual([[0, 50], [1000, 1050]])
    expect(nudged(box([50, 50], [1050, 1050]), 'ArrowRight', true)?.points).toEqual([[50, 50], [1150, 1050]])
    expect(nudged(box([50, 50], [1050, 1050]), 'Enter', false)).toBeNull()
  })
})
