import { expect, it } from 'vitest'
import { paper_kind } from './paper'

const question = (more: object) => ({ kind: 'question' as const, name: 'q', label: {}, control: 'input', type: 'string', ...more })

it('gives each question the room it needs', () => {
  expect(paper_kind(question({}))).toBe('long')
  expect(paper_kind(question({ type: 'int' }))).toBe('short')
  expect(paper_kind(question({ readonly: true }))).toBe('note')
  expect(paper_kind(question({ control: 'select_one', choices: [{ value: 'a', label: {} }] }))).toBe('choices')
  expect(paper_kind(question({ control: 'select_one', choices: [], choice_file: 'stops.csv' }))).toBe('short')
  expect(paper_kind(question({ control: 'upload', type: 'binary' }))).toBe('upload')
})
