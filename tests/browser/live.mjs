// Watches, in a headless Chromium, a submission appear on the staff overview while it is sent; then looks at every page
// with axe, at 360 px, and for anything the browser complained about. Speaks TAP; exit code 1 when something failed.
//
//   BASE_URL          where the server is
//   SIGN_IN_LINK      a one-time sign-in link
//   SUBMIT_COMMAND    a shell command that sends one submission with a photo
//   PARTICIPANT_LINK  optional: a participant's link to look at, too
//   AUDIT_SLUG        praha-2018
//   SAMPLE_WAIT_MS    how long the sample audit may still be loading (240000)
//   PICTURES          optional: a folder for screenshots
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const modules = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = modules('playwright-core')
const axe_source = readFileSync(modules.resolve('axe-core/axe.min.js'), 'utf8')

const setting = (name, otherwise) => {
  const value = process.env[name] ?? otherwise
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}
const base = setting('BASE_URL').replace(/\/$/, '')
const slug = setting('AUDIT_SLUG', 'praha-2018')
// A bound for "by itself", not for how fast: the disk may still be writing what the tests before left to it. The time is printed.
const arrival_ms_max = 20_000

let count = 0
let failed = 0
function check(what, good, detail = '') {
  count++
  if (!good) failed++
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${what}`)
  if (!good && detail) console.log(String(detail).replace(/^/gm, '#   '))
}

function run_shell(command) {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes))
    child.on('close', (code) => resolve({ code, output }))
  })
}

const complaints = []
function listen(page) {
  page.on('console', (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()} ${message.location().url}`))
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`))
}

async function watch_policy(context) {
  // Under the pages' own policy: the listener reports through the console, which is listened to.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
  })
}

async function axe_violations(page) {
  await page.evaluate(axe_source)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  return violations.map((one) => `${one.impact} ${one.id}: ${one.help}\n${one.nodes.slice(0, 4).map((node) => `  ${node.target.join(' ')}`).join('\n')}`)
}

async function look_at(page, name, path, ready) {
  if (path) await page.goto(base + path)
  await page.locator(ready).first().waitFor({ timeout: 10_000 })
  // Colours are judged at rest.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished)))
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name.replaceAll(' ', '-')}.png` })
  const violations = await axe_violations(page)
  check(`axe finds nothing on the ${name}`, violations.length === 0, violations.join('\n'))
}

async function check_width(page, name) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(`the ${name} needs no sideways scrolling at ${page.viewportSize().width} px`, excess <= 0, `${excess} px too wide`)
}

