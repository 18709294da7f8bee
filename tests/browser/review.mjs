// Two browsers review the same queue: one decides, the other is told in plain words; a return that the participant's page opens and sends
// again; undo, words covered in one and gone from the other at
// once, a correction with its difference, comments, danger out of every list; keys, a thumb at 360 px. Speaks TAP.
// Usage: node review.mjs CITYAUDIT
//   PICTURES   optional: a folder for screenshots
import { join } from 'node:path'
import { next, question } from './filling.mjs'
import { draw_photo, join_team, launch_browser, Report, TestServer, Watch } from './launch.mjs'
import { readFileSync } from 'node:fs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: review.mjs CITYAUDIT')
const report = new Report()
const { check } = report
const slug = 'zlin'
const server = new TestServer(cityaudit, { sample: '' })
const browser = await launch_browser()
const watch = new Watch(browser, report, 'review', /Failed to load resource: the server responded with a status of (400|403|404|409)/)

const form = `survey
,type,name,label::Čeština (cs),label::English (en),bind::ca:as
,text,code,Váš kód,Your code,code
,image,picture,Fotografie,Photo,photo
,text,comment,Co chcete říct?,What do you want to say?,comment
settings
,form_id,version,namespaces,default_language
,street,1,"ca=""urn:cityaudit:xforms:1""",Čeština (cs)
`

async function send(openrosa, code, comment, picture = '') {
  const id = crypto.randomUUID()
  const body = new FormData()
  const photo = picture ? `<picture>street.jpg</picture>` : '<picture/>'
  body.append('xml_submission_file', new Blob([`<data id="street" version="1"><code>${code}</code>${photo}<comment>${comment}</comment><meta><instanceID>uuid:${id}</instanceID></meta></data>`], { type: 'text/xml' }), 'submission.xml')
  if (picture) body.append('street.jpg', new Blob([readFileSync(picture)], { type: 'image/jpeg' }), 'street.jpg')
  const answer = await fetch(`${openrosa}/submission`, { method: 'POST', headers: { 'X-OpenRosa-Version': '1.0', Date: new Date().toUTCString() }, body })
  check(`the server has what ${code} sent`, answer.status === 201, await answer.text())
  return id
}

const address = (id) => `${server.base}/a/${slug}/submissions/${id}`
const state_of = (page) => page.locator('[data-state]')
const open = async (page, id) => {
  await page.goto(address(id))
  await page.locator('[data-act=approve], [data-act=reopen]').first().waitFor({ timeout: 15_000 })
}

async function conflict_and_undo(anna, ben, id) {
  await open(anna, id)
  await open(ben, id)
  await watch.look_at(anna, 'submission')
  await watch.look_at(ben, 'narrow submission')
  await ben.locator('[data-act=return]').click()
  await ben.locator('dialog input[value=photo_unclear]').check()
  await watch.look_at(ben, 'narrow return dialog')
  // While Ben looks for words, Anna decides.
  await anna.keyboard.press('a')
  await anna.locator('[data-undo]').waitFor({ timeout: 10_000 })
  check('one key approves, and the way back is offered', (await state_of(anna).innerText()) === 'approved')
  await watch.look_at(anna, 'approved submission')
  await ben.locator('dialog .button.main').click()
  const told = ben.locator('dialog .note.bad')
  await told.waitFor({ timeout: 10_000 })
  const words = await told.innerText()
  check('the other browser is told who was faster, and nothing is overwritten', /schválil/.test(words) && /před chvílí|před/.test(words), words)
  await watch.look_at(ben, 'narrow conflict')
  await ben.keyboard.press('Escape')
  await anna.keyboard.press('u')
  await anna.locator('[data-state]', { hasText: 'awaiting review' }).waitFor({ timeout: 10_000 })
  await ben.locator('[data-state]', { hasText: 'čeká na posouzení' }).waitFor({ timeout: 10_000 })
  check('undone in one browser, undone in the other', true)
}

