// A participant's phone in a headless Chromium: a walk checklist with a photo, reloaded in the middle, cut off while it is
// sent, and once on a phone that is full; PhotoVoice with two photos. On the server there is exactly one of each, byte for byte. Speaks TAP.
// Usage: node participant.mjs CITYAUDIT
//   PICTURES   optional: a folder for screenshots
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answer_the_rest, choose, drafts_on, next, open_form, question, saved, sha256, stored_photo } from './filling.mjs'
import { axe_violations, draw_photo, launch_browser, modules, Report, TestServer } from './launch.mjs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: participant.mjs CITYAUDIT')
const axe_source = readFileSync(modules.resolve('axe-core/axe.min.js'), 'utf8')
const report = new Report()
const { check } = report
const arrival_ms_max = 15_000

const server = new TestServer(cityaudit)
const browser = await launch_browser()

const complaints = []
/// What the browser says about a network that this test itself cut is no complaint.
const expected_noise = /Failed to load resource: net::ERR_(FAILED|INTERNET_DISCONNECTED|ABORTED|CONNECTION_RESET)/
async function open_phone(language) {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, locale: language, hasTouch: true, isMobile: true })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
  })
  const page = await context.newPage()
  listen(page)
  return { context, page }
}
function listen(page) {
  page.on('console', (message) => message.type() === 'error' && !expected_noise.test(message.text()) && complaints.push(`${page.url()}: ${message.text()} ${message.location().url}`))
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.stack}`))
}

async function look_at(page, name) {
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name.replaceAll(' ', '-')}.png`), fullPage: true })
  // What stays in sight covers whatever happens to lie under it: targets are measured without it.
  const stays = (position) => page.evaluate((wanted) => document.querySelectorAll('.top, .bottom, .stays, .undo').forEach((one) => one.style.setProperty('position', wanted)), position)
  await stays('static')
  const violations = await axe_violations(page, axe_source)
  await stays('')
  check(`axe finds nothing on the ${name}`, violations.length === 0, violations.join('\n'))
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(`the ${name} needs no sideways scrolling at 360 px`, excess <= 0, `${excess} px too wide`)
}

async function fill_in_walk(page, photo) {
  await choose(page, '/data/where/stop_id', await question(page, '/data/where/stop_id').locator('input').first().getAttribute('value'))
  const code = question(page, '/data/where/observer').locator('input')
  await code.fill('pv7')
  await code.blur()
  check('a code that cannot be right is told at the question', await question(page, '/data/where/observer').locator('.error:not([hidden])').waitFor({ timeout: 3_000 }).then(() => true, () => false))
  await code.fill('PV07')
  await choose(page, '/data/where/light_cond', 'day')
  await next(page)

  await answer_the_rest(page)
  await choose(page, '/data/orientation/info_access', '1')
  await question(page, '/data/orientation/info_missing').locator('textarea, input').fill('Mapa ve vietnamštině')
  await saved(page)
  const [before] = await drafts_on(page)
  await page.reload()
  await page.locator('.player').waitFor({ timeout: 20_000 })
  check('after a reload the form is open at the same page', await question(page, '/data/orientation/info_missing').isVisible())
  check('with what was written', (await question(page, '/data/orientation/info_missing').locator('textarea, input').inputValue()) === 'Mapa ve vietnamštině')
  await page.locator('.saved[data-state=saved]').waitFor()
  const [after] = await drafts_on(page)
  check('under the same instanceID', before !== undefined && before === after, `${before} ${after}`)

  while ((await page.locator('.question[data-kind=upload]:not([hidden])').count()) === 0) {
    await answer_the_rest(page)
    await next(page)
  }
  await question(page, '/data/pictures/photo_up').locator('input[type=file]').first().setInputFiles(photo)
  await question(page, '/data/pictures/photo_up').locator('.preview img').waitFor({ timeout: 5_000 })
  await saved(page)
  await page.reload()
  await question(page, '/data/pictures/photo_up').locator('.preview img').waitFor({ timeout: 20_000 })
  check('a photo outlives a reload, too', true)
  await answer_the_rest(page)
  await next(page)
  return before
}