const browser = await chromium.launch({
  executablePath: setting('CHROMIUM', '/usr/bin/chromium'),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

async function watch_arrival(page) {
  await page.goto(setting('SIGN_IN_LINK'))
  await page.waitForURL(new RegExp(`/a/${slug}$`), { timeout: 15_000 })
  check('the one-time link leads to the audit', true)
  check('the token is gone from the address', !page.url().includes('#'), page.url())
  await page.locator('.state.live').waitFor({ timeout: 10_000 })
  await page.locator('progress').waitFor({ state: 'detached', timeout: Number(setting('SAMPLE_WAIT_MS', '240000')) })
  await page.waitForTimeout(3_000)  // what was loaded last has come by then

  const rows = () => page.locator('[data-submission]').evaluateAll((found) => found.map((row) => row.dataset.submission))
  const before = new Set(await rows())
  await page.evaluate(() => (globalThis.never_reloaded = true))
  const sent = await run_shell(setting('SUBMIT_COMMAND'))
  check('a submission is sent', sent.code === 0, sent.output)

  let arrived
  const started = Date.now()
  while (!arrived && Date.now() - started < arrival_ms_max) {
    arrived = (await rows()).find((id) => !before.has(id))
    if (!arrived) await page.waitForTimeout(50)
  }
  check(`its row appears within ${arrival_ms_max} ms`, !!arrived)
  if (!arrived) return
  console.log(`# appeared after ${Date.now() - started} ms`)
  const loaded = await page
    .waitForFunction((id) => [...document.querySelectorAll(`[data-submission="${id}"] img`)].some((image) => image.complete && image.naturalWidth > 0), arrived, { timeout: Math.max(1, started + arrival_ms_max - Date.now()) })
    .then(() => true, () => false)
  check(`its thumbnail is there within ${arrival_ms_max} ms`, loaded)
  console.log(`# with thumbnail after ${Date.now() - started} ms`)
  check('the page was not reloaded', await page.evaluate(() => globalThis.never_reloaded === true))
  return arrived
}

/// A facilitator calls a theme as the city does, adds one, hides another; the matrix follows without a reload.
async function edit_themes(page) {
  await page.goto(`${base}/a/${slug}`)
  await page.locator('a.themes').click()
  await page.waitForURL(/\/themes$/, { timeout: 10_000 })
  await look_at(page, 'themes', '', '[data-theme-code="T4.5"]')
  await check_width(page, 'themes')
  const saved = (code) => page.locator('.saved.shown', { hasText: code }).waitFor({ timeout: 10_000 })

  const name = page.locator('#name-T3-en')
  const before = await name.inputValue()
  await name.fill('Streets after dark')
  await name.press('Enter')
  await saved('T3 Streets after dark')
  check('the name it had is offered', (await page.locator('[data-theme-code=T3] .other').innerText()).includes(before))
  await page.locator('#theme-above').selectOption('T3')
  const code = page.locator('#theme-code')
  check('the next free code is proposed', (await code.inputValue()) === 'T3.9', await code.inputValue())
  await page.locator('#theme-new-en').fill('Benches')
  await page.locator('form.add button[type=submit]').click()
  await saved('T3.9 Benches')
  await page.locator('[data-theme-code="T3.9"]').waitFor({ timeout: 10_000 })
  await page.locator('[data-theme-code=T2] .use button').focus()
  await page.keyboard.press('Enter')
  await saved('T2')
  check('a hidden theme with evidence says that it stays', await page.locator('[data-theme-code=T2] .said').isVisible())
  await look_at(page, 'themes that were changed', '', '[data-theme-code="T3.9"]')

  await page.goBack()
  const row = (text) => page.locator('.matrix tbody', { hasText: text })
  await row('Streets after dark').waitFor({ timeout: 10_000 })
  check('the matrix calls it so', (await row(before).count()) === 0)
  // The matrix is read again calmly: the name may be there before the mark.
  await page.locator('.matrix .tag').first().waitFor({ timeout: 10_000 }).catch(() => {})
  check('the hidden one is marked there', (await page.locator('.matrix .tag').count()) > 0)
  await page.goto(`${base}/a/${slug}/themes`)
  await page.locator('[data-theme-code=T3] .other button').click()
  await saved(`T3 ${before}`)
  await page.locator('[data-theme-code=T2] .use button').click()
  await page.locator('[data-theme-code=T2] .chip').waitFor({ state: 'detached', timeout: 10_000 })
  check('both are put back', (await name.inputValue()) === before)
}

try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
  await watch_policy(context)
  const page = await context.newPage()
  listen(page)
  const arrived = await watch_arrival(page)

  await look_at(page, 'overview', `/a/${slug}`, '.matrix table')
  const cell = page.locator('button.cell').first()
  if (await cell.count()) {
    await cell.focus()
    await page.keyboard.press('Enter')
    await look_at(page, 'open cell', '', 'dialog.drawer[open] h3')
    await page.keyboard.press('Escape')
    await page.locator('dialog.drawer').waitFor({ state: 'detached' })
    check('the focus returns to the cell', await cell.evaluate((button) => document.activeElement === button))
  } else check('the matrix has a cell to open', false)
  await look_at(page, 'findings', `/a/${slug}/findings`, 'article, .empty')
  if (arrived) await look_at(page, 'submission', `/a/${slug}/submissions/${arrived}`, '.answers')
  await edit_themes(page)
  await page.locator('button[lang=cs]').click()
  await page.locator('html[lang=cs]').waitFor({ timeout: 5_000 })
  check('the language changes in place', true)

  const narrow = await context.newPage()
  await narrow.emulateMedia({ colorScheme: 'dark' })
  listen(narrow)
  await narrow.setViewportSize({ width: 360, height: 780 })
  for (const [name, path, ready] of [['overview', `/a/${slug}`, '.matrix table'], ['findings', `/a/${slug}/findings`, 'article, .empty'], ['themes', `/a/${slug}/themes`, '[data-theme-code="T4.5"]'], ...(arrived ? [['submission', `/a/${slug}/submissions/${arrived}`, '.answers']] : [])]) {
    await look_at(narrow, `narrow ${name}`, path, ready)
    await check_width(narrow, name)
  }
  if (process.env.PARTICIPANT_LINK) {
    await narrow.goto(process.env.PARTICIPANT_LINK)
    await look_at(narrow, 'participant page', '', '.start')
    await check_width(narrow, 'participant page')
    await narrow.locator('.collect > summary').click()
    await look_at(narrow, 'way with Collect', '', '.steps')
    await narrow.waitForFunction(() => [...document.querySelectorAll('img.qr')].some((image) => image.complete && image.naturalWidth > 0), undefined, { timeout: 5_000 })
  }
  await context.close()

  const stranger = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'dark', locale: 'cs-CZ' })
  await watch_policy(stranger)
  const door = await stranger.newPage()
  listen(door)
  await look_at(door, 'sign-in page', '/sign-in', 'form')
  await stranger.close()
} catch (error) {
  check('the pages did what was expected of them', false, error.stack)
} finally {
  await browser.close()
}
check('the browser had nothing to complain about', complaints.length === 0, complaints.join('\n'))
console.log(`1..${count}`)
process.exit(failed ? 1 : 0)
