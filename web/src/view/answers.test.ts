import { expect, it } from 'vitest'
import type { Answer } from '../api/contract'
import { group_answers } from './answers'

const answer = (path: string): Answer => ({ path, label: {}, type: 'text', value: '', display: null, theme: null, role: null, erased: false, corrected: false, original: null, covers: [] })

it('groups the answers of each repetition and keeps the order of the form', () => {
  const groups = group_answers(['/data/code', '/data/photos[1]/polarity', '/data/photos[1]/caption', '/data/photos[2]/caption', '/data/end'].map(answer))
  expect(groups.map((group) => [group.entry, group.answers.length])).toEqual([[null, 1], [1, 2], [2, 1], [null, 1]])
})
