// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { with_deprecated_id } from './player/meta'
import { reopened } from './returned'

const sent = '<data id="walk" version="1" xmlns:orx="http://openrosa.org/xforms"><photo>a.jpg</photo><comment>Dark &amp; wet</comment><orx:meta><orx:instanceID>uuid:old</orx:instanceID><orx:deprecatedID>uuid:older</orx:deprecatedID></orx:meta></data>'

describe('returned answers', () => {
  it('get an id of their own and the version that is offered now', () => {
    const { xml, values } = reopened(sent, 'uuid:new', '2')
    expect(xml).toContain('version="2"')
    expect(xml).toContain('<orx:instanceID>uuid:new</orx:instanceID>')
    expect(xml).not.toContain('uuid:old')
    expect(xml).toContain('<comment>Dark &amp; wet</comment>')
    expect([...values]).toEqual(['a.jpg', 'Dark & wet'])
  })

  it('name what they replace, beside the id and under its prefix', () => {
    const { xml } = reopened(sent, 'uuid:new', '1')
    expect(with_deprecated_id(xml, 'uuid:old')).toContain('<orx:instanceID>uuid:new</orx:instanceID><orx:deprecatedID>uuid:old</orx:deprecatedID>')
    expect(with_deprecated_id('<d xmlns="x"><meta><instanceID xmlns="http://openrosa.org/xforms">uuid:n</instanceID></meta></d>', 'uuid:o')).toContain('<deprecatedID xmlns="http://openrosa.org/xforms">uuid:o</deprecatedID>')
    expect(with_deprecated_id(xml, '')).toBe(xml)
  })
})
