// Starts the server on a fresh data folder with the sample audit and lets live.mjs look at it.
// Usage: node run.mjs CITYAUDIT OPENROSA_CLIENT
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'

const [cityaudit, openrosa_client] = process.argv.slice(2)
if (!openrosa_client) throw new Error('usage: run.mjs CITYAUDIT OPENROSA_CLIENT')
const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
const ready_ms_max = 60_000

const free_port = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

/// A photo as a camera would give it, drawn here: no foreign picture travels with the project.
async function draw_photo(path) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  await page.setContent('<body style="margin:0;height:100vh;background:linear-gradient(#8fb2cf,#e9d3bd 60%,#8d8a80 60%)"><h1 style="padding:2em;font-size:90px">Ortenovo náměstí</h1>')
  writeFileSync(path, await page.screenshot({ type: 'jpeg', quality: 85 }))
  await browser.close()
}

const folder = mkdtempSync(join(tmpdir(), 'cityaudit-browser-'))
const data = join(folder, 'data')
const photo = join(folder, 'photo.jpg')
const base = `http://127.0.0.1:${await free_port()}`
await draw_photo(photo)

const server = spawn(cityaudit, ['serve', '--data', data, '--listen', base.slice('http://'.length), '--sample', 'praha-2018'], { stdio: ['ignore', 'pipe', 'pipe'] })
let said = ''
for (const stream of [server.stdout, server.stderr]) stream.on('data', (bytes) => (said += bytes))
const ended = new Promise((resolve) => server.on('close', resolve))

async function wait_for(what, find) {
  for (const until = Date.now() + ready_ms_max; Date.now() < until; ) {
    const found = await find()
    if (found) return found
    if (server.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${what} did not come about; the server said:\n${said}`)
}

let code = 1
try {
  await wait_for('/readyz', () => fetch(`${base}/readyz`).then((response) => response.ok, () => false))
  const sign_in = await wait_for('a sign-in link', () => /https?:\/\/\S+\/sign-in#\S+/.exec(said)?.[0])
  const link = await wait_for('an activity of the sample', () => {
    const links = JSON.parse(execFileSync(cityaudit, ['links', '--data', data], { encoding: 'utf8' }))
    return links.find((one) => one.instrument === 'walk')
  })
  const at_base = (address) => base + new URL(address, base).pathname
  const submit = [openrosa_client, 'post', '--base', at_base(link.openrosa), '--generate', 'any', '--photo', photo, '--seed', String(Date.now())]
  const live = spawn(process.execPath, [new URL('live.mjs', import.meta.url).pathname], {
    stdio: 'inherit',
    env: {
      ...process.env,
      BASE_URL: base,
      SIGN_IN_LINK: base + new URL(sign_in).pathname + new URL(sign_in).hash,
      SUBMIT_COMMAND: submit.map((word) => `'${word}'`).join(' '),
      PARTICIPANT_LINK: at_base(link.page),
    },
  })
  code = await new Promise((resolve) => live.on('close', resolve))
} catch (error) {
  console.error(String(error))
} finally {
  if (code) console.error(said.split('\n').slice(-30).join('\n'))
  server.kill('SIGTERM')
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 15_000))])
  if (server.exitCode === null) server.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
process.exit(code)
