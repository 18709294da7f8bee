import { expect, it } from 'vitest'
import { language_name } from './language_name'

it('names a language in the reader’s, and keeps what it does not know', () => {
  expect(language_name('vi', 'en')).toBe('Vietnamese (vi)')
  expect(language_name('cs', 'cs')).toBe('čeština (cs)')
  expect(language_name('qqx', 'en')).toBe('qqx')
  expect(language_name('not a code', 'en')).toBe('not a code')
})
