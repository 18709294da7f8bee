// The inbox over ten thousand submissions in a headless Chromium: few rows drawn, leaps through all of them, Czech found without
// diacritics, filters that are the address, two windows that hear of each other, keys, gallery, map and trail. Speaks TAP.
// Usage: node inbox.mjs CITYAUDIT MANY_SUBMISSIONS
//   PICTURES   optional: a folder for screenshots
import { execFileSync } from 'node:child_process'
import { launch_browser, Report, TestServer, Watch } from './launch.mjs'

const [cityaudit, many] = process.argv.slice(2)
if (!many) throw new Error('usage: inbox.mjs CITYAUDIT MANY_SUBMISSIONS')
const report = new Report()
const { check } = report
const total = 10_000
const rows_drawn_max = 40
const long_task_ms_max = 200
const longer_tasks_max = 3  // where others load the machine, too
const server = new TestServer(cityaudit)
const browser = await launch_browser()
const watch = new Watch(browser, report, 'inbox', /Failed to load resource: the server responded with a status of 404/)

const rows = (page) => page.locator('.rows > li')
const shown = (page) => page.locator('.rows [data-submission]')
const tab_count = async (page, tab) => Number((await page.locator(`[data-tab=${tab}] .chip`).textContent()).replace(/\D/g, ''))
const in_list = (page, path = '') => page.goto(`${server.base}/a/many/submissions${path}`)

/// A filled form as any OpenRosa client sends it; its id.
async function send(openrosa, comment) {
  const id = crypto.randomUUID()
  const body = new FormData()
  const xml = `<data id="small" version="1" xmlns:orx="http://openrosa.org/xforms"><code>ZZ99</code><lighting>2</lighting><comment>${comment}</comment><photo/><people/><consent>yes</consent><orx:meta><orx:instanceID>uuid:${id}</orx:instanceID></orx:meta></data>`
  body.append('xml_submission_file', new Blob([xml], { type: 'text/xml' }), 'submission.xml')
  const answer = await fetch(`${openrosa}/submission`, { method: 'POST', headers: { 'X-OpenRosa-Version': '1.0', Date: new Date().toUTCString() }, body })
  if (answer.status !== 201) throw new Error(`not stored: ${answer.status} ${await answer.text()}`)
  return id
}

async function scrolls_fluidly(page) {
  await in_list(page, '?state=all')
  await shown(page).first().waitFor({ timeout: 15_000 })
  check('the tab tells how many there are', (await tab_count(page, 'all')) === total, await tab_count(page, 'all'))
  await page.evaluate(() => {
    globalThis.long_tasks = []
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => globalThis.long_tasks.push(Math.round(entry.duration)))).observe({ type: 'longtask' })
  })
  let most = 0
  for (let step = 0; step < 40; step++) {
    await page.mouse.wheel(0, 1_500)
    await page.waitForTimeout(30)
    most = Math.max(most, await rows(page).count())
  }
  check('few rows are drawn while one scrolls', most <= rows_drawn_max, `${most} rows`)
  const started = Date.now()
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
  await page.locator(`.rows > li[aria-posinset="${total}"] [data-submission]`).waitFor({ timeout: 60_000 })
  console.log(`# the last of ${total} rows was there after ${Date.now() - started} ms`)
  check('and at the very end as well', (await rows(page).count()) <= rows_drawn_max)
  const tasks = await page.evaluate(() => globalThis.long_tasks)
  console.log(`# tasks over 50 ms: ${tasks.join(' ') || 'none'}`)
  check('nothing holds the page up', tasks.filter((ms) => ms > long_task_ms_max).length <= longer_tasks_max, tasks.join(' '))
  // Axe takes what the bar above covers by half for a small target, wherever a list comes to rest: here at the edge of a row.
  await page.evaluate(() => {
    const edge = document.querySelector('header.bar').getBoundingClientRect().bottom
    const cut = [...document.querySelectorAll('.rows > li')].map((row) => row.getBoundingClientRect()).find(({ top, bottom }) => top < edge && bottom > edge)
    if (cut) window.scrollBy({ top: cut.top - edge - 2, behavior: 'instant' })
  })
  await page.waitForTimeout(300)
  await watch.look_at(page, 'end of the list', { fullPage: false })
}

