// A server of its own for a browser test: fresh data folder, sample audit, a free port; and pictures to send.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'

export const modules = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = modules('playwright-core')
const ready_ms_max = 60_000
const stop_ms_max = 15_000

export const launch_browser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })

const free_port = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

/// A photo as a camera would give it, drawn here: no foreign picture travels with the project.
export async function draw_photo(browser, path, words, { width = 1200, height = 900 } = {}) {
  const page = await browser.newPage({ viewport: { width, height } })
  await page.setContent(`<body style="margin:0;height:100vh;background:linear-gradient(#8fb2cf,#e9d3bd 60%,#8d8a80 60%)"><h1 style="padding:2em;font-size:90px">${words}</h1>`)
  writeFileSync(path, await page.screenshot({ type: 'jpeg', quality: 85 }))
  await page.close()
}

export class TestServer {
  constructor(cityaudit) {
    this.cityaudit = cityaudit
    this.folder = mkdtempSync(join(tmpdir(), 'cityaudit-browser-'))
    this.data = join(this.folder, 'data')
    this.said = ''
  }

  async start() {
    this.base ??= `http://127.0.0.1:${await free_port()}`
    const server = spawn(this.cityaudit, ['serve', '--data', this.data, '--listen', this.base.slice('http://'.length), '--sample', 'praha-2018'], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.process = server
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (bytes) => (this.said += bytes))
    this.ended = new Promise((resolve) => server.on('close', resolve))
    await this.wait_for('/readyz', () => fetch(`${this.base}/readyz`).then((response) => response.ok, () => false))
  }

  async wait_for(what, find, ms_max = ready_ms_max) {
    for (const until = Date.now() + ms_max; Date.now() < until; ) {
      const found = await find()
      if (found) return found
      if (this.process.exitCode !== null) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`${what} did not come about; the server said:\n${this.said}`)
  }

  /// What is sent afterwards is the newest there is.
  sample_loaded() {
    return this.wait_for('the sample audit', () => this.said.includes('the sample audit is loaded'))
  }

  async sign_in_link() {
    const found = await this.wait_for('a sign-in link', () => /https?:\/\/\S+\/sign-in#\S+/.exec(this.said)?.[0])
    return this.base + new URL(found).pathname + new URL(found).hash
  }

  run(...words) {
    return execFileSync(this.cityaudit, [...words, '--data', this.data], { encoding: 'utf8' })
  }

  /// The links of the sample's first activity of that kind, at this server's address.
  async links_of(instrument) {
    const link = await this.wait_for(`an activity of the sample (${instrument})`, () => JSON.parse(this.run('links')).find((one) => one.instrument === instrument))
    const at_base = (address) => this.base + new URL(address, this.base).pathname
    return { page: at_base(link.page), openrosa: at_base(link.openrosa) }
  }

  instance_ids() {
    return this.run('submissions').split('\n').filter((line) => line !== '')
  }

  async stop(failed) {
    if (failed) console.error(this.said.split('\n').slice(-30).join('\n'))
    this.process?.kill('SIGTERM')
    await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, stop_ms_max))])
    if (this.process && this.process.exitCode === null) this.process.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/// TAP on the console.
export class Report {
  count = 0
  failed = 0
  check = (what, good, detail = '') => {
    this.count++
    if (!good) this.failed++
    console.log(`${good ? 'ok' : 'not ok'} ${this.count} - ${what}`)
    if (!good && detail) console.log(String(detail).replace(/^/gm, '#   '))
    return !!good
  }
  end() {
    console.log(`1..${this.count}`)
    return this.failed ? 1 : 0
  }
}

/// What axe finds wrong, in words, once everything that moves has come to rest.
export async function axe_violations(page, axe_source) {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished)))
  await page.evaluate(axe_source)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  return violations.map((one) => `${one.impact} ${one.id}: ${one.help}\n${one.nodes.slice(0, 4).map((node) => `  ${node.target.join(' ')}`).join('\n')}`)
}
