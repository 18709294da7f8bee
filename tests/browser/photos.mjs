// A photo with people, from behind its veil to everybody's page, in a headless Chromium: blurred everywhere, looked at, covered by a
// drawn box and by keyboard, cleared, veiled again; what is under a cover only with a reason, as is when and where its camera says it
// was, of which the participant is told beforehand; and erased for good. Speaks TAP.
// Usage: node photos.mjs CITYAUDIT
//   PICTURES   optional: a folder for screenshots
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { open_form, question } from './filling.mjs'
import { draw_photo, launch_browser, Report, TestServer, Watch } from './launch.mjs'
import { with_origin } from './located.mjs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: photos.mjs CITYAUDIT')
const report = new Report()
const { check } = report
const slug = 'zlin'
const server = new TestServer(cityaudit, { sample: '' })
const browser = await launch_browser()
const watch = new Watch(browser, report, 'photos', /Failed to load resource: the server responded with a status of (400|403|409|410)/)

const form = `survey
,type,name,label,hint,bind::ca:as,bind::ca:of,bind::ca:keep
,image,picture,Photo,When and where it was taken is kept.,photo,,time place
,select_one ppl4,people,People?,,people,picture,
choices
,list_name,name,label
,ppl4,none,None
,ppl4,identifiable,Yes
settings
,form_id,version,namespaces
,faces,1,"ca=""urn:cityaudit:xforms:1"""
`

/// The mean colour of a few pixels of the picture at `address`, as the page's own session gets it; places from 0 to 1.
const colour_at = (page, address, x, y) =>
  page.evaluate(
    async ([source, left, top]) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const pen = canvas.getContext('2d')
      pen.drawImage(image, 0, 0)
      const { data } = pen.getImageData(Math.round(image.width * left) - 4, Math.round(image.height * top) - 4, 8, 8)
      const mean = [0, 1, 2].map((channel) => Array.from({ length: 64 }, (_, at) => data[at * 4 + channel]).reduce((sum, one) => sum + one) / 64)
      return { mean, width: image.width, height: image.height }
    },
    [address, x, y],
  )
const dark = ({ mean }) => mean.every((one) => one < 60)

const origin = { taken_at: '2018:06:18 14:02:11', latitude: [50, 5, 1363], longitude: [14, 25, 1234] }

/// Before anything is taken, on the first page and at the question.
async function look_at_announcement(link) {
  const { page } = await watch.open_page(360, 'cs-CZ', 'light')
  await page.goto(server.base + new URL(link, server.base).pathname)
  await page.locator('.privacy').getByText('kdy nebo kde byla fotka podle telefonu pořízena').waitFor({ timeout: 15_000 })
  await open_form(page)
  const told = question(page, '/data/picture').locator('.keeps')
  await told.waitFor({ timeout: 10_000 })
  check('people are told what is kept of a photo before they take it', (await told.textContent()).replace(/\s/g, ' ').startsWith('Čas a místo, které telefon zapíše do této fotky'))
  await watch.look_at(page, 'announcement')
  await page.context().close()
}

async function look_at_origin(page) {
  await page.locator('[data-act=origin]').click()
  await page.locator('#unseal-reason').fill('Which of the two lamps is it?')
  await watch.look_at(page, 'origin asked for')
  await page.locator('dialog .button.main').click()
  const told = page.locator('[data-origin]')
  await told.waitFor({ timeout: 10_000 })
  const words = await told.textContent()
  check('when and where only with a reason', words.includes('14:02') && words.includes('50.08712, 14.42009'), words)
  await watch.look_at(page, 'origin')
  await page.keyboard.press('Escape')
}

async function send_photo(openrosa) {
  const path = join(server.folder, 'face.jpg')
  await draw_photo(browser, path, 'Tady je někdo')
  const instance = `uuid:${crypto.randomUUID()}`
  const body = new FormData()
  body.append('xml_submission_file', new Blob([`<data id="faces" version="1" xmlns:orx="http://openrosa.org/xforms"><picture>face.jpg</picture><people>identifiable</people><orx:meta><orx:instanceID>${instance}</orx:instanceID></orx:meta></data>`], { type: 'text/xml' }), 'submission.xml')
  body.append('face.jpg', new Blob([with_origin(readFileSync(path), origin)], { type: 'image/jpeg' }), 'face.jpg')
  const answer = await fetch(`${openrosa}/submission`, { method: 'POST', headers: { 'X-OpenRosa-Version': '1.0', Date: new Date().toUTCString() }, body })
  check('the server has the photo', answer.status === 201, await answer.text())
}