async function searches_and_filters(page) {
  await in_list(page, '?state=all')
  await page.locator('#inbox-search').fill('krokodyl')
  await page.waitForURL(/words=krokodyl/, { timeout: 10_000 })
  await page.waitForFunction(() => document.querySelectorAll('.rows [data-submission]').length === 1, null, { timeout: 10_000 })
  check('Czech words are found without diacritics', (await shown(page).first().innerText()).includes('krokodýl'))
  await watch.look_at(page, 'search')
  await page.locator('#inbox-search').fill('')
  await page.waitForURL((url) => !url.search.includes('words'), { timeout: 10_000 })
  await page.locator('[data-act=filters]').click()
  await page.locator('#by-question').selectOption('/data/lighting')
  await page.locator('#by-answer').selectOption('3')
  await page.waitForURL(/answer=3/, { timeout: 10_000 })
  const narrowed = await server.wait_for('fewer submissions', async () => {
    const now = await tab_count(page, 'all')
    return now > 1 && now < total / 2 ? now : 0
  })
  check('an answer narrows the list', narrowed > total / 10, narrowed)
  check('in plain words, with a way back', /Lighting: Bright/.test(await page.locator('[data-asked=question]').innerText()))
  await watch.look_at(page, 'filters', { fullPage: false })
  await page.goBack()
  await page.waitForURL((url) => !url.search.includes('answer'), { timeout: 10_000 })
  check('the way back of the browser takes it away', (await page.locator('#by-answer').inputValue()) === '')
  const shared = await watch.open_page(1280, 'cs-CZ', 'dark')
  await shared.context.addCookies(await page.context().cookies())
  await in_list(shared.page, '?state=all&participant=wa0007&order=oldest')
  await page.waitForTimeout(100)
  await shown(shared.page).first().waitFor({ timeout: 10_000 })
  check('an address shows the same to whoever gets it', (await shown(shared.page).count()) === 1 && (await shown(shared.page).first().innerText()).includes('WA0007'))
  await watch.look_at(shared.page, 'shared address in Czech')
  await shared.context.close()
}

async function hears_of_what_happens(page, openrosa) {
  const other = await watch.open_page(1280, 'en-GB', 'light')
  await other.context.addCookies(await page.context().cookies())
  for (const one of [page, other.page]) {
    await in_list(one, '?state=all')
    await shown(one).first().waitFor({ timeout: 15_000 })
    await one.evaluate(() => window.scrollTo(0, 5_000))
  }
  await page.waitForTimeout(300)
  const before = await page.evaluate(() => [...document.querySelectorAll('.rows [data-submission]')].map((row) => row.dataset.submission).join())
  const id = await send(openrosa, 'Nová věc')
  for (const one of [page, other.page]) await one.locator('[data-act=show-arrived]').waitFor({ timeout: 20_000 })
  const after = await page.evaluate(() => [...document.querySelectorAll('.rows [data-submission]')].map((row) => row.dataset.submission).join())
  check('what arrives is announced in both windows and moves nothing', before === after)
  check('and counted', (await tab_count(other.page, 'all')) === total + 1)
  await watch.look_at(page, 'arrival', { fullPage: false })
  await page.locator('[data-act=show-arrived]').click()
  await page.locator(`.rows > li[data-at="0"] [data-submission="${id}"]`).waitFor({ timeout: 10_000 })
  check('it stands on top when it is asked for', true)
  await other.context.close()
}

async function walks_by_keys(page) {
  await in_list(page, '?state=all')
  await shown(page).first().waitFor({ timeout: 15_000 })
  for (let i = 0; i < 30; i++) await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.waitForTimeout(200)
  const at = await page.evaluate(() => document.activeElement.closest('[data-at]')?.dataset.at)
  check('j and k walk through the rows', at === '28', at)
  await page.keyboard.press('?')
  await page.locator('dialog[open]').waitFor({ timeout: 5_000 })
  await watch.look_at(page, 'keys', { fullPage: false })
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  check('the slash leads to the search', await page.evaluate(() => document.activeElement.id === 'inbox-search'))
  await page.locator('.rows > li[data-at="2"] a').focus()
  await page.keyboard.press('o')
  await page.waitForURL(/submissions\/[0-9a-f-]{36}/, { timeout: 10_000 })
  check('o opens', true)
}

