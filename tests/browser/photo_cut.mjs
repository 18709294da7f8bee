// A photo of some megabytes from a phone whose line breaks inside it: the page is closed and opened again, and the photo arrives
// whole, under the same instanceID, without sending again what had arrived. Over plain http, as on a walk. Speaks TAP.
// Usage: node photo_cut.mjs CITYAUDIT
//   PICTURES   optional: a folder for screenshots
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BrokenLine } from '../tus/broken_line.mjs'
import { answer_the_rest, choose, drafts_on, next, open_form, question, rows_on, saved, sha256, stored_photo } from './filling.mjs'
import { axe_violations, draw_photo, launch_browser, modules, Report, TestServer } from './launch.mjs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: photo_cut.mjs CITYAUDIT')
const axe_source = readFileSync(modules.resolve('axe-core/axe.min.js'), 'utf8')
const report = new Report()
const { check } = report
/// Beside the photo: answers, headers, the page.
const overhead_bytes_max = 60_000
const piece_bytes = 512 * 1024
const host = 'walk.example'

const server = new TestServer(cityaudit)
const browser = await launch_browser([`--host-resolver-rules=MAP ${host} 127.0.0.1`])

async function look_at(page, name) {
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name.replaceAll(' ', '-')}.png`), fullPage: true })
  const violations = await axe_violations(page, axe_source)
  check(`axe finds nothing on the ${name}`, violations.length === 0, violations.join('\n'))
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(`the ${name} needs no sideways scrolling at 360 px`, excess <= 0, `${excess} px too wide`)
}

async function fill_in(page, photo) {
  await choose(page, '/data/where/stop_id', await question(page, '/data/where/stop_id').locator('input').first().getAttribute('value'))
  await question(page, '/data/where/observer').locator('input').fill('PV07')
  await choose(page, '/data/where/light_cond', 'day')
  while ((await page.locator('.question[data-kind=upload]:not([hidden])').count()) === 0) await answer_the_rest(page), await next(page)
  for (const name of ['photo_up', 'photo_down']) {
    await question(page, `/data/pictures/${name}`).locator('input[type=file]').first().setInputFiles(photo[name])
    await question(page, `/data/pictures/${name}`).locator('.preview img').waitFor({ timeout: 10_000 })
  }
  while ((await page.locator('.next.sends').count()) === 0) await answer_the_rest(page), await next(page)
  await saved(page)
  const [instance_id] = await drafts_on(page)
  return instance_id
}

const upload_rows = (page) => rows_on(page, 'outbox')

/// What the page asks of /api/uploads.
function watch_uploads(page) {
  const seen = []
  page.on('request', (request) => request.url().includes('/api/uploads') && seen.push({ method: request.method(), offset: Number(request.headers()['upload-offset'] ?? -1) }))
  return seen
}

async function send_over_a_broken_line(page, line, instance_id) {
  const first = watch_uploads(page)
  // The line dies in the middle of the fifth piece, and stays dead.
  line.bytes_up_max = line.bytes_up + 4.5 * piece_bytes
  await page.locator('.next.sends').click()
  await page.locator('.receipt[data-state=waiting] .receipt-trouble').waitFor({ timeout: 30_000 })
  check('the line broke inside the photo', line.down && first.some((one) => one.method === 'PATCH'), JSON.stringify(first))
  const words = await page.locator('.receipt-there').first().innerText()
  check('the page says how many photos the server has, and how far the next is', /[01].*2.*\d+ %/.test(words.replaceAll('\u00a0', ' ')), words)
  check('screen readers are told, too', (await page.locator('p[role=status].unseen').textContent()) !== '')
  await look_at(page, 'receipt of a photo that is half there')
  const [entry] = await upload_rows(page)
  check('where the photo goes on is kept on the phone', entry.files.some((file) => file.upload_url?.includes('/api/uploads/')), JSON.stringify(entry.files))
  const receipt = await (await fetch(`${server.base}${new URL(page.url()).pathname}/receipts/${instance_id}`)).json()
  check('the answers are with the server already', receipt.expected === 2, JSON.stringify(receipt))
  return first
}

async function come_back(context, link, line, instance_id, earlier, photos) {
  line.down = false
  line.bytes_up_max = Infinity
  const up_before = line.bytes_up
  const page = await context.newPage()
  const later = watch_uploads(page)
  await page.goto(link)
  await page.locator(`.receipt[data-instance="${instance_id}"][data-state=done]`).waitFor({ timeout: 30_000 })
  const sent = line.bytes_up - up_before
  const large = photos.photo_up
  const [begun] = later.filter((one) => one.method === 'PATCH')
  check('it goes on inside the photo', begun?.offset >= 4 * piece_bytes, JSON.stringify(later))
  check('and sends only what was missing', sent < large.length - begun.offset + photos.photo_down.length + overhead_bytes_max, `${sent} bytes of ${large.length}, from ${begun?.offset}`)
  check('nothing was begun a second time', [...earlier, ...later].filter((one) => one.method === 'POST').length === 1, JSON.stringify([earlier, later]))
  await page.locator('.receipt-there', { hasText: /2.*2/ }).waitFor({ timeout: 10_000 })
  // With the time, as the server told it.
  await page.locator('.receipt-there', { hasText: /\d\d:\d\d/ }).waitFor({ timeout: 10_000 })
  check('the page says what the server has, and since when', true)
  await look_at(page, 'receipt of photos that came')
  const receipt = await (await fetch(`${server.base}${new URL(link).pathname}/receipts/${instance_id}`)).json()
  check('both photos are there', receipt.present === 2 && receipt.files.every((file) => file.sha256 === sha256(photos.photo_up) || file.sha256 === sha256(photos.photo_down)), JSON.stringify(receipt))
  check('byte for byte', Object.values(photos).every((photo) => stored_photo(server, sha256(photo))?.equals(photo)))
  check('under the same instanceID, once', server.instance_ids().filter((id) => id === instance_id).length === 1)
  check('what the server has is no longer on the phone', (await drafts_on(page)).length === 0 && (await upload_rows(page)).every((entry) => entry.xml === ''))
}

let line
try {
  const paths = { photo_up: join(server.folder, 'large.jpg'), photo_down: join(server.folder, 'small.jpg') }
  // Not larger than the form asks for: the page sends it as it is.
  await draw_photo(browser, paths.photo_up, 'náměstí', { width: 2000, height: 1500, noise: true })
  await draw_photo(browser, paths.photo_down, 'lavička', { width: 640, height: 480 })
  const photos = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, readFileSync(path)]))
  console.log(`# ${photos.photo_up.length} and ${photos.photo_down.length} bytes`)
  check('one photo is large and one small', photos.photo_up.length > 5 * piece_bytes && photos.photo_down.length < 100_000)
  await server.start()
  line = new BrokenLine(Number(new URL(server.base).port))
  await line.start()
  // By a name that browsers do not take for this machine: they then give what they give over plain http.
  const link = line.base.replace('127.0.0.1', host) + new URL((await server.links_of('walk')).page).pathname
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, locale: 'cs-CZ', hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto(link)
  await page.locator('.start').waitFor({ timeout: 20_000 })
  check('there is no crypto.subtle to lean on', await page.evaluate(() => crypto.subtle === undefined && navigator.locks === undefined))
  await open_form(page)
  const instance_id = await fill_in(page, paths)
  const earlier = await send_over_a_broken_line(page, line, instance_id)
  await page.close()
  await come_back(context, link, line, instance_id, earlier, photos)
  await context.close()
} catch (error) {
  check('the page did what was expected of it', false, error.stack)
} finally {
  await browser.close()
  line?.stop()
}
const code = report.end()
await server.stop(code !== 0)
process.exit(code)
