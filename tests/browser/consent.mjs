// Consent from both sides, in a headless Chromium: wordings filled in and checked by a named person, what a submission's author agreed to, an
// oral consent written down, and then the participant's own page: what happens is said first, two taps, gone; and the slip to take home.
// Speaks TAP.
// Usage: node consent.mjs CITYAUDIT
//   PICTURES   optional: a folder for screenshots
import { choose, next, open_form, saved } from './filling.mjs'
import { launch_browser, Report, TestServer, Watch } from './launch.mjs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: consent.mjs CITYAUDIT')
const report = new Report()
const { check } = report
const slug = 'zlin'
const server = new TestServer(cityaudit, { sample: '' })
const browser = await launch_browser()
const watch = new Watch(browser, report, 'consent', /Failed to load resource: the server responded with a status of (404|409)/)

const form = `survey
,type,name,label,bind::ca:as
,select_one yn,analyse,May we use your answers?,consent:analyse
,text,words,Your words,comment
choices
,list_name,name,label
,yn,yes,Yes
,yn,no,No
settings
,form_id,version,namespaces
,consents,1,"ca=""urn:cityaudit:xforms:1"""
`

async function send(openrosa, answer) {
  const instance = `uuid:${crypto.randomUUID()}`
  const body = new FormData()
  body.append('xml_submission_file', new Blob([`<data id="consents" version="1" xmlns:orx="http://openrosa.org/xforms"><analyse>${answer}</analyse><words>A bench is missing</words><orx:meta><orx:instanceID>${instance}</orx:instanceID></orx:meta></data>`], { type: 'text/xml' }), 'submission.xml')
  const sent = await fetch(`${openrosa}/submission`, { method: 'POST', headers: { 'X-OpenRosa-Version': '1.0', 'Accept-Language': 'en', Date: new Date().toUTCString() }, body })
  check('the server has the answers', sent.status === 201, await sent.text())
  return instance.slice('uuid:'.length)
}

async function check_wordings(page) {
  await page.goto(`${server.base}/a/${slug}/consent`)
  const about = page.locator('[data-purpose=about]')
  await about.waitFor({ timeout: 15_000 })
  check('what nobody wants analysed waits to be seen to', (await page.locator('[data-kind=no_analysis] li').count()) === 1)
  await watch.look_at(page, 'wordings')
  await page.locator('[data-field=language]').selectOption('cs')
  check('a wording with gaps cannot be called right', (await about.locator('[data-act=check]').count()) === 0)
  await about.locator('[data-act=write]').click()
  const words = about.locator('textarea')
  await words.fill((await words.inputValue()).replace(/\{[a-z]+\}/g, 'Město Zlín'))
  await about.locator('[data-act=save-text]').click()
  await about.locator('[data-act=check]').click()
  await about.locator('[data-field=name]').fill('Jana Nováková')
  await about.locator('[data-act=check-now]').click()
  await about.getByText('Jana Nováková').waitFor({ timeout: 10_000 })
  check('Czech is offered then', await page.locator('.chip.good', { hasText: 'offered to participants' }).isVisible())
}

async function write_down(page, id) {
  await page.goto(`${server.base}/a/${slug}/submissions/${id}`)
  const part = page.locator('[data-part=consent]')
  await part.locator('dl').waitFor({ timeout: 15_000 })
  await watch.look_at(page, 'consent of a submission')
  await part.locator('[data-act=record]').click()
  const dialog = page.locator('dialog')
  await dialog.locator('[data-field=witness]').fill('Petr')
  await watch.look_at(page, 'consent written down')
  await dialog.locator('[data-act=record-now]').click()
  await part.getByText('2 entries').waitFor({ timeout: 10_000 })
  const told = await page.evaluate((one) => fetch(`/api/submissions/${one}/consents`).then((answer) => answer.json()), id)
  check('what was said before a witness holds', told.now.analyse === 'given' && told.history[0].witness === 'Petr', JSON.stringify(told))
  check('the question is the evidence of the first', told.history[1].wording.question === '/data/analyse')
}

async function withdraw_for(page, id) {
  await page.locator('[data-part=consent] [data-act=withdraw]').click()
  const dialog = page.locator('dialog')
  await dialog.locator('#withdraw-reason').fill('called on Monday')
  await watch.look_at(page, 'withdrawal for somebody')
  await dialog.locator('[data-act=withdraw-now]').click()
  await page.waitForURL(`${server.base}/a/${slug}`, { timeout: 10_000 })
  const status = await page.evaluate((one) => fetch(`/api/submissions/${one}`).then((answer) => answer.status), id)
  check('who called is gone from the pages', status === 404)
}

async function withdraw_by_phone(link, staff) {
  const { page } = await watch.open_page(360, 'cs-CZ', 'light')
  await page.goto(server.base + new URL(link, server.base).pathname)
  await open_form(page)
  await choose(page, '/data/analyse', 'yes')
  await saved(page)
  for (let pages = 0; pages < 6 && !(await page.locator('.next.sends').isVisible()); pages++) await next(page)
  await next(page)
  await page.locator('.receipt[data-state=done]').first().waitFor({ timeout: 20_000 })
  await page.locator('[data-act=to-withdraw]').first().click()
  const piece = page.locator('.withdraw-view [data-instance]').first()
  await piece.waitFor({ timeout: 10_000 })
  check('what cannot be called back is said first', await page.getByText('Nemůžeme vzít zpět').isVisible())
  await watch.look_at(page, 'withdrawal by phone')
  const button = piece.locator('[data-act=withdraw-one]')
  await button.click()
  await button.click()
  await page.locator('.withdraw-view .said').waitFor({ timeout: 10_000 })
  check('it says when it is deleted', (await page.locator('.withdraw-view .said').textContent()).startsWith('Odvoláno'))
  await watch.look_at(page, 'withdrawn')
  const list = await staff.evaluate((audit) => fetch(`/api/audits/${audit}/submissions`).then((answer) => answer.json()), slug)
  check('and no page of staff has it any more', list.items.length === 0, JSON.stringify(list.items.map((one) => one.id)))
  await page.goto(`${page.url().split('#')[0]}#slip=1234567890123456`)
  await page.reload()
  await page.locator('.slip .about').first().waitFor({ timeout: 10_000 })
  check('the slip has the return code in fours', (await page.locator('.return-code strong').textContent()) === '1234 5678 9012 3456')
  await watch.look_at(page, 'slip')
}

try {
  await server.start()
  const opened = JSON.parse(server.run('open', server.write('consents.csv', form), '--audit', slug, '--activity', 'consents'))
  const id = await send(server.base + new URL(opened.openrosa, server.base).pathname, 'no')
  const { context, page } = await watch.open_page(1280, 'en-GB', 'light')
  await page.goto(await server.sign_in_link())
  await page.waitForURL(/\/a\//, { timeout: 15_000 })
  await check_wordings(page)
  await write_down(page, id)
  const narrow = await watch.open_page(360, 'cs-CZ', 'dark')
  await narrow.context.addCookies(await context.cookies())
  await narrow.page.goto(`${server.base}/a/${slug}/consent`)
  await narrow.page.locator('[data-purpose=about]').waitFor({ timeout: 15_000 })
  await watch.look_at(narrow.page, 'narrow wordings')
  await withdraw_for(page, id)
  await withdraw_by_phone(opened.page, page)
} catch (error) {
  check('the pages did what was expected of them', false, error.stack)
} finally {
  await browser.close()
}
const code = watch.end()
await server.stop(code !== 0)
process.exit(code)
