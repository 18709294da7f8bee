import { describe, expect, it } from 'vitest'
import { argument_names, format_message } from './message'

const people = '{n, plural, one {# člověk} few {# lidé} other {# lidí}}'

describe('format_message', () => {
  it('chooses the Czech plural by the language, not by a rule of ours', () => {
    expect([1, 2, 5, 0, 22].map((n) => format_message(people, { n }, 'cs'))).toEqual(['1 člověk', '2 lidé', '5 lidí', '0 lidí', '22 lidí'])
  })

  it('puts named values in place, also inside a plural', () => {
    expect(format_message('{expected, plural, one {{present} of # photo} other {{present} of # photos}}', { present: 2, expected: 3 }, 'en')).toBe('2 of 3 photos')
  })

  it('prefers an exact number to its plural class', () => {
    expect(format_message('{n, plural, =0 {none} one {one} other {#}}', { n: 0 }, 'en')).toBe('none')
  })

  it('writes numbers as the language writes them', () => {
    expect(format_message('{n, plural, other {# fotek}}', { n: 12345 }, 'cs')).toBe('12\u00a0345 fotek')
    expect(format_message('{score}', { score: 41.7 }, 'cs')).toBe('41,7')
  })

  it('leaves # alone outside a plural and text values unchanged', () => {
    expect(format_message('# {who}', { who: 'PV07' }, 'en')).toBe('# PV07')
  })

  it('shows a missing value by its name instead of hiding it', () => {
    expect(format_message('Hello {who}', {}, 'en')).toBe('Hello {who}')
  })

  it('refuses a pattern it cannot read', () => {
    expect(() => format_message('{n, plural, one {x}}', { n: 1 }, 'en')).toThrow('other')
    expect(() => format_message('{n, select, a {x}}', { n: 1 }, 'en')).toThrow('unknown argument')
    expect(() => format_message('{n', { n: 1 }, 'en')).toThrow('unbalanced')
  })
})

describe('argument_names', () => {
  it('finds arguments inside plurals, too', () => {
    expect(argument_names('{a, plural, one {{b}} other {{c}}} {d}')).toEqual(new Set(['a', 'b', 'c', 'd']))
  })
})
