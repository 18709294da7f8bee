import { expect, it } from 'vitest'
import { best_text } from './choose'
import { typeset } from './typeset'

it('keeps Czech one-letter words with what follows', () => {
  expect(typeset('Hledejte v Google Play a u nás', 'cs')).toBe('Hledejte v\u00a0Google Play a\u00a0u\u00a0nás')
})

it('keeps a number with its unit, and leaves English words alone', () => {
  expect(typeset('5 lidí', 'cs')).toBe('5\u00a0lidí')
  expect(typeset('11 photos of a cat', 'en')).toBe('11\u00a0photos of a cat')
})

it('falls back to a language the reader may understand, and says which', () => {
  expect(best_text({ cs: 'ano' }, 'en')).toEqual({ text: 'ano', language: 'cs' })
  expect(best_text({ vi: 'vâng' }, 'en')).toEqual({ text: 'vâng', language: 'vi' })
  expect(best_text(null, 'cs')).toEqual({ text: '', language: 'cs' })
})
