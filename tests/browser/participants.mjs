// People and their links in a headless Chromium: staff make ten participants and print their slips; one opens a slip, fills in, sees
// what the server has of them, and comes back elsewhere with a return code; what is sent by a revoked link is kept and flagged; somebody
// joins by the poster, and a shared phone forgets them. Speaks TAP.
// Usage: node participants.mjs CITYAUDIT
//   PICTURES   optional: a folder for screenshots
import { answer_the_rest, next, open_form, question } from './filling.mjs'
import { launch_browser, Report, TestServer, Watch } from './launch.mjs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: participants.mjs CITYAUDIT')
const report = new Report()
const { check } = report
const slug = 'zlin'
const server = new TestServer(cityaudit, { sample: '', joining: true })
const browser = await launch_browser()
const watch = new Watch(browser, report, 'participants', /Failed to load resource: (the server responded with a status of (404|409|410|429)|net::ERR_(FAILED|INTERNET_DISCONNECTED|ABORTED))/)
const timeout = 15_000

const form = `survey
,type,name,label,required,bind::ca:as
,text,code,Your code,yes,code
,select_one yes_no,safe,Do you feel safe here?,yes,
choices
,list_name,name,label
,yes_no,yes,Yes
,yes_no,no,No
settings
,form_id,version,namespaces
,safety,1,"ca=""urn:cityaudit:xforms:1"""
`

const local = (address) => server.base + new URL(address, server.base).pathname
const ask = (page, path) => page.evaluate((one) => fetch(one).then((answer) => answer.json()), path)
const participants = async (page) => (await ask(page, `/api/audits/${slug}/participants`)).participants
const line = (page, code) => page.locator(`[data-code="${code}"]`)

async function fill_in(page) {
  while ((await page.locator('.next.sends').count()) === 0) {
    await answer_the_rest(page)
    await next(page)
  }
}
async function send(page) {
  await page.locator('.next.sends').click()
  await page.locator('.receipt[data-state=done]').first().waitFor({ timeout })
}
async function open_mine(page) {
  await page.goto(page.url().split('#')[0])
  await page.locator('[data-act=mine]').click()
  await page.locator('.return').waitFor({ timeout })
}

async function make_ten(staff, narrow) {
  await staff.goto(`${server.base}/a/${slug}/participants`)
  await staff.locator('[data-act=add]').waitFor({ timeout })
  await watch.look_at(staff, 'empty list')
  await staff.locator('[data-act=add]').click()
  await staff.locator('#people-count').fill('10')
  await watch.look_at(staff, 'adding')
  await staff.locator('dialog .button.main').click()
  await line(staff, 'SU10').waitFor({ timeout })
  check('ten participants have the next free codes', (await participants(staff)).map((one) => one.code).join() === Array.from({ length: 10 }, (_, at) => `SU${String(at + 1).padStart(2, '0')}`).join())
  await watch.look_at(staff, 'list')
  await narrow.goto(`${server.base}/a/${slug}/participants`)
  await line(narrow, 'SU01').waitFor({ timeout })
  await watch.look_at(narrow, 'narrow list')
}

/// Ten slips on one A4 page, nothing cut off; the addresses by code.
async function print_slips(staff, narrow) {
  await narrow.goto(`${server.base}/a/${slug}/participants/sheets`)
  await narrow.locator('[data-act=lay-out]').waitFor({ timeout })
  await watch.look_at(narrow, 'narrow choice of sheets')
  await staff.locator('[data-act=sheets]').click()
  await staff.locator('#sheet-second').selectOption('vi')
  const [answer] = await Promise.all([staff.waitForResponse((one) => one.url().endsWith('/participants/links')), staff.locator('[data-act=lay-out]').click()])
  const { links } = await answer.json()
  await staff.locator('.slip').nth(9).waitFor({ timeout })
  await staff.emulateMedia({ media: 'print' })
  const measured = await staff.evaluate(() => {
    const sheet = document.querySelector('.slip-sheet').getBoundingClientRect()
    return [...document.querySelectorAll('.slip')].map((slip) => {
      const box = slip.getBoundingClientRect()
      const inside = [...slip.querySelectorAll('p, svg')].every((one) => {
        const part = one.getBoundingClientRect()
        return part.top >= box.top && part.bottom <= box.bottom && part.left >= box.left && part.right <= box.right
      })
      return { inside, on_sheet: box.bottom <= sheet.bottom + 1 && box.right <= sheet.right + 1, whole: slip.scrollHeight <= slip.clientHeight + 1 && slip.scrollWidth <= slip.clientWidth + 1, qr: slip.querySelector('svg').getBoundingClientRect().width }
    })
  })
  check('ten slips lie on a sheet, each whole', measured.length === 10 && measured.every((one) => one.inside && one.on_sheet && one.whole), JSON.stringify(measured))
  check('with codes large enough to scan', measured.every((one) => one.qr > 120))
  const pdf = await staff.pdf({ preferCSSPageSize: true, printBackground: true, path: process.env.PICTURES ? `${process.env.PICTURES}/slips.pdf` : undefined })
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length
  check('and are one page on paper', pages === 1, `${pages} pages`)
  const size = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf.toString('latin1'))
  check('of A4', Math.abs(size[1] - 595.3) < 1 && Math.abs(size[2] - 841.9) < 1, size[0])
  await staff.emulateMedia({ media: null })
  await watch.look_at(staff, 'slips')
  // Whoever has not used theirs gets another; the earlier slip ends.
  staff.once('dialog', (dialog) => dialog.accept())
  await staff.goto(`${server.base}/a/${slug}/participants`)
  await line(staff, 'SU01').waitFor({ timeout })
  check('the list says that nobody has used them', (await line(staff, 'SU01').locator('[data-link=unused]').count()) === 1)
  return Object.fromEntries(links.map((one) => [one.code, local(one.page_url)]))
}

