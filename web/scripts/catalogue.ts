// Gives the pages their texts out of config/locales, the catalogue they share with the server:
// `virtual:catalogue/staff/cs` holds the keys "web.*" but those of the participant page,
// `virtual:catalogue/participant/cs` holds "web.participant.*". What a page does not use does not travel with it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const prefix = 'virtual:catalogue/'
const participant_keys = 'web.participant.'

/// What a participant may get to read, of this page and of the server: in every language that participants are offered.
/// tests/architecture/rules.cpp holds the same list.
export const participant_prefixes = ['web.participant.', 'error.', 'join.', 'link.not_personal', 'link.revoked', 'link.unknown', 'return.', 'submission.']

export const locales_folder = fileURLToPath(new URL('../../config/locales/', import.meta.url))

export function read_catalogue(language: string): Record<string, string> {
  return JSON.parse(readFileSync(`${locales_folder}${language}.json`, 'utf8')) as Record<string, string>
}

export function entries_for(page: string, language: string): Record<string, string> {
  const wanted = (key: string): boolean =>
    page === 'participant' ? key.startsWith(participant_keys) : key.startsWith('web.') && !key.startsWith(participant_keys)
  return Object.fromEntries(Object.entries(read_catalogue(language)).filter(([key]) => wanted(key)))
}

export function catalogue(): Plugin {
  return {
    name: 'cityaudit-catalogue',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined
      const [page, language] = id.slice(prefix.length + 1).split('/') as [string, string]
      this.addWatchFile(`${locales_folder}${language}.json`)
      return `export default ${JSON.stringify(entries_for(page, language))}`
    },
  }
}