/// The state of a row as the page tells it.
const state_of = (page, id) => page.locator(`[data-submission="${id}"] .state`)

async function decides(page) {
  const other = await watch.open_page(1280, 'en-GB', 'light')
  await other.context.addCookies(await page.context().cookies())
  for (const one of [page, other.page]) {
    await in_list(one)
    await shown(one).first().waitFor({ timeout: 15_000 })
  }
  const waiting = await tab_count(page, 'awaiting')
  const ids = await shown(page).evaluateAll((all) => all.slice(0, 4).map((row) => row.dataset.submission))
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('j')
    await page.keyboard.press(' ')
  }
  await page.locator('[role=toolbar]').waitFor({ timeout: 5_000 })
  await watch.look_at(page, 'selection', { fullPage: false })
  await page.locator('[data-act=approve]').click()
  await page.locator('[data-undo]').waitFor({ timeout: 15_000 })
  check('three are approved at once and stay where they are', (await state_of(page, ids[2]).textContent()) === 'approved' && (await shown(page).first().getAttribute('data-submission')) === ids[0])
  await watch.look_at(page, 'approved', { fullPage: false })
  await state_of(other.page, ids[0]).filter({ hasText: 'approved' }).waitFor({ timeout: 20_000 })
  check('the other window hears of it', true)
  await server.wait_for('the smaller number', async () => (await tab_count(other.page, 'awaiting')) === waiting - 3)
  await page.keyboard.press('u')
  await state_of(page, ids[0]).filter({ hasText: 'awaiting' }).waitFor({ timeout: 15_000 })
  check('and all of it can be taken back', (await state_of(page, ids[2]).textContent()) !== 'approved')
  await page.locator(`[data-submission="${ids[3]}"]`).focus()
  await page.keyboard.press('r')
  await page.locator('dialog[open] input[value=photo_unclear]').check()
  await watch.look_at(page, 'reason', { fullPage: false })
  await page.locator('dialog[open] button[type=submit]').click()
  await state_of(page, ids[3]).filter({ hasText: 'returned' }).waitFor({ timeout: 15_000 })
  check('one is returned with a reason by keys', true)
  await other.context.close()
}

async function views_of_the_sample(page) {
  await server.sample_loaded()
  const at = (path) => `${server.base}/a/praha-2018/${path}`
  await page.goto(at('submissions?view=map&state=all'))
  await page.locator('.point').first().waitFor({ timeout: 20_000 })
  const counted = await page.evaluate(() => fetch('/api/audits/praha-2018/submissions/places').then((answer) => answer.json()))
  const summed = await page.locator('.places tbody tr').evaluateAll((all) => all.map((row) => Number(row.children[1].textContent)).reduce((sum, one) => sum + one, 0))
  const known = [...counted.stops, ...counted.areas].reduce((sum, one) => sum + one.submissions, 0)
  check('the table says what the map shows', summed === known && known > 100, `${summed} of ${known}`)
  await watch.look_at(page, 'map')
  await page.locator('.places tbody button').first().click()
  await page.waitForURL(/(stop|area)=/, { timeout: 10_000 })
  await shown(page).first().waitFor({ timeout: 10_000 })
  check('a place leads to its submissions', (await page.locator('[data-asked]').count()) === 1)
  await page.goto(at('submissions?view=gallery&state=all'))
  await page.locator('.tiles .thumb').first().waitFor({ timeout: 20_000 })
  const veiled = await page.locator('.tiles .thumb.veiled').count()
  const open = await page.locator('.tiles img').evaluateAll((all) => all.filter((image) => !image.src.includes('/veil') && image.closest('.veiled')).length)
  check('the gallery shows people only behind the veil', open === 0, `${veiled} veiled`)
  check('and draws few tiles', (await page.locator('.tiles > li').count()) < 120)
  await watch.look_at(page, 'gallery', { fullPage: false })
  await page.goto(at('submissions?state=all'))
  await shown(page).first().waitFor({ timeout: 10_000 })
  await watch.look_at(page, 'list', { fullPage: false })
  await page.goto(at(''))
  await page.locator('.progress').first().waitFor({ timeout: 10_000 })
  await watch.look_at(page, 'progress of activities', { fullPage: false })
}