/// Sends while the network goes: the answers arrive without the phone learning it, then there is no network at all.
async function send_through_a_cut(page, context) {
  while ((await page.locator('.next.sends').count()) === 0) {
    await answer_the_rest(page)
    await next(page)
  }
  await look_at(page, 'page before sending')
  let posts = 0
  await page.route('**/submission', async (route) => {
    posts++
    if (posts > 1) return route.abort('internetdisconnected')
    await route.fetch()
    await route.abort('connectionreset')
  })
  await page.locator('.next.sends').click()
  await page.locator('.receipt[data-state=waiting]').waitFor({ timeout: 10_000 })
  await page.locator('.receipt-trouble').waitFor({ timeout: 10_000 })
  check('a lost answer is told as such, and nothing is lost', posts >= 1)
  await look_at(page, 'receipt without a network')
  await context.setOffline(true)
  await page.unroute('**/submission')
  await context.setOffline(false)
  await page.locator('.receipt[data-state=done]').waitFor({ timeout: arrival_ms_max })
  check('it sends itself when the network is back', true)
}

async function staff_sees(staff, instance_id) {
  return server.wait_for(
    instance_id,
    () =>
      staff.evaluate(async (wanted) => {
        const { audits } = await (await fetch('/api/audits')).json()
        const page = await (await fetch(`/api/audits/${audits[0].slug}/submissions?limit=50`)).json()
        for (const item of page.items) {
          const detail = await (await fetch(`/api/submissions/${item.id}`)).json()
          if (detail.instance_id === wanted) return detail
        }
        return null
      }, instance_id),
    arrival_ms_max,
  )
}

async function check_on_the_server(staff, name, instance_id, photos, wanted_answers) {
  check(`${name}: the server has it once`, server.instance_ids().filter((id) => id === instance_id).length === 1)
  const detail = await staff_sees(staff, instance_id)
  check(`${name}: all files are there`, detail.attachments.expected === photos.length && detail.attachments.present === photos.length, JSON.stringify(detail.attachments))
  check(`${name}: nothing is wrong with the answers`, detail.problem_list.length === 0, JSON.stringify(detail.problem_list))
  for (const [path, value] of Object.entries(wanted_answers)) {
    const answer = detail.answers.find((one) => one.path === path)
    check(`${name}: ${path} says what was typed`, answer?.value === value, JSON.stringify(answer))
  }
  for (const photo of photos) {
    check(`${name}: a photo is there byte for byte`, stored_photo(server, sha256(photo))?.equals(photo))
  }
}

async function walk(staff, link, photo_path) {
  const { context, page } = await open_phone('cs-CZ')
  await page.goto(link)
  await page.locator('.start').waitFor({ timeout: 20_000 })
  await look_at(page, 'participant page')
  await open_form(page)
  await look_at(page, 'first page of the form')
  const instance_id = await fill_in_walk(page, photo_path)
  await send_through_a_cut(page, context)
  await look_at(page, 'receipt')
  await check_on_the_server(staff, 'walk', instance_id, [readFileSync(photo_path)], { '/data/orientation/info_missing': 'Mapa ve vietnamštině', '/data/where/observer': 'PV07' })
  check('what the server has is no longer on the phone', (await drafts_on(page)).length === 0)

  await page.locator('.start').click()
  await page.locator('.player').waitFor({ timeout: 20_000 })
  check('the next stop starts with the same code', (await question(page, '/data/where/observer').locator('input').inputValue()) === 'PV07')
  const other = await context.newPage()
  listen(other)
  await saved(page)
  await other.goto(link)
  await other.locator('.start').click()
  await other.locator('.player').waitFor({ timeout: 20_000 })
  await question(page, '/data/where/observer').locator('input').fill('PV08')
  check('a form opened in a second window is no longer written by the first', await page.locator('.trouble:not([hidden])').waitFor({ timeout: 5_000 }).then(() => true, () => false))
  await send_without_room(staff, other, photo_path)
  await context.close()
}

/// A phone that is full: it says so, and the form goes from the page straight to the server.
async function send_without_room(staff, page, photo_path) {
  const [instance_id] = await drafts_on(page)
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function (...words) {
      if (this.name === 'files' || this.name === 'drafts') throw new DOMException('made full by the test', 'QuotaExceededError')
      return put.apply(this, words)
    }
  })
  await choose(page, '/data/where/stop_id', await question(page, '/data/where/stop_id').locator('input').nth(1).getAttribute('value'))
  await choose(page, '/data/where/light_cond', 'day')
  check('a full phone says so', await page.locator('.trouble:not([hidden])').waitFor({ timeout: 5_000 }).then(() => true, () => false))
  await look_at(page, 'form on a full phone')
  while ((await page.locator('.question[data-kind=upload]:not([hidden])').count()) === 0) await answer_the_rest(page), await next(page)
  await question(page, '/data/pictures/photo_down').locator('input[type=file]').first().setInputFiles(photo_path)
  await question(page, '/data/pictures/photo_down').locator('.preview img').waitFor({ timeout: 5_000 })
  while ((await page.locator('.next.sends').count()) === 0) await answer_the_rest(page), await next(page)
  await page.locator('.next.sends').click()
  await page.locator(`.receipt[data-instance="${instance_id}"][data-state=done]`).waitFor({ timeout: arrival_ms_max })
  await check_on_the_server(staff, 'full phone', instance_id, [readFileSync(photo_path)], { '/data/where/observer': 'PV07' })
  await page.waitForTimeout(300)
  check('no draft is left of what was sent from the page', (await drafts_on(page)).length === 0)
}