async function find_photo(page) {
  await page.goto(`${server.base}/a/${slug}/photos`)
  const photos = () => page.evaluate(() => fetch('/api/audits/zlin/photos').then((answer) => answer.json()))
  const item = await server.wait_for('the photo in the queue', async () => (await photos()).items.find((one) => one.activity === 'faces' && one.thumbnail_url))
  check('lists show only its veil', item.veiled && item.preview_url === null && item.thumbnail_url.includes('/veil'))
  const refused = await page.evaluate((id) => fetch(`/api/photos/${id}/preview`).then((answer) => answer.status), item.id)
  check('and its preview is refused', refused === 403)
  await page.locator(`[data-photo="${item.id}"]`).waitFor({ timeout: 10_000 })
  await watch.look_at(page, 'queue')
  return item
}

async function cover_and_clear(page, id) {
  await page.locator(`[data-photo="${id}"]`).click()
  const stage = page.locator('.stage')
  await stage.waitFor({ timeout: 10_000 })
  await page.locator('.stage img').evaluate((image) => image.decode())
  const box = await stage.boundingBox()
  await page.getByRole('button', { name: 'Solid' }).click()
  await page.mouse.move(box.x + box.width * 0.1, box.y + box.height * 0.1)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.25, { steps: 5 })
  await page.mouse.up()
  check('a box is drawn', (await page.locator('.cover').count()) === 1)
  await page.getByRole('button', { name: 'Box by keyboard' }).click()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowRight')
  check('another by keyboard', (await page.locator('.cover').count()) === 2)
  await page.keyboard.press('Delete')
  check('and removed', (await page.locator('.cover').count()) === 1)
  await page.getByRole('button', { name: 'Brush' }).click()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.7)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.7, { steps: 8 })
  await page.mouse.up()
  check('a stroke is drawn', (await page.locator('path.stroke').count()) === 1)
  await watch.look_at(page, 'editor')
  await page.locator('[data-act=cover]').click()
  const detail = () => page.evaluate((one) => fetch(`/api/photos/${one}`).then((answer) => answer.json()), id)
  const covered = await server.wait_for('the covered photo', async () => {
    const now = await detail()  // "ready" alone would also be true before the covers have reached the server
    return now.covers.length && now.state === 'ready' ? now : null
  })
  await stage.waitFor({ timeout: 10_000 })
  check('what was covered is gone from the picture', dark(await colour_at(page, covered.uncleared_url, 0.2, 0.18)) && dark(await colour_at(page, covered.uncleared_url, 0.7, 0.7)))
  check('and nothing else', !dark(await colour_at(page, covered.uncleared_url, 0.9, 0.1)))
  await page.locator('[data-act=clear]').click()
  await page.locator('[data-act=veil]').waitFor({ timeout: 10_000 })
  const cleared = await detail()
  check('cleared, everybody who works on the audit sees it', !cleared.veiled && cleared.clearance === 'covered' && dark(await colour_at(page, cleared.thumbnail_url, 0.2, 0.18)))
  await watch.look_at(page, 'cleared photo')
  return cleared
}

async function look_under(page, id) {
  await page.getByRole('button', { name: 'See without covers' }).click()
  await page.locator('#unseal-reason').fill('The person asked whether they can be seen')
  await page.locator('dialog .button.main').click()
  const image = page.locator('dialog img')
  await image.waitFor({ timeout: 20_000 })
  check('under a cover only with a reason', !dark(await colour_at(page, await image.getAttribute('src'), 0.2, 0.18)))
  await page.keyboard.press('Escape')
  await page.locator('[data-act=veil]').click()
  await page.locator('[data-act=clear]').waitFor({ timeout: 10_000 })
  const status = await page.evaluate((one) => fetch(`/api/photos/${one}/preview`).then((answer) => answer.status), id)
  check('veiled again, it is refused again', status === 403)
}

