// Who works on an audit, from an invitation to closing the account, in a headless Chromium: the admin invites on the page Team, the invited
// one joins by the link, sees their audit alone and only what they may, turns on the second step, signs in with a code and with a recovery
// code, changes the password, ends a session; their capabilities change under their hands; the account is closed. Speaks TAP.
// Usage: node accounts.mjs CITYAUDIT
//   PICTURES   optional: a folder for screenshots
import { createHmac } from 'node:crypto'
import { launch_browser, Report, TestServer, Watch } from './launch.mjs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: accounts.mjs CITYAUDIT')
const report = new Report()
const { check } = report
const slug = 'zlin'
const password = 'tři obyčejná slova'
const email = 'eva@example.org'
const server = new TestServer(cityaudit, { sample: '' })
const browser = await launch_browser()
const watch = new Watch(browser, report, 'accounts', /Failed to load resource: the server responded with a status of (400|401|403|404)|ERR_INCOMPLETE_CHUNKED_ENCODING/)

const form = `survey
,type,name,label
,text,word,Word
settings
,form_id,version
,words,1
`

/// RFC 6238 once more, so that the test believes nobody.
function code_of(secret, at = Date.now()) {
  const bits = [...secret.replaceAll(' ', '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function invite(page) {
  await page.goto(`${server.base}/a/${slug}/team`)
  await page.locator('[data-act=invite]').click()
  await page.locator('#invite-email').fill(email)
  await page.locator('#invite-name').fill('Eva')
  await page.locator('dialog input[value=auditor]').check()
  await page.locator('dialog input[value=code]').uncheck()
  await watch.look_at(page, 'invite dialog')
  await page.locator('dialog [data-act=save]').click()
  const link = await page.locator('[data-invitation]').textContent({ timeout: 10_000 })
  await watch.look_at(page, 'invitation')
  await page.keyboard.press('Escape')
  await page.locator(`[data-member="${email}"]`).waitFor()
  await watch.look_at(page, 'team')
  return link
}

async function join(link) {
  const { context, page } = await watch.open_page(360, 'cs-CZ', 'light')
  await page.goto(link)
  await page.locator('#invited-password').waitFor({ timeout: 10_000 })
  check('the token has left the address', !page.url().includes('#'), page.url())
  await page.locator('#invited-name').fill('Eva Nová')
  await page.locator('#invited-password').fill('password1234')
  await page.locator('form [type=submit]').click()
  await page.locator('form .note.bad').waitFor({ timeout: 10_000 })
  check('a well-known password is refused in words', (await page.locator('form .note.bad').textContent()).includes('každý zkusí nejdřív'))
  await watch.look_at(page, 'joining')
  await page.locator('#invited-password').fill(password)
  await page.locator('form [type=submit]').click()
  await page.locator('[data-act=account]').waitFor({ timeout: 10_000 })
  const audits = await page.evaluate(() => fetch('/api/audits').then((answer) => answer.json()))
  check('who joined sees their audit alone', audits.audits.length === 1 && audits.audits[0].slug === slug, JSON.stringify(audits))
  await page.goto(`${server.base}/a/brno/team`)
  await page.locator('.note.bad').waitFor({ timeout: 10_000 })
  check('another audit is unknown', (await page.evaluate(() => fetch('/api/audits/brno').then((answer) => answer.status))) === 404)
  await page.goto(`${server.base}/a/${slug}/team`)
  await page.locator('.menu').click()
  await page.locator('nav.places.open').waitFor()
  await watch.look_at(page, 'team with the menu open')
  await page.keyboard.press('Escape')
  check('a member invites nobody', (await page.locator('[data-act=invite]').count()) === 0)
  return { context, page }
}

async function turn_on_two_step(page) {
  await page.goto(`${server.base}/account`)
  await page.locator('[data-act=two-step]').click()
  await page.locator('#two-step-password').fill(password)
  await page.locator('section form [type=submit]').click()
  const secret = await page.locator('[data-secret]').textContent({ timeout: 10_000 })
  await watch.look_at(page, 'two-step')
  await page.locator('#two-step-code').fill(code_of(secret))
  await page.locator('section form [type=submit]').click()
  await page.locator('[data-codes] li').first().waitFor({ timeout: 10_000 })
  const codes = await page.locator('[data-codes] li').allTextContents()
  check('ten recovery codes', codes.length === 10)
  await watch.look_at(page, 'recovery codes')
  return { secret, codes }
}

async function sign_in(page, code) {
  await page.goto(`${server.base}/sign-in`)
  await page.locator('#email').fill(email)
  await page.locator('#password').fill(password)
  await page.locator('form [type=submit]').click()
  await page.locator('#code').waitFor({ timeout: 10_000 })
  await watch.look_at(page, 'code asked for')
  await page.locator('#code').fill(code)
  await page.locator('form [type=submit]').click()
  await page.locator('[data-act=account]').waitFor({ timeout: 10_000 })
}

async function live_change(admin, page) {
  await page.goto(`${server.base}/a/${slug}/forms`)
  await page.locator('.note').first().waitFor({ timeout: 10_000 })
  check('an auditor reads forms', (await page.getByText('Měnit to mohou facilitátoři').count()) === 1)
  const status = () => page.evaluate((at) => fetch(`/api/audits/${at}`).then((answer) => answer.status), slug)
  await admin.goto(`${server.base}/a/${slug}/team`)
  const row = admin.locator(`[data-member="${email}"]`)
  await row.locator('summary').click()
  await row.locator('[data-act=remove]').click()
  await admin.locator('dialog [data-act=sure]').click()
  await row.waitFor({ state: 'detached', timeout: 10_000 })
  check('who is removed sees nothing from the next request on', (await status()) === 404)
  server.run('user', 'grant', '--email', email, '--audit', slug, '--role', 'facilitator')
  check('and is back by the command line', (await status()) === 200)
}

async function run() {
  const path = server.write('words.csv', form)
  await server.start()
  for (const audit of [slug, 'brno']) server.run('open', path, '--audit', audit, '--activity', 'words')
  const { page: admin } = await watch.open_page(1280, 'en-GB', 'light')
  await admin.goto(await server.sign_in_link())
  await admin.locator('[data-act=account]').waitFor({ timeout: 15_000 })
  const link = await invite(admin)
  const { page, context } = await join(new URL(link).pathname ? server.base + new URL(link).pathname + new URL(link).hash : link)
  const { secret, codes } = await turn_on_two_step(page)
  await watch.look_at(page, 'account')
  await context.clearCookies()
  await sign_in(page, codes[0])
  check('a recovery code opens', (await page.evaluate(() => fetch('/api/account').then((answer) => answer.json()))).recovery_codes_left === 9)
  await live_change(admin, page)

  const wide = await watch.open_page(1280, 'cs-CZ', 'dark')
  await sign_in(wide.page, code_of(secret, Date.now() + 30_000))
  await wide.page.goto(`${server.base}/account`)
  await wide.page.locator('section li').nth(2).waitFor({ timeout: 10_000 })
  await watch.look_at(wide.page, 'account wide and dark')
  await wide.page.goto(`${server.base}/a/${slug}/team`)
  await wide.page.locator('[data-member]').first().waitFor({ timeout: 10_000 })
  await watch.look_at(wide.page, 'team wide and dark')
  await wide.page.goto(`${server.base}/account`)
  await wide.page.locator('[data-act=everywhere]').click()
  await wide.page.locator('#email').waitFor({ timeout: 10_000 })
  check('signed out everywhere', (await page.evaluate(() => fetch('/api/session').then((answer) => answer.status))) === 401)

  await admin.goto(`${server.base}/a/${slug}/team`)
  const row = admin.locator(`[data-member="${email}"]`)
  await row.locator('summary').click()
  await row.locator('[data-act=close]').click()
  await watch.look_at(admin, 'closing an account')
  await admin.locator('dialog [data-act=sure]').click()
  await row.locator('.chip.bad').waitFor({ timeout: 10_000 })
  await page.goto(`${server.base}/sign-in`)
  await page.locator('#email').fill(email)
  await page.locator('#password').fill(password)
  await page.locator('form [type=submit]').click()
  await page.locator('form .note.bad').waitFor({ timeout: 10_000 })
  check('a closed account opens nothing', (await page.locator('#code').count()) === 0)
  check('the list of accounts says so', server.run('user', 'list').includes('closed'))
}

let failed = true
try {
  await run()
  failed = report.failed > 0
} catch (error) {
  check('the test came to its end', false, error.stack)
} finally {
  await browser.close()
  await server.stop(failed)
}
process.exitCode = watch.end()
