// A browser to look with, pictures to send, and what axe says of a page.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRequire } from 'node:module'

export { Report, TestServer } from './server.mjs'

export const modules = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = modules('playwright-core')

export const launch_browser = (more_args = []) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...more_args],
  })

/// A photo as a camera would give it, drawn here: no foreign picture travels with the project.
export async function draw_photo(browser, path, words, { width = 1200, height = 900, noise = false } = {}) {
  const page = await browser.newPage({ viewport: { width, height } })
  await page.setContent(`<body style="margin:0;height:100vh;background:linear-gradient(#8fb2cf,#e9d3bd 60%,#8d8a80 60%)"><h1 style="padding:2em;font-size:90px">${words}</h1>`)
  if (noise) await page.evaluate(cover_with_noise)
  writeFileSync(path, await page.screenshot({ type: 'jpeg', quality: noise ? 97 : 85 }))
  await page.close()
}

/// Grain like that of a camera in the dark: the file becomes large.
function cover_with_noise() {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: innerWidth, height: innerHeight })
  canvas.style.cssText = 'position:fixed;inset:0;opacity:0.5'
  const context = canvas.getContext('2d')
  const picture = context.createImageData(canvas.width, canvas.height)
  for (let at = 0, state = 1; at < picture.data.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    picture.data[at] = at % 4 === 3 ? 255 : state >>> 24
  }
  context.putImageData(picture, 0, 0)
  document.body.append(canvas)
}

/// Somebody of staff, invited from the command line, sets a password and is signed in on that page. `role`: facilitator or auditor.
export async function join_team(server, page, name, audit, role) {
  const email = `${name.toLowerCase()}@example.org`
  const { pathname, hash } = new URL(server.run('user', 'add', '--email', email, '--name', name).trim())
  server.run('user', 'grant', '--email', email, '--audit', audit, '--role', role)
  await page.goto(server.base + pathname + hash)
  await page.locator('#invited-password').fill(`a long one of ${name} 2026`)
  await page.locator('form [type=submit]').click()
  await page.locator('[data-act=account]').waitFor({ timeout: 15_000 })
}

/// What axe finds wrong, in words, once everything that moves has come to rest.
export async function axe_violations(page, axe_source) {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished)))
  await page.evaluate(axe_source)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  return violations.map((one) => `${one.impact} ${one.id}: ${one.help}\n${one.nodes.slice(0, 4).map((node) => `  ${node.target.join(' ')}`).join('\n')}`)
}

/// Pages that are watched: what the browser complains of is kept, and looking at one asks axe and for sideways scrolling.
/// PICTURES, optional: a folder for screenshots.
export class Watch {
  complaints = []
  /// `expected_noise`: a refusal that is meant to be one makes the browser mention its status.
  constructor(browser, report, name, expected_noise) {
    Object.assign(this, { browser, report, name, expected_noise })
    this.axe_source = readFileSync(modules.resolve('axe-core/axe.min.js'), 'utf8')
  }

  async open_page(width, language, colorScheme) {
    const context = await this.browser.newContext({ viewport: { width, height: 900 }, locale: language, colorScheme })
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
    })
    const page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && !this.expected_noise.test(message.text()) && this.complaints.push(`${page.url()}: ${message.text()}`))
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.stack}`))
    return { context, page }
  }

  /// `fullPage`: false for lists of thousands.
  async look_at(page, what, { fullPage = true } = {}) {
    if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${this.name}-${what.replaceAll(' ', '-')}.png`), fullPage })
    const violations = await axe_violations(page, this.axe_source)
    this.report.check(`axe finds nothing on the ${what}`, violations.length === 0, violations.join('\n'))
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    this.report.check(`the ${what} needs no sideways scrolling`, excess <= 0, `${excess} px too wide`)
  }

  end() {
    this.report.check('the browser had nothing to complain about', this.complaints.length === 0, this.complaints.join('\n'))
    return this.report.end()
  }
}