async function trail(page) {
  await page.goto(`${server.base}/a/many/trail`)
  await page.locator('[data-event]').first().waitFor({ timeout: 15_000 })
  const first = await page.locator('[data-event]').count()
  await page.locator('[data-act=more]').click()
  await page.waitForFunction((before) => document.querySelectorAll('[data-event]').length > before, first, { timeout: 10_000 })
  check('the trail goes on where it ended', true)
  await page.locator('#trail-about').selectOption('activity')
  await page.waitForFunction(() => {
    const told = [...document.querySelectorAll('[data-event]')]
    return told.length > 0 && told.every((one) => one.dataset.event.startsWith('activity.'))
  }, null, { timeout: 10_000 })
  check('and can be asked about one thing', (await page.locator('[data-event]').count()) === 1)
  await page.locator('[data-act=check]').click()
  await page.locator('[data-whole=true]').waitFor({ timeout: 30_000 })
  check('its seals are whole', true)
  await page.locator('#trail-about').selectOption('')
  await page.locator('[data-event]').first().waitFor({ timeout: 15_000 })
  await watch.look_at(page, 'trail', { fullPage: false })
}

async function narrow_and_dark(page) {
  const narrow = await watch.open_page(360, 'cs-CZ', 'dark')
  await narrow.context.addCookies(await page.context().cookies())
  const looks = [
    ['narrow list', 'praha-2018/submissions?state=all', '.rows [data-submission]'],
    ['narrow gallery', 'praha-2018/submissions?state=all&view=gallery', '.tiles img'],
    ['narrow map', 'praha-2018/submissions?state=all&view=map', '.point'],
    ['narrow trail', 'many/trail', '[data-event]'],
  ]
  for (const [what, path, ready] of looks) {
    await narrow.page.goto(`${server.base}/a/${path}`)
    await narrow.page.locator(ready).first().waitFor({ timeout: 15_000 })
    await watch.look_at(narrow.page, what, { fullPage: what === 'narrow map' })
  }
  await narrow.page.goto(`${server.base}/a/praha-2018/submissions`)
  await narrow.page.locator('[data-act=filters]').click()
  await narrow.page.locator('#by-order').waitFor({ timeout: 10_000 })
  await watch.look_at(narrow.page, 'narrow filters', { fullPage: false })
  await narrow.context.close()
  const dark = await watch.open_page(1280, 'en-GB', 'dark')
  await dark.context.addCookies(await page.context().cookies())
  await dark.page.goto(`${server.base}/a/praha-2018/submissions?state=all&view=map`)
  await dark.page.locator('.point').first().waitFor({ timeout: 15_000 })
  await watch.look_at(dark.page, 'dark map')
  await dark.context.close()
}

try {
  console.log(`# ${execFileSync(many, [server.data, String(total)], { encoding: 'utf8' }).trim()}`)
  await server.start()
  const link = JSON.parse(server.run('links')).find((one) => one.audit === 'many' || one.activity === 'walk' || /many/.test(JSON.stringify(one)))
  const openrosa = server.base + new URL(link.openrosa, server.base).pathname
  const { page } = await watch.open_page(1280, 'en-GB', 'light')
  await page.goto(await server.sign_in_link())
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'), { timeout: 15_000 })
  await scrolls_fluidly(page)
  await searches_and_filters(page)
  await hears_of_what_happens(page, openrosa)
  await walks_by_keys(page)
  await decides(page)
  await views_of_the_sample(page)
  await trail(page)
  await narrow_and_dark(page)
} catch (error) {
  check('the pages did what was expected of them', false, error.stack)
} finally {
  await browser.close()
}
const code = watch.end()
await server.stop(code !== 0)
process.exit(code)
