// ODK Web Forms, the field's own web client, fills in every built-in instrument and posts it: a client that shares no code with our pages.
// It is built from tests/web_forms and served here beside the server, so that it speaks to it from the same address. Speaks TAP.
// Usage: node web_forms.mjs CITYAUDIT BUILT_PAGES INSTRUMENTS
//   PICTURES   optional: a folder for screenshots
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { draw_photo, launch_browser, Report, TestServer } from './launch.mjs'

const [cityaudit, pages, instruments] = process.argv.slice(2)
if (!instruments) throw new Error('usage: web_forms.mjs CITYAUDIT BUILT_PAGES INSTRUMENTS')
const report = new Report()
const { check } = report
const content_types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
/// What is tried in a field of letters, one after the other, until its constraint is content.
const candidates = ['Lavičky chybí u zastávky.', 'PV07', 'KR12', 'FG1-P02', '2018', '3']
const rounds_max = candidates.length + 1
const answer_ms_max = 20_000

/// The built pages, and the server behind them.
function serve_pages(behind) {
  const { hostname, port } = new URL(behind)
  const front = createServer((asked, answer) => {
    const path = normalize(new URL(asked.url, behind).pathname)
    if (path === '/' || path.startsWith('/assets/')) {
      const file = path === '/' ? '/index.html' : path
      answer.writeHead(200, { 'content-type': content_types[extname(file)] ?? 'application/octet-stream' })
      return answer.end(readFileSync(join(pages, file)))
    }
    const onward = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode, got.headers)
      got.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  })
  return new Promise((resolve) => front.listen(0, '127.0.0.1', () => resolve(front)))
}

/// PhotoVoice without its questions for files, which version 0.22 of ODK Web Forms cannot ask.
function without_files(name) {
  const lines = readFileSync(join(instruments, `${name}.csv`), 'utf8').split('\n')
  const names = lines.filter((line) => line.startsWith(',file,')).map((line) => line.split(',')[2])
  return lines.filter((line) => !line.startsWith(',file,') && !names.some((one) => line.includes(`\${${one}}`))).join('\n')
}

async function choose_from_menu(page, menu) {
  await menu.click()
  await page.locator('[role=option]').first().click()
  await page.keyboard.press('Escape')
}

async function locate(page, question) {
  await question.locator('button').first().click()
  await page.getByRole('button', { name: /save/i }).click({ timeout: 15_000 })
}

/// Answers one question as a person would, by what it shows; `attempt` says how often its answer was not content before.
async function answer(page, question, photo, attempt) {
  const has = async (selector) => (await question.locator(selector).count()) > 0
  if (await has('.geopoint-control')) return attempt === 0 && locate(page, question)
  if (await has('input[type=file]')) return question.locator('input[type=file]').first().setInputFiles(photo)
  const choice = async (selector) => question.locator(selector).nth(attempt % (await question.locator(selector).count()))
  if (await has('input[type=radio]')) return (await choice('.value-option')).click()
  if (await has('input[type=checkbox]')) {
    for (const box of await question.locator('input[type=checkbox]').all()) await box.uncheck({ force: true })
    return (await choice('input[type=checkbox]')).check({ force: true })
  }
  if (await has('.p-select, .p-multiselect')) return choose_from_menu(page, question.locator('.p-select, .p-multiselect').first())
  if (await has('.p-datepicker')) {
    await question.locator('.p-datepicker input').click()
    if (attempt > 0) await page.locator('.p-datepicker-panel .p-datepicker-prev-button').click()
    const day = attempt > 0 ? page.locator('.p-datepicker-panel .p-datepicker-day', { hasText: /^15$/ }) : page.locator('.p-datepicker-panel .p-datepicker-today span')
    await day.first().click()
    return page.keyboard.press('Escape')
  }
  const field = question.locator('input, textarea').first()
  if ((await field.count()) === 0 || !(await field.isEditable())) return
  const number = await has('.p-inputnumber')
  await field.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.type(number ? String(3 + attempt) : candidates[attempt % candidates.length])
  await field.blur()
}

const ids_of = (page, condition) =>
  page.locator('.question-container').evaluateAll((all, selector) => all.filter((one) => (selector ? one.querySelector(selector) : one)?.offsetParent).map((one) => one.id), condition)

/// The questions that are shown and were not answered yet, in their order; more may come while they are answered.
async function answer_new(page, answered, photo) {
  for (;;) {
    const next = (await ids_of(page, '')).find((id) => !answered.has(id))
    if (!next) return
    answered.add(next)
    await answer(page, page.locator(`[id="${next}"]`), photo, 0)
  }
}

/// Sends; mends what the client complains of and sends again, until the server has answered.
async function send(page, answered, photo) {
  for (let round = 1; round <= rounds_max; round++) {
    await page.locator('.footer button').last().click()
    await page.waitForFunction(() => window.answered || [...document.querySelectorAll('.validation-message')].some((one) => one.offsetParent), null, { timeout: answer_ms_max })
    const said = await page.evaluate(() => window.answered)
    if (said) return said
    console.log(`# mends: ${await page.locator('.validation-message:visible').allInnerTexts()}`)
    for (const id of await ids_of(page, '.validation-message')) await answer(page, page.locator(`[id="${id}"]`), photo, round)
    await answer_new(page, answered, photo)
  }
  return { status: 0, text: `not sent: ${await page.locator('.validation-message:visible').allInnerTexts()}` }
}

async function fill_in(browser, front, link, server, photo) {
  const complaints = []
  const page = await browser.newPage({ viewport: { width: 900, height: 1200 }, geolocation: { latitude: 50.1, longitude: 14.43, accuracy: 8 }, permissions: ['geolocation'] })
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.stack))
  await page.goto(`http://127.0.0.1:${front.address().port}/?base=${new URL(link.openrosa).pathname}&form=${link.form}`)
  await page.locator('.question-container').first().waitFor({ timeout: 30_000 })
  const answered = new Set()
  await answer_new(page, answered, photo)
  const said = await send(page, answered, photo)
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `web-forms-${link.form}.png`), fullPage: true })
  check(`${link.form}: the server takes what ODK Web Forms sends (${answered.size} questions)`, said.status === 201, `${said.status} ${said.text}`)
  const sent = (await page.evaluate(() => window.sent)) ?? ''
  const id = /instanceID[^>]*>([^<]+)/.exec(sent)?.[1]
  check(`${link.form}: it is stored`, id !== undefined && server.instance_ids().includes(id), id)
  check(`${link.form}: the client has nothing to complain about`, complaints.length === 0, complaints.join('\n'))
  await page.close()
}

const server = new TestServer(cityaudit)
const browser = await launch_browser()
const photo = join(server.folder, 'photo.jpg')
let front
try {
  await draw_photo(browser, photo, 'Letná')
  await server.start()
  await server.sample_loaded()
  front = await serve_pages(server.base)
  const kinds = ['walk_checklist', 'fg_notes', 'desk_indicator', 'project_eval']
  const links = kinds.map((form) => JSON.parse(server.run('links')).find((link) => link.form === form))
  const shortened = join(server.folder, 'photovoice.csv')
  writeFileSync(shortened, without_files('photovoice').replaceAll(',photovoice,', ',photovoice_web,'))
  links.push(JSON.parse(server.run('open', shortened, '--audit', 'praha-2018', '--activity', 'photovoice-web', '--instrument', 'photovoice')))
  for (const link of links) await fill_in(browser, front, link, server, photo)
} catch (error) {
  check('every instrument was filled in', false, error.stack)
} finally {
  await browser.close()
  front?.close()
}
const code = report.end()
await server.stop(code !== 0)
process.exit(code)
