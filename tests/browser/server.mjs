// A server of its own for a test: fresh data folder, a free port, the sample audit if wanted; and TAP for what was found.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ready_ms_max = 60_000
const stop_ms_max = 15_000

const free_port = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

export class TestServer {
  /// `sample`: the audit to load; none when empty. `joining`: whoever starts by an open link gets a code and a link of their own; without
  /// it people type the codes that they were given.
  constructor(cityaudit, { sample = 'praha-2018', joining = false } = {}) {
    this.cityaudit = cityaudit
    this.sample = sample
    this.environment = joining ? {} : { CITYAUDIT_PEOPLE_JOIN_PEOPLE_MAX: '0' }
    this.folder = mkdtempSync(join(tmpdir(), 'cityaudit-test-'))
    this.data = join(this.folder, 'data')
    this.said = ''
  }

  async start() {
    this.base ??= `http://127.0.0.1:${await free_port()}`
    const server = spawn(this.cityaudit, ['serve', '--data', this.data, '--listen', this.base.slice('http://'.length), ...(this.sample ? ['--sample', this.sample] : [])], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.environment } })
    this.process = server
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (bytes) => (this.said += bytes))
    this.ended = new Promise((resolve) => server.on('close', resolve))
    await this.wait_for('/readyz', () => fetch(`${this.base}/readyz`).then((response) => response.ok, () => false))
  }

  async wait_for(what, find, ms_max = ready_ms_max) {
    for (const until = Date.now() + ms_max; Date.now() < until; ) {
      const found = await find()
      if (found) return found
      if (this.process.exitCode !== null || this.process.signalCode !== null) break
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

  /// A file in the server's folder; its path.
  write(name, text) {
    const path = join(this.folder, name)
    writeFileSync(path, text)
    return path
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

  /// As when the power goes.
  async kill() {
    this.process.kill('SIGKILL')
    await this.ended
  }

  /// Ends it; what it holds stays to be looked at.
  async halt() {
    this.process?.kill('SIGTERM')
    await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, stop_ms_max))])
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGKILL')
  }

  async stop(failed) {
    if (failed) console.error(this.said.split('\n').slice(-30).join('\n'))
    await this.halt()
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
