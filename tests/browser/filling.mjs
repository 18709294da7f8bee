// Filling in a form on the participant's page, and what the server then has on its disk.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

export const question = (page, path) => page.locator(`.question[data-path="${path}"]`)
export const choose = (page, path, value) => question(page, path).locator(`input[value="${value}"]`).check({ force: true })
export const next = (page) => page.locator('.next').click()
export const saved = (page) => page.locator('.saved[data-state=saved]').waitFor({ timeout: 5_000 })
export const open_form = async (page) => {
  await page.locator('.start').click()
  await page.locator('.player').waitFor({ timeout: 20_000 })
}
/// Every row of a table of the page's own database.
export const rows_on = (page, table) =>
  page.evaluate(
    (name) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('cityaudit')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const asked = opening.result.transaction(name).objectStore(name).getAll()
          asked.onsuccess = () => {
            opening.result.close()
            resolve(asked.result)
          }
        }
      }),
    table,
  )
export const drafts_on = async (page) => (await rows_on(page, 'drafts')).map((draft) => draft.instance_id)

/// Answers every choice of the shown page that is still open with its first; answers may bring up further questions.
export const answer_the_rest = (page) =>
  page.evaluate(async () => {
    const chooses = new Set(['select_one', 'select_many', 'acknowledge'])
    const next_open = () => [...document.querySelectorAll('.question:not([hidden])')].find((one) => chooses.has(one.dataset.kind) && !one.querySelector('input:checked') && one.querySelector('input'))
    for (let open = next_open(), times = 0; open && times < 100; open = next_open(), times++) {
      open.querySelector('input').click()
      await new Promise((resolve) => setTimeout(resolve))
    }
  })

/// The blob of that digest; nothing when there is none. One byte before the file tells the format.
export function stored_photo(server, hash) {
  const blobs = join(server.data, 'blobs')
  const name = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).find((one) => one.endsWith(hash))
  return name && readFileSync(join(blobs, name)).subarray(1)
}
