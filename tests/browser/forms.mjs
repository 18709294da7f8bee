// A form's way from a spreadsheet with faults to the phones, in a headless Chromium: refused with its cells, mended, looked at,
// published, and served by the activity with another hash. Then its texts, and the sheet of paper. Speaks TAP.
// Usage: node forms.mjs CITYAUDIT
//   PICTURES   optional: a folder for screenshots
import { launch_browser, Report, TestServer, Watch } from './launch.mjs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: forms.mjs CITYAUDIT')
const report = new Report()
const { check } = report
const slug = 'praha-2018'

const head = 'survey\n,type,name,label::Čeština (cs),label::English (en),constraint,required,bind::ca:as,bind::ca:theme,bind::ca:scale\n'
const choices = 'choices\n,list_name,name,label::Čeština (cs),label::English (en)\n,bench,0,žádná,none\n,bench,1,jedna,one\n,bench,2,několik,several\n'
const settings = 'settings\n,form_title,form_id,version,default_language,namespaces\n,Lavičky,benches,1,Čeština (cs),"ca=""urn:cityaudit:xforms:1"""\n'
const form = (question) =>
  `${head},select_one bench,benches,${question},,yes,score,T2.3,0 1 2\n,integer,trees,Kolik je tu stromů?,How many trees are there?,. >= 0,,,,\n,text,remark,Co byste změnili?,What would you change?,,,comment,T2.3,\n${choices}${settings}`
const first = form('Kde se dá sedět?,Where can one sit?')
const better = form('Kolik je tu laviček?,How many benches are there?')
const faulty = `${head},select_one nothing,benches,Kolik je tu laviček?,How many benches?,,yes,score,T9.9,0 1 2\n,intejer,trees,Kolik stromů?,How many trees?,. >=,,,,\n${choices}${settings}`

const server = new TestServer(cityaudit)
const browser = await launch_browser()
const watch = new Watch(browser, report, 'forms', /Failed to load resource: the server responded with a status of (400|409)/)
const look_at = (page, what) => watch.look_at(page, what)

const drop = (page, name, text) => page.locator('.drop input[type=file]').setInputFiles(server.write(name, text))
const listed = async (openrosa) => {
  const text = await (await fetch(`${openrosa}/formList`)).text()
  return { hash: /<hash>([^<]+)/.exec(text)?.[1], version: /<version>([^<]*)/.exec(text)?.[1], download: /<downloadUrl>([^<]+)/.exec(text)?.[1] }
}

async function refuse_and_mend(page) {
  await page.goto(`${server.base}/a/${slug}/forms`)
  await page.locator('.entry').first().waitFor({ timeout: 10_000 })
  await look_at(page, 'list')
  await drop(page, 'benches.csv', faulty)
  await page.locator('.refusal [data-fault]').first().waitFor({ timeout: 10_000 })
  const faults = await page.locator('.refusal [data-fault]').allInnerTexts()
  check('every fault is told at once', faults.length >= 2, faults.join('\n'))
  check('with its row and column', faults.some((text) => /row \d+, .*type/.test(text)), faults.join('\n'))
  await look_at(page, 'refusal')
  await drop(page, 'benches.csv', better)
  await page.waitForURL(/\/forms\/benches$/, { timeout: 10_000 })
  await page.locator('[data-change=benches]').waitFor({ timeout: 10_000 })
  check('what changed is told', (await page.locator('[data-change=benches]').innerText()).includes('How many benches are there?'))
  await look_at(page, 'draft')
}

async function try_and_publish(page, openrosa) {
  const before = await listed(openrosa)
  check('the activity offers the first version', before.version === '1')
  const preview = await page.locator('[data-preview]').getAttribute('href')
  const opened = await fetch(preview)
  check('the draft has a page of its own', opened.status === 200)
  const activity = await (await fetch(`${preview}/activity.json`)).json()
  check('which says that it is a draft', activity.draft === true && activity.form.id === 'benches')
  check('phones are still offered the first version', (await listed(openrosa)).hash === before.hash)

  check('the next version is proposed', (await page.locator('#publish-version').inputValue()) === '2')
  await page.locator('#publish-version').fill('1')
  await page.locator('.publish button').click()
  await page.locator('#publish-refusal:not(:empty)').waitFor({ timeout: 10_000 })
  const words = await page.locator('#publish-refusal').innerText()
  check('a version that was published is refused, with the next one', words.includes('publish this one as 2'), words)
  await page.locator('#publish-version').fill('2')
  await page.locator('.publish button').click()
  await page.locator('[data-version="2"]').waitFor({ timeout: 10_000 })
  const after = await listed(openrosa)
  check('the activity offers the new version with another hash', after.version === '2' && after.hash !== before.hash, JSON.stringify(after))
  check('and serves it', (await (await fetch(after.download)).text()).includes('Kolik je tu laviček?'))
  check('the older version is superseded', (await page.locator('[data-version="1"]').innerText()).includes('superseded'))
  check('the draft is gone', (await fetch(preview)).status === 404)
  await look_at(page, 'versions')
}

