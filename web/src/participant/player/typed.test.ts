// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { from_local_date_time, local_date_time } from './local_time'
import { fitted } from './photo'
import { read_point, read_points } from './place_controls'
import { with_filled_by } from './meta'
import { file_name, readable_size } from './upload_control'

describe('what people type', () => {
  it('is a time on their own clock, with its offset', () => {
    const value = from_local_date_time('2018-06-01T10:30')!
    expect(value).toMatch(/^2018-06-01T10:30:00\.000[+-]\d\d:\d\d$/)
    expect(local_date_time(value)).toBe('2018-06-01T10:30')
    expect(new Date(value).getTime()).toBe(new Date(2018, 5, 1, 10, 30).getTime())
    expect([from_local_date_time(''), local_date_time(''), local_date_time('yesterday')]).toEqual([null, '', ''])
  })

  it('is a place, with comma or without', () => {
    expect(read_point('50.0878, 14.4205')).toBe('50.0878 14.4205 0 0')
    expect(read_point(' -1.5 -170 ')).toBe('-1.5 -170 0 0')
    expect(['', 'tady', '91, 14', '50', '50, 181'].map(read_point)).toEqual([null, null, null, null, null])
  })

  it('is a line of two points or an outline of three, closed by itself', () => {
    expect(read_points('50, 14\n51, 15\n', false)).toBe('50 14 0 0;51 15 0 0')
    expect(read_points('50, 14\n51, 15\n52, 14', true)).toBe('50 14 0 0;51 15 0 0;52 14 0 0;50 14 0 0')
    expect([read_points('50, 14', false), read_points('50, 14\n51, 15', true), read_points('50, 14\nx', false)]).toEqual([null, null, null])
  })
})

describe('files', () => {
  it('get a plain name that no other file of the form has', () => {
    const names = [1, 2].map(() => file_name('/data/photos/picture/photo', { name: 'image.jpg', type: 'image/jpeg' }))
    expect(names[0]).toMatch(/^photo-[0-9a-f]{8}\.jpg$/)
    expect(names[0]).not.toBe(names[1])
    expect(file_name('/data/paper', { name: 'Souhlas č. 1.PDF', type: '' })).toMatch(/^paper-[0-9a-f]{8}\.pdf$/)
    expect(file_name('/data/paper', { name: 'bez přípony', type: '' })).toMatch(/\.bin$/)
  })

  it('are scaled by their longer side, never up', () => {
    expect(fitted(4000, 3000, 1000)).toEqual({ width: 1000, height: 750 })
    expect(fitted(300, 4000, 1000)).toEqual({ width: 75, height: 1000 })
    expect(fitted(300, 200, 1000)).toEqual({ width: 300, height: 200 })
    expect([readable_size(12), readable_size(45_600), readable_size(3_250_000)]).toEqual(['1 kB', '46 kB', '3.3 MB'])
  })
})

describe('who filled it in', () => {
  it('stands at the end of meta, safe from what was typed', () => {
    const xml = '<data xmlns:orx="o"><meta>not this</meta><a/><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>'
    expect(with_filled_by(xml, 'a<b> & "c" $&')).toBe(
      '<data xmlns:orx="o"><meta>not this</meta><a/><orx:meta><orx:instanceID>uuid:1</orx:instanceID><filled_by xmlns="urn:cityaudit:xforms:1">a&#60;b&#62; &#38; &#34;c&#34; $&#38;</filled_by></orx:meta></data>',
    )
    expect(with_filled_by(xml, '')).toBe(xml)
  })
})
