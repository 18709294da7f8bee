import { expect, it } from 'vitest'
import { csv_of_strings, language_code, missing_count, place_of } from './form_texts'

const table = {
  version: '1',
  languages: ['Čeština (cs)', 'English (en)'],
  unchecked: [], language_unnamed: false,
  strings: [{ id: '/data/a:label', texts: { 'Čeština (cs)': 'Ano, "ne"', 'English (en)': '' } }],
}

it('says of a text where it stands', () => {
  expect(place_of('/data/walk/lighting:label')).toEqual({ name: 'lighting', kind: 'label' })
  expect(place_of('/data/walk/lighting:jr:constraintMsg')).toEqual({ name: 'lighting', kind: 'constraint' })
  expect(place_of('light4-0')).toEqual({ name: 'light4-0', kind: 'choice' })
})

it('counts what nobody has translated', () => {
  expect(missing_count(table, 'English (en)')).toBe(1)
  expect(language_code('English (en)')).toBe('en')
})

it('exports what a spreadsheet reads back', () => {
  expect(csv_of_strings(table)).toBe('\ufefftext,Čeština (cs),English (en)\r\n/data/a:label,"Ano, ""ne""",\r\n')
})