async function print_poster(staff) {
  await staff.goto(`${server.base}/a/${slug}/participants/sheets`)
  await staff.locator('input[value=poster]').check()
  await staff.locator('[data-act=lay-out]').click()
  await staff.locator('.slip-sheet.one svg').waitFor({ timeout })
  const pdf = await staff.pdf({ preferCSSPageSize: true, printBackground: true, path: process.env.PICTURES ? `${process.env.PICTURES}/poster.pdf` : undefined })
  check('the poster is one page', pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length === 1)
  await watch.look_at(staff, 'poster')
}

/// A phone with a slip; gives its page and the return code.
async function take_part(link) {
  const { page } = await watch.open_page(360, 'cs-CZ', 'light')
  await page.goto(link)
  await page.locator('[data-act=mine]').waitFor({ timeout })
  check('a slip says who one is', (await page.locator('.own').innerText()).includes('SU01'))
  await watch.look_at(page, 'own page')
  await open_form(page)
  check('and the form does not ask for the code', !(await question(page, '/data/code').isVisible()))
  await fill_in(page)
  await send(page)
  await open_mine(page)
  check('what was sent is on the person’s own page', (await page.locator('[data-submission][data-state=received]').count()) === 1)
  await page.locator('.make-code').click()
  const digits = await page.locator('.digits').innerText({ timeout })
  check('the return code is sixteen digits in groups of four', /^\d{4} \d{4} \d{4} \d{4}$/.test(digits), digits)
  await watch.look_at(page, 'my submissions')
  return { page, digits }
}

async function come_back(digits) {
  const { page } = await watch.open_page(360, 'vi-VN', 'dark')
  await page.goto(`${server.base}/r`)
  await page.locator('#return-code').fill('1234 5678 9012 3456')
  await page.locator('.start').click()
  const told = page.locator('.way-back .trouble')
  await page.waitForFunction(() => document.querySelector('.way-back .trouble')?.textContent)
  const wrong = await told.textContent()
  await page.locator('#return-code').fill('12')
  await page.locator('.start').click()
  await page.waitForTimeout(300)
  check('every wrong code is answered in the same words', (await told.textContent()) === wrong && !/\d/.test(wrong), wrong)
  await watch.look_at(page, 'return page')
  await page.locator('#return-code').fill(digits.replaceAll(' ', '-'))
  await page.locator('.start').click()
  await page.locator('[data-submission]').waitFor({ timeout })
  check('the right one opens the person’s own page on another device', (await page.locator('.kind').first().innerText()).includes('SU01') && page.url().includes('/p/'))
  await watch.look_at(page, 'own page elsewhere')
  await page.context().close()
}

async function revoke(staff, link) {
  const { page } = await watch.open_page(360, 'en-GB', 'light')
  await page.goto(link)
  await open_form(page)
  await fill_in(page)
  await line(staff, 'SU02').locator('[data-act=change]').click()
  await watch.look_at(staff, 'one participant')
  const button = staff.locator('dialog [data-act=revoke]')
  await button.click()
  await button.click()
  await line(staff, 'SU02').locator('.chip.bad').waitFor({ timeout })
  await send(page)
  const { items } = await server.wait_for('the flagged form', async () => {
    const now = await ask(staff, `/api/audits/${slug}/submissions?limit=50`)
    return now.items.some((one) => JSON.stringify(one).includes('revoked_link')) ? now : null
  })
  check('what comes by a revoked link is kept and flagged', items.filter((one) => JSON.stringify(one).includes('revoked_link')).length === 1)
  await page.goto(link)
  await page.locator('.message').waitFor({ timeout })
  check('and the link opens no page any more', (await page.locator('.start').count()) === 0)
  await page.context().close()
}

