// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { questions_of, type Filling, type LoadedForm, type Question, type Repeat } from './form'
import { plan_pages } from './pages'

const form_file = join(process.cwd(), '../tests/data/forms/every_control.xml')

let form: LoadedForm
beforeAll(async () => {
  // The engine's bundle carries a library that looks for these when it meets Node.
  Object.assign(globalThis, { __dirname: process.cwd(), require: createRequire(import.meta.url) })
  const { load } = await import('./engine')
  form = await load({ xml: readFileSync(form_file, 'utf8'), device_id: 'test', file: async () => null })
})

const at = (filling: Filling, path: string): Question => {
  const found = questions_of(filling.root).find((one) => one.path === path)
  if (!found) throw new Error(`${path}: there are ${questions_of(filling.root).map((one) => one.path).join(' ')}`)
  return found
}
const people = (filling: Filling): Repeat => filling.root.parts().find((part): part is Repeat => part.node === 'repeat')!

describe('the engine behind its adapter', () => {
  it('knows every kind of control', () => {
    const kinds = new Map(questions_of(form.begin().root).map((one) => [one.item.split('/').pop(), one.kind]))
    expect(Object.fromEntries(kinds)).toMatchObject({
      welcome: 'note', name: 'text', story: 'text', count: 'integer', share: 'decimal', day: 'date', hour: 'time', at: 'date_time', code: 'barcode',
      one: 'select_one', many: 'select_many', order: 'rank', level: 'range', agree: 'acknowledge', place: 'geopoint', way: 'geotrace', area: 'geoshape', picture: 'upload', paper: 'upload',
    })
  })

  it('takes answers of each kind into the XML as ODK writes them', () => {
    const filling = form.begin()
    const given: Record<string, string> = {
      '/data/first/name': 'U hodin <&>', '/data/first/count': '12', '/data/first/share': '3.5', '/data/first/day': '2018-06-01', '/data/first/hour': '10:30:00.000',
      '/data/first/at': '2018-06-01T10:30:00.000+02:00', '/data/second/level': '7', '/data/third/place': '50.1 14.4 0 12', '/data/third/way': '50.1 14.4 0 0;50.2 14.5 0 0',
    }
    for (const [path, value] of Object.entries(given)) at(filling, path).set(value)
    at(filling, '/data/second/one').choose(['up'])
    at(filling, '/data/second/many').choose(['up', 'down'])
    at(filling, '/data/second/order').choose(['down', 'up'])
    at(filling, '/data/second/agree').set('OK')
    const xml = new DOMParser().parseFromString(filling.xml(), 'text/xml')
    const text = (name: string): string => [...xml.getElementsByTagName('*')].find((one) => one.localName === name)?.textContent ?? ''
    for (const [path, value] of Object.entries(given)) if (!/place|way/.test(path)) expect(text(path.split('/').pop()!), path).toBe(value)
    expect([text('one'), text('many'), text('order'), text('agree'), text('instanceName')]).toEqual(['up', 'up down', 'down up', 'OK', 'U hodin <&>'])
    expect(text('place').split(' ').map(Number)).toEqual([50.1, 14.4, 0, 12])
    expect(text('instanceID')).toBe(filling.instance_id)
  })

  it('speaks the languages of the form, guidance and all', () => {
    const filling = form.begin()
    const name = at(filling, '/data/first/name')
    expect(filling.languages).toEqual(['cs', 'en'])
    expect([name.label()?.plain, name.guidance()]).toEqual(['Jak **říkáte** tomuto místu?', 'Třeba „u hodin“.'])
    filling.use_language('en')
    expect([name.label()?.plain, name.guidance(), name.hint()?.plain]).toEqual(['What do you **call** this place?', 'Such as “by the clock”.', 'A few words'])
    expect(JSON.stringify(name.label()?.rich())).toContain('"strong"')
    filling.use_language('vi')
    expect(filling.language()).toBe('en')
  })

  it('says what is wrong, and what depends on what', () => {
    const filling = form.begin()
    expect(at(filling, '/data/second/agree').relevant()).toBe(false)
    at(filling, '/data/second/one').choose(['up'])
    expect(at(filling, '/data/second/agree').relevant()).toBe(true)
    at(filling, '/data/first/count').set('101')
    expect(at(filling, '/data/first/count').violation()).toEqual({ kind: 'constraint', message: 'Nejvýš sto.' })
    expect(filling.violations().map((one) => one.path)).toEqual(['/data/first/name', '/data/first/count', '/data/people[1]/who'])
  })

  it('tells once of a burst of changes', async () => {
    const filling = form.begin()
    let times = 0
    filling.on_change(() => times++)
    at(filling, '/data/first/name').set('a')
    at(filling, '/data/first/name').set('b')
    await Promise.resolve()
    await Promise.resolve()
    expect(times).toBe(1)
    filling.stop()
    at(filling, '/data/first/name').set('c')
    await Promise.resolve()
    expect(times).toBe(1)
  })

  it('comes back from what was saved: answers, entries, files, and the same instanceID', async () => {
    const filling = form.begin()
    at(filling, '/data/first/name').set('U hodin')
    people(filling).add()
    at(filling, '/data/people[2]/who').set('Druhá')
    at(filling, '/data/fourth/picture').upload!.set(new File(['picture'], 'picture-1.jpg', { type: 'image/jpeg' }))
    expect(filling.files().map((one) => one.name)).toEqual(['picture-1.jpg'])
    const back = await form.resume(filling.xml(), filling.files())
    expect(back.instance_id).toBe(filling.instance_id)
    expect([at(back, '/data/first/name').value(), at(back, '/data/people[2]/who').value()]).toEqual(['U hodin', 'Druhá'])
    expect(back.files().map((one) => one.name)).toEqual(['picture-1.jpg'])
    expect(await back.files()[0]!.file.text()).toBe('picture')
    expect(back.xml()).toBe(filling.xml())
  })

  it('asks pictures to fit and ranges to stay between their ends', () => {
    const filling = form.begin()
    expect(at(filling, '/data/fourth/picture').upload).toMatchObject({ accept: 'image/*', pixels_max: 640 })
    expect(at(filling, '/data/fourth/paper').upload).toMatchObject({ accept: '*/*', pixels_max: null })
    expect(at(filling, '/data/second/level').range).toEqual({ min: 0, max: 10, step: 1 })
  })
})

describe('pages', () => {
  const keys = (filling: Filling): string[] => plan_pages(filling.root).map((page) => page.key)

  it('are groups, and one for each entry of a repeat', () => {
    const filling = form.begin()
    expect(keys(filling)).toEqual(['/data/first', '/data/second', '/data/third', '/data/fourth', '/data/people[1]', '/data/inside'])
    people(filling).add()
    expect(keys(filling).slice(4)).toEqual(['/data/people[1]', '/data/people[2]', '/data/inside'])
    const [, second] = plan_pages(filling.root).filter((page) => page.entry)
    expect([second!.above, second!.entry!.index, second!.entry!.last]).toEqual(['Person 2', 1, true])
    people(filling).remove(0)
    people(filling).remove(0)
    expect(keys(filling).slice(4)).toEqual(['/data/people', '/data/inside'])
  })
})
