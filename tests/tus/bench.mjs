// 200 files of 4 MB over 8 connections, by tus, to cityaudit and to the reference server with its file store, in turn. Ours answers when
// a file is durable; theirs does not wait for the disk, so the time with a sync behind it is told as well. Nothing else should run.
// Usage: node bench.mjs CITYAUDIT
//   ROUNDS, FILES   default 5 and 200
import { spawn, execFileSync } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TestServer } from '../browser/server.mjs'

const [cityaudit] = process.argv.slice(2)
if (!cityaudit) throw new Error('usage: bench.mjs CITYAUDIT')
const rounds = Number(process.env.ROUNDS ?? 5)
const files = Number(process.env.FILES ?? 200)
const file_bytes = 4_000_000
const connections = 8
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const base64 = (text) => Buffer.from(text).toString('base64')

const payload = randomFillSync(Buffer.alloc(file_bytes))

function ask(agent, base, method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, base), { agent, method, headers: { 'Tus-Resumable': '1.0.0', ...headers } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode, location: answer.headers.location }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

async function send_all({ base, path, headers }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const made = []
  let next = 0
  const started = performance.now()
  const work = async () => {
    for (let number = next++; number < files; number = next++) {
      const metadata = `instanceID ${base64(`uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`)},filename ${base64(`${number}.bin`)}`
      const created = await ask(agent, base, 'POST', path, { ...headers, 'Upload-Length': file_bytes, 'Upload-Metadata': metadata })
      if (created.status !== 201) throw new Error(`not created: ${created.status}`)
      made.push(created.location)
      // Every file another one: equal ones would be one blob.
      const head = Buffer.alloc(8)
      head.writeDoubleLE(performance.now())
      const sent = await ask(agent, base, 'PATCH', created.location, { ...headers, 'Upload-Offset': 0, 'Content-Type': 'application/offset+octet-stream', 'Content-Length': file_bytes }, Buffer.concat([head, payload.subarray(8)]))
      if (sent.status !== 204) throw new Error(`not taken: ${sent.status}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  const seconds = (performance.now() - started) / 1000
  execFileSync('sync')
  const synced = (performance.now() - started) / 1000
  for (const location of made) await ask(agent, base, 'DELETE', location, headers)
  agent.destroy()
  execFileSync('sync')
  return { seconds, synced }
}

const memory = (pid) => Object.fromEntries(['VmHWM', 'VmRSS'].map((name) => [name, Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024)]))
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]

const server = new TestServer(cityaudit, { sample: '' })
const peer_folder = join(server.folder, 'peer')
mkdirSync(peer_folder)
const peer = spawn(process.execPath, [here('peer.mjs'), peer_folder], { stdio: ['ignore', 'pipe', 'inherit'] })
try {
  await server.start()
  const link = JSON.parse(server.run('open', here('photos.xml'), '--audit', 'tus', '--activity', 'photos', '--instrument', 'photovoice'))
  const port = await new Promise((resolve) => peer.stdout.once('data', (bytes) => resolve(Number(bytes))))
  const sides = [
    { name: 'cityaudit', pid: server.process.pid, base: server.base, path: '/api/uploads', headers: { Authorization: `Bearer ${new URL(link.page).pathname.split('/')[2]}` }, times: [] },
    { name: '@tus/server', pid: peer.pid, base: `http://127.0.0.1:${port}`, path: '/files', headers: {}, times: [] },
  ]
  for (let round = 0; round < rounds; round++)
    for (const side of round % 2 ? sides.toReversed() : sides) {
      const time = await send_all(side)
      side.times.push(time)
      side.memory = memory(side.pid)
      console.log(JSON.stringify({ round, server: side.name, ...time, resident_mib: side.memory.VmRSS, peak_mib: side.memory.VmHWM }))
    }
  const [ours, theirs] = sides.map((side) => ({ answered: median(side.times.map((one) => one.seconds)), synced: median(side.times.map((one) => one.synced)) }))
  const rate = (seconds) => `${((files * file_bytes) / 1e6 / seconds).toFixed(0)} MB/s`
  console.log(`\n${files} files of ${file_bytes / 1e6} MB over ${connections} connections, medians of ${rounds} rounds in turn`)
  console.log('| server | until all were answered | until all were on the disk | resident memory, peak |\n| --- | --- | --- | --- |')
  for (const [at, one] of [ours, theirs].entries()) console.log(`| ${sides[at].name} | ${one.answered.toFixed(2)} s, ${rate(one.answered)} | ${one.synced.toFixed(2)} s | ${sides[at].memory.VmHWM} MiB |`)
  console.log(`ratio: ${(theirs.answered / ours.answered).toFixed(2)} answered, ${(theirs.synced / ours.synced).toFixed(2)} durable (above 1: cityaudit is faster)`)
} finally {
  peer.kill()
  rmSync(peer_folder, { recursive: true, force: true })
  await server.stop(false)
}