async function cover(anna, ben, id) {
  await open(ben, id)
  await open(anna, id)
  const answer = (page) => page.locator('[data-answer="/data/comment"]')
  check('both read the name', (await answer(ben).innerText()).includes('Nováková'))
  await answer(anna).getByRole('button', { name: /Cover words/ }).click()
  await anna.getByRole('button', { name: 'Nováková', exact: true }).click()
  await watch.look_at(anna, 'cover dialog')
  await anna.locator('dialog .button.main').click()
  await ben.locator('[data-answer="/data/comment"]', { hasText: '[jméno]' }).waitFor({ timeout: 10_000 })
  check('covered in one browser, gone from the other', !(await ben.content()).includes('Nováková'))
  const everywhere = await anna.evaluate(async (one) => {
    const texts = await Promise.all(['/api/audits/zlin/submissions', `/api/submissions/${one}`, '/api/audits/zlin/photos'].map((path) => fetch(path).then((reply) => reply.text())))
    return texts.join('\n')
  }, id)
  check('and from every list', !everywhere.includes('Nováková') && everywhere.includes('[jméno]'))
}

async function correct(anna, id) {
  await open(anna, id)
  await anna.locator('[data-open=correct]').click()
  await anna.locator('#correct-field').selectOption('code')
  await anna.locator('#correct-value').fill('PV02')
  await anna.locator('#correct-reason').fill('The sheets were swapped')
  await watch.look_at(anna, 'correct dialog')
  await anna.locator('dialog .button.main').click()
  const made = anna.locator('[data-correction]')
  await made.waitFor({ timeout: 10_000 })
  const difference = await made.innerText()
  check('a correction shows what was and what is', difference.includes('PV01') && difference.includes('PV02') && (await anna.locator('h1').innerText()) === 'PV02', difference)
  await watch.look_at(anna, 'corrected submission')
  await made.getByRole('button').click()
  await anna.locator('h1', { hasText: 'PV01' }).waitFor({ timeout: 10_000 })
  check('and is taken back', true)
}

async function comment(anna, ben, id) {
  await open(ben, id)
  await open(anna, id)
  await anna.locator('#comment-words').fill('Ask the caretaker')
  await anna.getByRole('button', { name: 'Add', exact: true }).click()
  await ben.getByText('Ask the caretaker').waitFor({ timeout: 10_000 })
  check('a comment appears in the other browser', true)
}

async function reject_and_message(anna, id) {
  await open(anna, id)
  await anna.keyboard.press('x')
  await anna.locator('dialog input[value=off_topic]').check()
  await anna.locator('#decision-words').fill('It is another town')
  await anna.locator('dialog .button.main').click()
  await anna.locator('[data-reason]').waitFor({ timeout: 10_000 })
  await anna.locator('[data-open=message]').click()
  const message = anna.locator('[data-message]')
  await message.waitFor({ timeout: 10_000 })
  check('the message is ready in the audit\'s language', (await message.innerText()).includes('Dobrý den'))
  await anna.locator('#message-language').selectOption('vi')
  await anna.locator('[data-message][lang=vi]').waitFor({ timeout: 10_000 })
  check('and in the participant\'s', (await message.innerText()).includes('Xin chào') && (await message.innerText()).includes('It is another town'))
  await watch.look_at(anna, 'message dialog')
  await anna.keyboard.press('Escape')
}

async function urgent(anna, id) {
  await open(anna, id)
  await anna.locator('[data-act=raise_urgent]').click()
  await anna.locator('dialog input[value=danger]').check()
  await anna.locator('dialog .button.main').click()
  await anna.locator('.urgent').waitFor({ timeout: 10_000 })
  const list = await anna.evaluate(() => fetch('/api/audits/zlin/submissions').then((reply) => reply.json()))
  check('danger leaves the list', !list.items.some((one) => one.id === id))
  await anna.goto(`${server.base}/a/${slug}/urgent`)
  await anna.locator('.item').waitFor({ timeout: 10_000 })
  await watch.look_at(anna, 'urgent matters')
  await anna.locator('.item a').click()
  await anna.locator('[data-act=settle_urgent]').click()
  await anna.locator('#decision-words').fill('The city was told')
  await anna.locator('dialog .button.main').click()
  await anna.locator('[data-act=approve]').waitFor({ timeout: 10_000 })
  check('settled, it is back', true)
}

/// A link of somebody's own, made by staff.
const personal_link = (anna) =>
  anna.evaluate(async () => {
    const { csrf } = await fetch('/api/session').then((reply) => reply.json())
    const ask = (path, body) =>
      fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify(body) }).then((reply) => reply.json())
    const made = await ask('/api/audits/zlin/participants', { activity: 'street', count: 1, prefix: 'PX' })
    const links = await ask('/api/audits/zlin/participants/links', { participants: made.participants.map((one) => one.id), earlier: 'none' })
    return { code: made.participants[0].code, path: new URL(links.links[0].page_url).pathname }
  })

