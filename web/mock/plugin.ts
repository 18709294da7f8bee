// `npm run dev` alone shows the pages on fixtures: an API made of memory, with submissions arriving over SSE.
// Serves in development only and is no part of what `vite build` makes. MOCK_PAUSE_MS sets how often one arrives.
import { execFileSync } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { qr_path } from '../src/view/qr.ts'
import { activities, areas, cell_detail, detail, findings, make_submission, matrix, submissions } from './fixtures.ts'
import { picture } from './pictures.ts'

const slug = 'praha-2018'
const pause_ms = Number(process.env['MOCK_PAUSE_MS'] ?? 7_000)
let seq = 400
let signed_in = process.env['MOCK_SIGNED_OUT'] === undefined
let has_password = false
let loaded = pause_ms > 0 ? 231 : 279
const total = 279
const listeners = new Set<ServerResponse>()

/// As the server does it: what is in the log has a number, what is told in passing has none.
function mention(type: string, more: Record<string, unknown> = {}): void {
  for (const listener of listeners) listener.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`)
}

function tell(type: string, more: Record<string, unknown>): void {
  seq++
  const data = JSON.stringify({ seq, type, at: new Date().toISOString(), audit: slug, activity: null, subject: null, ...more })
  for (const listener of listeners) listener.write(`id: ${seq}\nevent: ${type}\ndata: ${data}\n\n`)
}

function arrive(): void {
  const one = make_submission(submissions.length + 1, new Date(), true)
  submissions.unshift(one)
  tell('submission.received', { subject: one.id })
  if (loaded < total) mention('sample.progress', { loaded: (loaded += 3), total })
  setTimeout(() => mention('aggregates.updated'), 400)
}

function list_counts(): Record<string, number> {
  const of = (state: string): number => submissions.filter((one) => one.state === state).length
  const [received, in_review] = [of('received'), of('in_review')]
  return { received, in_review, approved: of('approved'), returned: of('returned'), rejected: of('rejected'), awaiting: received + in_review, all: submissions.length }
}

const session = () => ({ account: { id: 'a1', name: 'Správa', email: 'admin@example.org', role: 'admin' }, memberships: [], csrf: 'mock', has_password, two_step: false })
const summary = { id: 'audit-1', number: 1, slug, title: 'Praha 2018', city: 'Praha', demonstration: true }

function answer(request: IncomingMessage, url: URL): unknown {
  const path = url.pathname
  const review_class = url.searchParams.get('class') === 'all' ? 'all' : 'approved'
  const audit = `/api/audits/${slug}`
  if (path === '/api/session' && request.method === 'DELETE') return void (signed_in = false)
  if (path.startsWith('/api/session') && request.method === 'POST') signed_in = true
  if (path === '/api/mock/arrive') return void arrive()
  if (path.startsWith('/api/session')) return signed_in ? session() : 401
  if (path === '/api/account/password') return void (has_password = true)
  if (!signed_in) return 401
  if (path === '/api/audits') return { audits: [summary] }
  if (path === audit) return { ...summary, starts_on: '2018-01-01', ends_on: '2019-12-31', areas, event_seq: seq, sample: { state: loaded < total ? 'loading' : 'done', loaded, total }, reader_lag: 0, activities }
  if (path === `${audit}/submissions`) {
    const from = Number(url.searchParams.get('cursor') ?? 0)
    const limit = Number(url.searchParams.get('limit') ?? 50)
    return { items: submissions.slice(from, from + limit), next_cursor: from + limit < submissions.length ? String(from + limit) : null, event_seq: seq, counts: list_counts() }
  }
  if (path === `${audit}/submissions/choices`) return { activities, areas, stops: [], themes: [], flags: ['late', 'closed'], questions: [] }
  if (path === `${audit}/submissions/places`) return { stops: [], areas: areas.map((area, at) => ({ ...area, latitude: 50.05 + at / 50, longitude: 14.4 + at / 40, outline: null, submissions: 40 >> at, awaiting: 3 })), nowhere: 2 }
  if (path === `${audit}/trail`) return { events: submissions.slice(0, 50).map((one, at) => ({ seq: 1000 - at, at: one.received_at, type: 'submission.received', actor: 'participant', actor_name: null, activity: one.activity.code, subject: one.id, subject_shown: true, participant: one.participant, payload: {} })), next_cursor: null, about: ['submission'], by: [{ actor: 'participant', name: null }] }
  if (path === `${audit}/trail/check`) return { checked_at: new Date().toISOString(), events: seq, whole: true, faults: 0 }
  if (path === `${audit}/matrix`) return matrix(review_class, seq)
  if (path.startsWith(`${audit}/matrix/`)) {
    const [theme, area] = path.slice(audit.length + 8).split('/')
    return cell_detail(theme!, area!, review_class)
  }
  if (path === `${audit}/findings`) return findings()
  const one = submissions.find((submission) => path === `/api/submissions/${submission.id}`)
  return one ? detail(one) : 404
}

const participation = (code: string) => {
  const activity = activities.find((one) => one.code === code)
  if (!activity) return code === 'revoked' ? 410 : 404
  return {
    audit: { title: summary.title, city: summary.city, demonstration: true },
    activity: {
      code, instrument: activity.instrument, title: activity.title, opens: activity.opens, closes: activity.closes, state: activity.state,
      purpose: activity.instrument === 'walk'
        ? { cs: 'Jdeme spolu městem a na několika zastávkách si každý poznamená, jak se tam cítí a orientuje. Město z toho pozná, kde se lidem odjinud žije dobře a co je potřeba změnit.', en: 'We walk through the city together, and at a few stops each of us notes how it feels and how easy it is to find the way. It tells the city where newcomers live well and what needs to change.' }
        : { cs: 'Vyfoťte, co ve vašem městě soužití pomáhá a co mu brání, a napište k tomu pár vlastních slov. Jde o vaši zkušenost, ne o krásné snímky.', en: 'Take photos of what helps people of different origin to live together in your city and what stands in the way, and add a few words of your own. It is your experience that matters, not beautiful pictures.' },
    },
    form: {
      id: activity.form_id, version: activity.form_version, title: activity.instrument === 'walk' ? 'Městská procházka' : 'PhotoVoice',
      url: `/v1/key/mock-${code}/projects/1/forms/${activity.instrument}/form.xml`, md5: 'mock', files: [],
      roles: { '/data/where/observer': 'code', '/data/you/code': 'code', '/data/where/perspective': 'perspective', '/data/where/walk_id': 'walk' },
      keeps: {},
    },
    draft: false,
    personal_code: null,
    joining: null,
    submission_url: `/v1/key/mock-${code}/projects/1/submission`,
    limits: { file_bytes: 60_000_000, xml_bytes: 1_048_576 },
    openrosa_url: activity.openrosa_url,
    collect_qr_url: `/p/mock-${code}/collect.svg`,
    languages: ['cs', 'en'],
    unchecked_languages: [],
  }
}

function send(response: ServerResponse, body: unknown): void {
  if (typeof body === 'number') {
    response.statusCode = body
    response.setHeader('Content-Type', 'application/problem+json')
    response.end(JSON.stringify({ status: body }))
  } else if (body === undefined) {
    response.statusCode = 204
    response.end()
  } else {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(body))
  }
}

function send_svg(response: ServerResponse, svg: string): void {
  response.setHeader('Content-Type', 'image/svg+xml')
  response.end(svg)
}

/// The built-in forms are spreadsheets: the program (CITYAUDIT, else the development build) makes XForms of them.
function built_in_form(name: string): Buffer {
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
  return execFileSync(process.env['CITYAUDIT'] ?? here('../../build/dev/cityaudit'), ['convert', here(`../../config/instruments/${name}.csv`)])
}

/// The built-in forms, lists made up, and a server that takes everything.
function openrosa(request: IncomingMessage, response: ServerResponse, path: string): void {
  const form = /\/forms\/(\w+)\/(form\.xml|media\/([\w.-]+))$/.exec(path)
  const lists: Record<string, string> = { 'walks.csv': 'name,label\np7,Praha 7\n', 'stops.csv': 'name,label,walk\np7-1,Ortenovo náměstí,p7\np7-2,Dělnická ulice,p7\n' }
  if (form?.[3]) {
    response.setHeader('Content-Type', 'text/csv; charset=utf-8')
    response.end(lists[form[3]] ?? '')
  } else if (form) {
    const name = form[1] === 'walk' ? 'walk_checklist' : 'photovoice'
    response.setHeader('Content-Type', 'text/xml; charset=utf-8')
    response.end(built_in_form(name))
  } else {
    request.resume()
    response.writeHead(201, { 'X-OpenRosa-Version': '1.0', 'Content-Type': 'text/xml; charset=utf-8' })
    response.end('<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>OK</message></OpenRosaResponse>')
  }
}

function handle(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const url = new URL(request.url ?? '/', 'http://mock')
  const photo = /^\/api\/photos\/[0-9a-f-]+?(\d+)\/(thumbnail|preview)$/.exec(url.pathname)
  const participant = /^\/p\/(?:mock-)?([\w-]+)(\/activity\.json|\/collect\.svg)?$/.exec(url.pathname)
  if (url.pathname === '/api/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write(': hello\n\n')
    listeners.add(response)
    request.on('close', () => listeners.delete(response))
  } else if (photo) {
    send_svg(response, photo[2] === 'preview' ? picture(Number(photo[1]), 1600, 1200) : picture(Number(photo[1]), 320, 240))
  } else if (url.pathname.startsWith('/v1/key/')) {
    openrosa(request, response, url.pathname)
  } else if (url.pathname.startsWith('/api/')) {
    send(response, answer(request, url))
  } else if (participant?.[2] === '/collect.svg') {
    const code = qr_path('{"general":{"server_url":"http://mock"}}')!
    send_svg(response, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${code.size} ${code.size}"><path fill="#fff" d="M0 0h99v99H0z"/><path d="${code.path}"/></svg>`)
  } else if (participant?.[2]) {
    send(response, participation(participant[1]!))
  } else {
    if (participant) request.url = '/participant.html'
    next()
  }
}

/// What the server sends with the participant's page; `vite preview` shows whether the built pages live by it.
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' data:; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

function start(): void {
  if (pause_ms > 0) setInterval(() => listeners.size && arrive(), pause_ms).unref()
}

export function mock(): Plugin {
  return {
    name: 'cityaudit-mock',
    apply: 'serve',
    configureServer(server) {
      if (process.env['VITEST']) return
      start()
      server.middlewares.use(handle)
    },
    configurePreviewServer(server) {
      start()
      server.middlewares.use((request, response, next) => {
        response.setHeader('Content-Security-Policy', policy)
        handle(request, response, next)
      })
    },
  }
}