/// PhotoVoice in Ukrainian, written down by somebody else: whole, with two photos, one removed and taken back.
async function photovoice(staff, link, photo_paths) {
  const { context, page } = await open_phone('uk-UA')
  await page.goto(link)
  await page.locator('html[lang=uk]').waitFor()
  check('a translation that nobody has checked says so', await page.locator('.unchecked').isVisible())
  await look_at(page, 'start in Ukrainian')
  await open_form(page)
  await question(page, '/data/you/code').locator('input').fill('PV11')
  await choose(page, '/data/you/age', '18p')
  await next(page)
  await answer_the_rest(page)
  await choose(page, '/data/consent/c_analyse', 'yes')
  for (const entry of [1, 2]) {
    if (entry === 2) await page.locator('.entry-tools .add').click()
    else while (!(await question(page, '/data/photos[1]/picture/photo').isVisible())) await answer_the_rest(page), await next(page)
    await question(page, `/data/photos[${entry}]/picture/photo`).locator('input[type=file]').first().setInputFiles(photo_paths[entry - 1])
    await question(page, `/data/photos[${entry}]/picture/caption`).locator('textarea').fill(`Лавка, де всі розмовляють ${entry}`)
    await answer_the_rest(page)
    if (entry === 1) await look_at(page, 'photo of PhotoVoice')
    await next(page)
    while ((await page.locator('.entry-tools .add').count()) === 0) await answer_the_rest(page), await next(page)
    await answer_the_rest(page)
  }
  await saved(page)
  while (!(await question(page, '/data/photos[2]/picture/photo').isVisible())) await page.locator('.back').click()
  await page.locator('.entry-tools .quiet').click()
  await page.locator('.undo button').click()
  check('a removed photo comes back', await server.wait_for('the photo', () => question(page, '/data/photos[2]/picture/photo').locator('.preview img').isVisible(), 8_000).catch(() => false))
  while ((await page.locator('.next.sends').count()) === 0) await answer_the_rest(page), await next(page)
  await page.locator('.filled-by summary').click()
  await page.locator('#filled-by').fill('перекладачка')
  await saved(page)
  const [instance_id] = await drafts_on(page)
  await page.locator('.next.sends').click()
  await page.locator('.receipt[data-state=done]').waitFor({ timeout: arrival_ms_max })
  await look_at(page, 'receipt of PhotoVoice')
  await check_on_the_server(staff, 'PhotoVoice', instance_id, photo_paths.map((path) => readFileSync(path)), { '/data/photos[2]/picture/caption': 'Лавка, де всі розмовляють 2' })
  const { answers } = await staff_sees(staff, instance_id)
  check('staff see who wrote it down', answers.some((answer) => answer.role === 'filled_by' && answer.value === 'перекладачка'))
  await context.close()
}

try {
  const photos = ['náměstí', 'podchod', 'lavička'].map((words, index) => ({ words, path: join(server.folder, `photo-${index}.jpg`) }))
  for (const { words, path } of photos) await draw_photo(browser, path, words)
  await server.start()
  await server.sample_loaded()
  const staff_context = await browser.newContext()
  const staff = await staff_context.newPage()
  await staff.goto(await server.sign_in_link())
  await staff.waitForURL(/\/a\//, { timeout: 15_000 })
  const [walk_links, photovoice_links] = [await server.links_of('walk'), await server.links_of('photovoice')]
  const started = Date.now()
  await walk(staff, walk_links.page, photos[0].path)
  await photovoice(staff, photovoice_links.page, [photos[1].path, photos[2].path])
  console.log(`# all filled in and sent in ${Date.now() - started} ms`)
} catch (error) {
  check('the page did what was expected of it', false, error.stack)
} finally {
  await browser.close()
}
check('the browser had nothing to complain about', complaints.length === 0, complaints.join('\n'))
const code = report.end()
await server.stop(code !== 0)
process.exit(code)