/// What was returned opens under the personal link with its answers and its photo, and comes back as version 2.
async function change_and_send_again(anna, openrosa, picture) {
  const own = await personal_link(anna)
  const id = await send(openrosa.replace(/key\/[^/]+/, `key/${own.path.split('/').pop()}`), own.code, 'U obchodu je tma.', picture)
  await open(anna, id)
  await anna.keyboard.press('r')
  await anna.locator('dialog input[value=photo_unclear]').check()
  await anna.locator('#decision-words').fill('Zkuste to ve dne.')
  await anna.locator('dialog .button.main').click()
  await anna.locator('[data-state]', { hasText: 'returned' }).waitFor({ timeout: 10_000 })
  const { page: phone } = await watch.open_page(360, 'cs-CZ', 'light')
  await phone.goto(`${server.base}${own.path}#mine`)
  const change = phone.locator(`[data-change="${id}"]`)
  await change.waitFor({ timeout: 15_000 })
  check('the participant reads why', (await phone.locator(`[data-submission="${id}"]`).innerText()).includes('Zkuste to ve dne.'))
  await watch.look_at(phone, 'returned submission on the phone')
  await change.click()
  await phone.locator('.player').waitFor({ timeout: 20_000 })
  let found = ''
  while ((await phone.locator('.next.sends').count()) === 0) {
    const words = question(phone, '/data/comment').locator('textarea, input').first()
    if (await words.isVisible()) {
      found = await words.inputValue()
      await watch.look_at(phone, 'returned answers in the form')
      await words.fill('U obchodu nesvítí ani jedna lampa.')
    }
    await next(phone)
  }
  check('the form opens with the answers that were sent', found === 'U obchodu je tma.', found)
  await phone.locator('.next.sends').click()
  const changed = anna.locator('[data-revision]')
  await changed.waitFor({ timeout: 20_000 })
  check('it comes back as version 2 with what has changed', (await changed.innerText()).includes('ani jedna lampa') && (await anna.locator('.chips').first().innerText()).includes('version 2'))
  check('with its photo, which was not sent again', (await anna.locator('.pictures .photos > li').count()) === 1 && (await anna.locator('[data-state]').innerText()) === 'awaiting review')
  await watch.look_at(anna, 'second version')
}

async function walk_by_keys(anna, newest, older) {
  await anna.goto(`${server.base}/a/${slug}/submissions`)
  await anna.locator(`[data-submission="${newest}"]`).first().click()
  await anna.locator('[data-act=approve]').waitFor({ timeout: 10_000 })
  await anna.keyboard.press('j')
  await anna.waitForURL(address(older), { timeout: 10_000 })
  await anna.keyboard.press('k')
  await anna.waitForURL(address(newest), { timeout: 10_000 })
  check('j and k go through the list', true)
}

try {
  await server.start()
  const opened = JSON.parse(server.run('open', server.write('street.csv', form), '--audit', slug, '--activity', 'street'))
  const openrosa = server.base + new URL(opened.openrosa, server.base).pathname
  const picture = join(server.folder, 'street.jpg')
  await draw_photo(browser, picture, 'Tmavá ulice')
  const first = await send(openrosa, 'PV01', 'Paní Nováková tu večer nechodí, protože je tma.', picture)
  const second = await send(openrosa, 'PV02', 'U školy chybí přechod.')
  const third = await send(openrosa, 'PV03', 'Na zastávce visí drát.')
  const { page: anna } = await watch.open_page(1280, 'en-GB', 'light')
  await anna.goto(await server.sign_in_link())
  await anna.waitForURL(/\/a\//, { timeout: 15_000 })
  const { page: ben } = await watch.open_page(360, 'cs-CZ', 'dark')
  await join_team(server, ben, 'Ben', slug, 'facilitator')
  await conflict_and_undo(anna, ben, second)
  await cover(anna, ben, first)
  await correct(anna, first)
  await comment(anna, ben, second)
  await urgent(anna, third)
  await walk_by_keys(anna, third, second)
  await change_and_send_again(anna, openrosa, picture)
  await reject_and_message(anna, second)
} catch (error) {
  check('the pages did what was expected of them', false, error.stack)
} finally {
  await browser.close()
}
const code = watch.end()
await server.stop(code !== 0)
process.exit(code)