async function join_by_poster(staff, poster) {
  const { page } = await watch.open_page(360, 'uk-UA', 'light')
  await page.goto(poster)
  await page.locator('.start').waitFor({ timeout })
  check('a poster is nobody’s own page', (await page.locator('.own').count()) === 0)
  await page.route('**/join', (route) => route.abort('internetdisconnected'))
  await open_form(page)
  check('without a connection the poster’s link goes on, with the code to type', page.url().startsWith(poster) && (await question(page, '/data/code').isVisible()))
  await question(page, '/data/code').locator('input').fill('SU99')
  await fill_in(page)
  await send(page)
  await page.unroute('**/join')
  await page.goto(poster)
  await open_form(page)
  check('at the next start the phone gets a link of its own', !page.url().startsWith(poster) && !(await question(page, '/data/code').isVisible()))
  await fill_in(page)
  await send(page)
  await open_mine(page)
  await server.wait_for('both forms on the own page', async () => {
    await page.reload()
    await page.locator('.return').waitFor({ timeout })
    return (await page.locator('[data-submission]').count()) === 2
  })
  check('where both of its forms are', true)
  const joined = (await participants(staff)).find((one) => one.via === 'link')
  check('staff see who joined, by code', joined?.code === 'SU11' && joined.submissions === 2, JSON.stringify(joined))
  await page.goto(poster)
  await page.locator('.own').waitFor({ timeout })
  check('the poster leads this phone to its own page', !page.url().startsWith(poster))
  await page.locator('[data-act=mine]').click()
  await page.locator('.forget-me button').click()
  await watch.look_at(page, 'forgetting')
  await page.locator('.forget-me button').click()
  await page.waitForURL(poster)
  await page.locator('.start').waitFor({ timeout })
  check('a phone that has forgotten knows nobody', (await page.locator('.own, .receipt').count()) === 0)
  await page.context().close()
}

async function identify(staff, narrow) {
  await staff.goto(`${server.base}/a/${slug}/participants`)
  await line(staff, 'SU03').locator('[data-act=identity]').click()
  check('nobody is shown without a reason', await staff.locator('dialog .button.main').isDisabled())
  await staff.locator('#unseal-reason').fill('She asked us to call her back')
  await staff.locator('dialog .button.main').click()
  await staff.locator('#person-name').fill('Olena Kovalenko')
  await staff.locator('[data-act=save-identity]').click()
  await staff.waitForFunction(() => document.querySelector('dialog [role=status]')?.textContent)
  await watch.look_at(staff, 'identity')
  await staff.keyboard.press('Escape')
  check('no list holds a name', !JSON.stringify(await participants(staff)).includes('Olena') && !(await staff.locator('.list').innerText()).includes('Olena'))
  await narrow.goto(`${server.base}/a/${slug}/participants`)
  await line(narrow, 'SU03').locator('[data-act=identity]').click()
  await narrow.locator('#unseal-reason').fill('Zkouška')
  await narrow.locator('dialog .button.main').click()
  await narrow.locator('#person-name').waitFor({ timeout })
  check('who looked before is told to who looks', (await narrow.locator('dialog').innerText()).includes('call her back'))
  await watch.look_at(narrow, 'narrow identity')
}

async function replace_link(staff, old_page) {
  await staff.goto(`${server.base}/a/${slug}/participants`)
  await line(staff, 'SU01').locator('[data-act=link]').click()
  await staff.locator('input[name=lost]').check()
  await watch.look_at(staff, 'link dialog')
  await staff.locator('[data-act=make-link]').click()
  await staff.locator('[data-made] .address').waitFor({ timeout })
  await watch.look_at(staff, 'link shown once')
  await old_page.reload()
  await old_page.locator('.message').waitFor({ timeout })
  check('a lost link is replaced and opens nothing', true)
}

try {
  await server.start()
  const opened = JSON.parse(server.run('open', server.write('safety.csv', form), '--audit', slug, '--activity', 'safety'))
  const { context, page: staff } = await watch.open_page(1280, 'en-GB', 'light')
  await staff.goto(await server.sign_in_link())
  await staff.waitForURL(/\/a\//, { timeout })
  const { context: narrow_context, page: narrow } = await watch.open_page(360, 'cs-CZ', 'dark')
  await narrow_context.addCookies(await context.cookies())
  await make_ten(staff, narrow)
  const links = await print_slips(staff, narrow)
  const { page: phone, digits } = await take_part(links.SU01)
  await come_back(digits)
  await revoke(staff, links.SU02)
  await join_by_poster(staff, local(opened.page))
  await identify(staff, narrow)
  await replace_link(staff, phone)
  await print_poster(staff)
} catch (error) {
  check('the pages did what was expected of them', false, error.stack)
} finally {
  await browser.close()
}
const code = watch.end()
await server.stop(code !== 0)
process.exit(code)
