// 500 files by tus-js-client over a line that breaks at random, to a server that is killed in between: none is lost, none is there
// twice, all are equal byte for byte, and what had arrived is not sent again. Speaks TAP.
// Usage: node cuts.mjs CITYAUDIT [encrypted]
//   encrypted                   the server has a data key; fewer files
//   CITYAUDIT_SEED              what is random (default 1)
//   CITYAUDIT_TUS_SUBMISSIONS   of five files each (default 100, encrypted 20)
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Upload } from 'tus-js-client'
import { Report, TestServer } from '../browser/server.mjs'
import { BrokenLine, dice } from './broken_line.mjs'

const [cityaudit, variant] = process.argv.slice(2)
if (!cityaudit || (variant && variant !== 'encrypted')) throw new Error('usage: cuts.mjs CITYAUDIT [encrypted]')
const encrypted = variant === 'encrypted'
const seed = Number(process.env.CITYAUDIT_SEED ?? 1)
const submissions = Number(process.env.CITYAUDIT_TUS_SUBMISSIONS ?? (encrypted ? 20 : 100))
const photos_each = 5
const workers = 8
const kills = Math.max(1, Math.round(submissions / 25))
const retry_millis = 60
const retries = 1_000
const patience_millis = retries * retry_millis
const silence_millis_max = 4_000
/// Of these one connection never carries the whole: without going on inside a file they would never arrive.
const large_bytes = 2_500_000
const connection_bytes_max = 900_000
const cut_bytes_max = 150_000

const report = new Report()
const { check } = report
const random = dice(seed)
const below = (limit) => Math.floor(random() * limit)
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis))

/// Starts like a JPEG, so that it is taken for a photo, and goes on like nothing else does.
function made_up_photo(bytes) {
  const out = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 4) out.writeUInt32LE(below(2 ** 32), Math.min(at, Math.max(0, bytes - 4)))
  out.set([0xff, 0xd8, 0xff].slice(0, bytes))
  return out
}

function make_submission(number) {
  const id = `uuid:${[8, 4, 4, 4, 12].map((digits) => Array.from({ length: digits }, () => below(16).toString(16)).join('')).join('-')}`
  const files = Array.from({ length: photos_each }, (_, at) => {
    const bytes = made_up_photo(number % 10 === 0 && at === 0 ? large_bytes : 8 + below(number % 5 === 0 ? 300_000 : 60_000))
    return { name: `photo-${at}.jpg`, bytes, sha256: sha256(bytes) }
  })
  const xml = `<data id="photos" version="1">${files.map((file) => `<shot><photo>${file.name}</photo></shot>`).join('')}<meta><instanceID>${id}</instanceID></meta></data>`
  // Answers first or photos first; and now and then a photo in the post that goes by tus as well.
  return { id, files, xml, answers_first: number % 2 === 0, twice: number % 7 === 0 ? [files[1]] : [] }
}

const server = new TestServer(cityaudit, { sample: '' })
let line
let token
let openrosa
let uploaded = 0
let silent = 0

async function post({ xml, twice }) {
  for (const until = Date.now() + patience_millis; Date.now() < until; await pause(retry_millis)) {
    const body = new FormData()
    body.append('xml_submission_file', new Blob([xml], { type: 'text/xml' }), 'submission.xml')
    for (const file of twice) body.append(file.name, new Blob([file.bytes], { type: 'image/jpeg' }), file.name)
    const status = await fetch(line.base + openrosa, { method: 'POST', body }).then((response) => response.status, () => 0)
    if (status === 201) return
    if (status >= 400 && status < 500) throw new Error(`the answers were refused: ${status}`)
  }
  throw new Error('the answers did not get through')
}

function upload(id, file) {
  return new Promise((resolve, reject) => {
    const one = new Upload(file.bytes, {
      endpoint: `${line.base}/api/uploads`,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { instanceID: id, filename: file.name, filetype: 'image/jpeg', ...(below(2) ? { sha256: file.sha256 } : {}) },
      chunkSize: [64 * 1024, 256 * 1024, Infinity][below(3)],
      // What breaks before it has an address begins anew: only what one connection can carry is created so.
      uploadDataDuringCreation: below(4) === 0 && file.bytes.length < cut_bytes_max,
      retryDelays: Array(retries).fill(retry_millis),
      onShouldRetry: () => true,
      storeFingerprintForResuming: false,
      onBeforeRequest: alive,
      onProgress: alive,
      onSuccess() {
        clearTimeout(silence)
        resolve(uploaded++)
      },
      onError(error) {
        clearTimeout(silence)
        reject(error)
      },
    })
    one.start()
    // In Node the library waits for ever for the rest of an answer whose connection broke inside it.
    let silence
    function alive() {
      clearTimeout(silence)
      silence = setTimeout(() => {
        silent++
        void one.abort().then(() => one.start())
      }, silence_millis_max)
    }
  })
}

async function deliver(submission) {
  if (submission.answers_first) await post(submission)
  await Promise.all(submission.files.map((file) => upload(submission.id, file)))
  if (!submission.answers_first) await post(submission)
}

async function kill_now_and_then() {
  for (let nth = 1; nth <= kills; nth++) {
    while (uploaded < (nth * submissions * photos_each) / (kills + 1)) await pause(10)
    await server.kill()
    await server.start()
  }
}