async function translate_and_print(page) {
  await page.goto(`${server.base}/a/${slug}/forms/benches/texts`)
  await page.locator('textarea').first().waitFor({ timeout: 10_000 })
  await look_at(page, 'texts')
  await page.locator('.add input').fill('Українська (uk)')
  await page.locator('.add button').click()
  const cell = page.locator('td[data-language="Українська (uk)"] textarea').first()
  await cell.waitFor({ timeout: 10_000 })
  await cell.fill('Скільки тут лавок?')
  await page.locator('.saving .button.main').click()
  await page.locator('.saving a').click()
  await page.locator('.languages .chip', { hasText: 'Українська' }).waitFor({ timeout: 10_000 })
  check('a language was added to the draft', true)
  await page.goto(`${server.base}/a/${slug}/forms/benches/paper?version=draft`)
  await page.locator('.sheet .question').first().waitFor({ timeout: 10_000 })
  await look_at(page, 'paper')
}

/// A form whose author wrote one language and did not say which: named once, it is translated like any other, its sheet with it.
async function translate_one_language(page, source) {
  await page.goto(`${server.base}/a/${slug}/forms`)
  await drop(page, 'queue.csv', 'survey\n,type,name,label\n,select_one yn,queued,Čekali jste?\nchoices\n,list_name,name,label\n,yn,y,Ano\n,yn,n,Ne\nsettings\n,form_id,version\n,queue,1\n')
  await page.waitForURL(/\/forms\/queue$/, { timeout: 10_000 })
  await page.goto(`${server.base}/a/${slug}/forms/queue/texts`)
  await page.locator('.unnamed input').waitFor({ timeout: 10_000 })
  await look_at(page, 'unnamed texts')
  await page.locator('.unnamed input').fill('Čeština (cs)')
  await page.locator('.unnamed button').click()
  await page.locator('td[data-language="Čeština (cs)"] textarea').first().waitFor({ timeout: 10_000 })
  check('a language is named once', (await page.locator('.unnamed').count()) === 0)
  await page.locator('.add input').fill('English (en)')
  await page.locator('.add button').click()
  const cells = page.locator('td[data-language="English (en)"] textarea')
  await cells.first().waitFor({ timeout: 10_000 })
  for (const [index, text] of ['Yes', 'No', 'Did you have to wait?'].entries()) await cells.nth(index).fill(text)
  await page.locator('.saving .button.main').click()
  await page.locator('.saving a').waitFor({ timeout: 10_000 })
  const sheet = await source('queue', 'draft')
  check('the spreadsheet has the translations', sheet.includes('label::Čeština (cs),label::English (en)') && sheet.includes('Čekali jste?,Did you have to wait?') && sheet.includes('Ano,Yes'), sheet)
}

/// The built-in walk says of its Vietnamese texts that no native speaker has checked them, until somebody says otherwise.
async function check_a_translation(page) {
  const texts = `${server.base}/a/${slug}/forms/walk_checklist/texts`
  const into = page.locator('.tools select').nth(1)
  await page.goto(texts)
  await into.waitFor({ timeout: 10_000 })
  await into.selectOption('Tiếng Việt (vi)')
  check('an unchecked translation is marked', (await page.locator('.unchecked').innerText()).includes('Tiếng Việt'))
  await look_at(page, 'unchecked texts')
  await page.locator('.unchecked button').click()
  await page.locator('.unchecked').waitFor({ state: 'detached', timeout: 10_000 })
  await page.goto(texts)
  await into.waitFor({ timeout: 10_000 })
  await into.selectOption('Tiếng Việt (vi)')
  check('until a native speaker has checked it', (await page.locator('.unchecked').count()) === 0)
  await into.selectOption('Українська (uk)')
  check('the others stay marked', (await page.locator('.unchecked').count()) === 1)
}

try {
  await server.start()
  const opened = JSON.parse(server.run('open', server.write('benches-1.csv', first), '--audit', slug, '--activity', 'benches'))
  const openrosa = server.base + new URL(opened.openrosa, server.base).pathname
  const { context, page } = await watch.open_page(1280, 'en-GB', 'light')
  await page.goto(await server.sign_in_link())
  await page.waitForURL(/\/a\//, { timeout: 15_000 })
  const source = (form, version) => page.evaluate((path) => fetch(path).then((answer) => answer.text()), `/api/audits/${slug}/forms/${form}/versions/${version}/source`)
  check('a form opened from a spreadsheet gives it back', (await source('benches', '1')) === first)
  check('so does a built-in instrument', (await source('walk_checklist', '2018061803')).startsWith('settings\n,form_id'))
  const started = Date.now()
  await refuse_and_mend(page)
  await try_and_publish(page, openrosa)
  await translate_and_print(page)
  await check_a_translation(page)
  await translate_one_language(page, source)
  const narrow = await watch.open_page(360, 'cs-CZ', 'dark')
  await narrow.context.addCookies(await context.cookies())
  for (const [name, path, ready] of [['narrow list', '', '.entry'], ['narrow form', '/benches', '.draft'], ['narrow texts', '/benches/texts', 'textarea'], ['narrow paper', '/benches/paper?version=2', '.question']]) {
    await narrow.page.goto(`${server.base}/a/${slug}/forms${path}`)
    await narrow.page.locator(ready).first().waitFor({ timeout: 10_000 })
    await look_at(narrow.page, name)
  }
  console.log(`# walked in ${Date.now() - started} ms`)
} catch (error) {
  check('the pages did what was expected of them', false, error.stack)
} finally {
  await browser.close()
}
const code = watch.end()
await server.stop(code !== 0)
process.exit(code)
