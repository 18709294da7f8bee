// Takes pictures of the pages on fixtures: `npm run dev` in one window, `node mock/look.mjs FOLDER [NAME...]` in another.
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [folder = 'pictures', ...only] = process.argv.slice(2)
const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:5173'
const submission = '/a/praha-2018/submissions/00000003-0000-4000-8000-0000000000'
const pages = {
  'overview': ['/a/praha-2018', async () => {}],
  'matrix-open': ['/a/praha-2018', async (page) => { for (const one of await page.locator('.opener').all()) await one.click() }],
  'drawer': ['/a/praha-2018?theme=T3&area=SAPA', async () => {}],
  'drawer-small': ['/a/praha-2018?theme=T1&area=P7', async () => {}],
  'lightbox': ['/a/praha-2018?theme=T1&area=all', async (page) => { await page.locator('.drawer button.thumb').first().click(); await page.waitForTimeout(700) }],
  'link': ['/a/praha-2018', async (page) => { await page.locator('article button[aria-haspopup]').last().click(); await page.waitForTimeout(300) }],
  'findings': ['/a/praha-2018/findings', async () => {}],
  'submission-walk': [`${submission}91`, async () => {}],
  'submission': [`${submission}93`, async () => {}],
  'sign-in': ['/sign-in', async () => {}],
  'participant': ['/p/mock-walk-praha-7', async () => {}],
  'participant-voice': ['/p/mock-photovoice', async (page) => { await page.locator('summary').click() }],
  'participant-unknown': ['/p/mock-nothing', async () => {}],
}
const looks = [
  ['wide-light-cs', 1280, 900, 'light', 'cs-CZ'],
  ['narrow-light-cs', 360, 780, 'light', 'cs-CZ'],
  ['wide-dark-en', 1280, 900, 'dark', 'en-GB'],
  ['narrow-dark-en', 360, 780, 'dark', 'en-GB'],
].filter(([name]) => !process.env['LOOK'] || name.includes(process.env['LOOK']))

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
for (const [look, width, height, colorScheme, locale] of looks) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale, deviceScaleFactor: width < 500 ? 2 : 1 })
  const page = await context.newPage()
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(look, message.text()))
  page.on('pageerror', (error) => console.log(look, String(error)))
  for (const [name, [path, act]] of Object.entries(pages)) {
    if (only.length && !only.includes(name)) continue
    await page.goto(base + path)
    await page.waitForTimeout(1200)
    await act(page)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (overflow > 0) console.log(`${look} ${name}: ${overflow} px too wide`)
    await page.screenshot({ path: `${folder}/${name}-${look}.png` })
    if (!['drawer', 'drawer-small', 'lightbox', 'link', 'sign-in'].includes(name)) await page.screenshot({ path: `${folder}/${name}-${look}-full.png`, fullPage: true })
  }
  await context.close()
}
await browser.close()