/// Half a file, answered with 204, and the power goes.
async function check_half_a_file_outlives_a_kill() {
  const ask = (method, path, headers, body) => fetch(server.base + path, { method, headers: { 'Tus-Resumable': '1.0.0', Authorization: `Bearer ${token}`, ...headers }, body })
  const metadata = `instanceID ${Buffer.from('uuid:00000000-0000-4000-8000-000000000001').toString('base64')},filename ${Buffer.from('half.bin').toString('base64')}`
  const created = await ask('POST', '/api/uploads', { 'Upload-Length': '200000', 'Upload-Metadata': metadata })
  const address = created.headers.get('location')
  const half = await ask('PATCH', address, { 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' }, Buffer.alloc(100_000, 7))
  await server.kill()
  await server.start()
  const after = await ask('HEAD', address, {})
  check('half a file outlives a kill', half.status === 204 && after.headers.get('upload-offset') === '100000', `${half.status} ${after.status} ${after.headers.get('upload-offset')}`)
  if (encrypted) {
    const all = readdirSync(join(server.data, 'blobs'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    const told = all.filter((one) => readFileSync(join(one.path, one.name)).includes(Buffer.alloc(64, 7)))
    check('and tells nothing on the disk', all.length > 0 && told.length === 0, told.map((one) => one.name).join())
  }
  const removed = await ask('DELETE', address, {})
  check('and goes when it is taken back', removed.status === 204 && (await ask('HEAD', address, {})).status === 404)
}

const blob_files = () => readdirSync(join(server.data, 'blobs'), { recursive: true, encoding: 'utf8' }).filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{64}$/.test(name))

/// Whether they are what was sent, `cityaudit verify` tells, which has the key.
function check_that_none_is_readable(all, by_digest) {
  const told = all.filter((file) => {
    const stored = by_digest.has(file.sha256) ? readFileSync(by_digest.get(file.sha256)) : file.bytes
    return stored.includes(file.bytes.subarray(0, 64)) || stored.includes(file.bytes.subarray(-64))
  })
  check('no blob holds what was sent in plain bytes', told.length === 0, told.map((file) => file.name).join())
}

async function check_what_is_there(made) {
  const faults = []
  let last = 0
  for (const { id, files } of made) {
    const receipt = await (await fetch(`${server.base}/p/${token}/receipts/${id}`)).json()
    if (receipt.expected !== photos_each || receipt.present !== photos_each || receipt.files.length !== photos_each) faults.push(`${id}: ${receipt.present} of ${receipt.files?.length}`)
    for (const file of files) {
      const told = receipt.files.find((one) => one.name === file.name)
      if (told?.sha256 !== file.sha256 || told.bytes !== file.bytes.length) faults.push(`${id} ${file.name}: ${told?.bytes} bytes, ${told?.sha256}`)
    }
    last = Math.max(last, Date.parse(receipt.last_received_at))
  }
  check('each submission has each of its files, and the server’s digest is that of the file', faults.length === 0, faults.slice(0, 10).join('\n'))
  check('the receipt says when the last one came', last > Date.now() - 120_000)
  check('each submission is there once', server.instance_ids().sort().join() === made.map((one) => one.id).sort().join())
  const all = made.flatMap((one) => one.files)
  const names = blob_files()
  check(`there are ${all.length} blobs`, names.length === all.length, `${names.length}`)
  const by_digest = new Map(names.map((name) => [name.slice(3), join(server.data, 'blobs', name)]))
  if (encrypted) return check_that_none_is_readable(all, by_digest)
  // One byte before the file tells the format.
  const unequal = all.filter((file) => !by_digest.has(file.sha256) || !readFileSync(by_digest.get(file.sha256)).subarray(1).equals(file.bytes))
  check('all of them are equal, byte for byte', unequal.length === 0, unequal.map((file) => file.name).join())
}

try {
  if (encrypted) {
    const key_file = join(server.folder, 'data.key')
    execFileSync(cityaudit, ['keys', 'new', '--file', key_file], { stdio: 'pipe' })
    process.env.CITYAUDIT_KEY_FILE = key_file
  }
  await server.start()
  const links = JSON.parse(server.run('open', fileURLToPath(new URL('photos.xml', import.meta.url)), '--audit', 'tus', '--activity', 'photos', '--instrument', 'photovoice'))
  token = new URL(links.page).pathname.split('/')[2]
  openrosa = `${new URL(links.openrosa).pathname}/submission`
  await check_half_a_file_outlives_a_kill()
  line = new BrokenLine(Number(new URL(server.base).port))
  await line.start()
  // One connection in three is whole; of the rest half lose what goes up, half what comes back.
  line.limits = () => {
    const kind = below(3)
    return { up: kind === 1 ? below(cut_bytes_max) : connection_bytes_max, down: kind === 2 ? below(700) : Infinity }
  }
  const made = Array.from({ length: submissions }, (_, number) => make_submission(number))
  const bytes = made.flatMap((one) => one.files).reduce((sum, file) => sum + file.bytes.length, 0)
  const waiting = [...made]
  const started = Date.now()
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await deliver(next)
  }
  await Promise.all([kill_now_and_then(), ...Array.from({ length: workers }, work)])
  const seconds = (Date.now() - started) / 1000
  console.log(`# seed ${seed}: ${uploaded} files, ${(bytes / 1e6).toFixed(1)} MB, ${line.cuts} cuts (${silent} met with silence) and ${kills} kills in ${seconds.toFixed(1)} s; ${(line.bytes_up / bytes).toFixed(2)} times the bytes went up`)
  check(`all ${submissions * photos_each} uploads came to their end`, uploaded === submissions * photos_each)
  check('the line broke often enough to show something', line.cuts > (encrypted ? 1 : 2) * submissions, `${line.cuts} cuts`)
  check('what had arrived was seldom sent again', line.bytes_up < 1.6 * bytes, `${(line.bytes_up / bytes).toFixed(2)} times`)
  await check_what_is_there(made)
  line.stop()
  await server.halt()
  check('cityaudit verify finds nothing wrong', server.run('verify') !== undefined)
} catch (error) {
  check('everything was delivered', false, error.stack)
}
const code = report.end()
await server.stop(code !== 0)
process.exit(code)