async function erase(page, narrow, id) {
  await page.goto(`${server.base}/a/${slug}/photos/${id}`)
  for (const [one, what] of [[narrow, 'narrow erase dialog'], [page, 'erase dialog']]) {
    await one.locator('[data-act=erase]').click()
    await one.locator('dialog[open]').waitFor({ timeout: 5_000 })
    await watch.look_at(one, what)
  }
  const now = page.locator('[data-act=erase-now]')
  check('nothing is erased by one click', await now.isDisabled())
  await page.locator('dialog input[value=subject_asked]').check()
  check('nor without a confirmation', await now.isDisabled())
  await page.locator('dialog input[name=confirmed]').check()
  await now.click()
  await page.locator('[data-state=erased]').waitFor({ timeout: 10_000 })
  check('the page says when and why it was erased', /was erased on .*Somebody in the photo asked/s.test(await page.locator('[data-state=erased]').innerText()))
  await watch.look_at(page, 'erased photo')
  await narrow.locator('[data-state=erased]').waitFor({ state: 'attached', timeout: 10_000 })
  await narrow.keyboard.press('Escape')
  check('so does the page of who looks at it elsewhere', (await narrow.locator('[data-act=erase]').count()) === 0)
  await watch.look_at(narrow, 'narrow erased photo')
  const status = await page.evaluate((one) => fetch(`/api/photos/${one}/veil`).then((answer) => answer.status), id)
  check('its pictures are gone', status === 410)
  await page.goto(`${server.base}/a/${slug}/photos?queue=all`)
  await page.locator('.gallery .thumb.erased').waitFor({ timeout: 10_000 })
  check('the list keeps its place', /was erased on/.test(await page.locator('.gallery').innerText()))
  await watch.look_at(page, 'queue with an erased photo')
  const submission = await page.evaluate((one) => fetch(`/api/photos/${one}`).then((answer) => answer.json()).then((photo) => photo.submission), id)
  await page.goto(`${server.base}/a/${slug}/submissions/${submission}`)
  await page.locator('.pictures .thumb.erased').waitFor({ timeout: 10_000 })
  check('and so does its submission, without the file\'s name', !(await page.locator('main, .page').first().innerText()).includes('face.jpg'))
  await watch.look_at(page, 'submission of an erased photo')
}

try {
  await server.start()
  const opened = JSON.parse(server.run('open', server.write('faces.csv', form), '--audit', slug, '--activity', 'faces'))
  await look_at_announcement(opened.page)
  await send_photo(server.base + new URL(opened.openrosa, server.base).pathname)
  const { context, page } = await watch.open_page(1280, 'en-GB', 'light')
  await page.goto(await server.sign_in_link())
  await page.waitForURL(/\/a\//, { timeout: 15_000 })
  const item = await find_photo(page)
  const cleared = await cover_and_clear(page, item.id)
  await look_at_origin(page)
  await look_under(page, cleared.id)
  await page.goto(`${server.base}/a/${slug}/forms/faces`)
  await page.locator('[data-keeps="time place"]').waitFor({ timeout: 10_000 })
  await watch.look_at(page, 'form that keeps')
  const narrow = await watch.open_page(360, 'cs-CZ', 'dark')
  await narrow.context.addCookies(await context.cookies())
  for (const [what, path, ready] of [['narrow queue', 'photos?queue=all', '.gallery img'], ['narrow editor', `photos/${item.id}`, '.stage img']]) {
    await narrow.page.goto(`${server.base}/a/${slug}/${path}`)
    await narrow.page.locator(ready).first().waitFor({ timeout: 15_000 })
    await watch.look_at(narrow.page, what)
  }
  await erase(page, narrow.page, item.id)
} catch (error) {
  check('the pages did what was expected of them', false, error.stack)
} finally {
  await browser.close()
}
const code = watch.end()
await server.stop(code !== 0)
process.exit(code)
