// The catalogue and the code hold each other to account: no text missing in a language, none asked for in vain, none idle.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { participant_prefixes, read_catalogue } from '../../scripts/catalogue'
import { languages, participant_languages } from './choose'
import { argument_names, format_message } from './message'

const of_web = (language: string): Map<string, string> => new Map(Object.entries(read_catalogue(language)).filter(([key]) => key.startsWith('web.')))
const catalogues = new Map(languages.map((language) => [language, of_web(language)]))
const keys = [...catalogues.get('en')!.keys()]

const folder = fileURLToPath(new URL('..', import.meta.url))
const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n')

const used = [...code.matchAll(/['`](web\.[\w.]*)(['`]|\$\{)/g)].map((match) => ({ key: match[1]!, whole: match[2] !== '${' && !match[1]!.endsWith('.') }))
const exact = new Set(used.filter((one) => one.whole).map((one) => one.key))
const prefixes = [...new Set(used.filter((one) => !one.whole).map((one) => one.key))]

describe('the catalogue', () => {
  it('has the same keys in every language', () => {
    for (const [language, catalogue] of catalogues) expect([...catalogue.keys()], language).toEqual(keys)
  })

  it('has what participants read in each of their languages, and nothing more there', () => {
    const needed = Object.keys(read_catalogue('en')).filter((key) => participant_prefixes.some((prefix) => key.startsWith(prefix)))
    for (const language of participant_languages) {
      const there = Object.keys(read_catalogue(language))
      expect(needed.filter((key) => !there.includes(key)), language).toEqual([])
      if (!(languages as readonly string[]).includes(language)) expect(there.filter((key) => !needed.includes(key)), language).toEqual([])
    }
  })

  it('has plural forms that each participant language can choose from', () => {
    const english = read_catalogue('en')
    for (const language of participant_languages)
      for (const [key, pattern] of Object.entries(read_catalogue(language)).filter(([key]) => key.startsWith('web.participant.'))) {
        const values = Object.fromEntries([...argument_names(pattern)].map((name) => [name, 5]))
        expect(format_message(pattern, values, language), key).not.toMatch(/[{}]/)
        expect([...argument_names(pattern)].sort(), `${language} ${key}`).toEqual([...argument_names(english[key]!)].sort())
      }
  })

  it('takes the same values in every language', () => {
    for (const key of keys) {
      const names = (language: 'cs' | 'en'): string[] => [...argument_names(catalogues.get(language)!.get(key)!)].sort()
      const [cs, en] = [names('cs'), names('en')]
      // A language without inflection may do without the number that another needs for its form.
      expect(en.every((name) => cs.includes(name)), `${key}: ${String(en)} / ${String(cs)}`).toBe(true)
    }
  })

  it('knows every key the code asks for', () => {
    expect([...exact].filter((key) => !keys.includes(key))).toEqual([])
    expect(prefixes.filter((prefix) => !keys.some((key) => key.startsWith(prefix)))).toEqual([])
  })

  it('holds no text that nobody asks for', () => {
    expect(keys.filter((key) => !exact.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)))).toEqual([])
  })

  it('has words for every state of a score', () => {
    for (const show of ['none', 'impressions', 'indicative', 'small_group']) {
      expect(keys).toContain(`web.show.${show}`)
      expect(keys).toContain(`web.show_long.${show}`)
    }
  })
})
