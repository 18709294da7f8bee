// A believable audit for working on the pages without a server. All people, places' remarks and texts are invented.
import type { HistoryEntry } from '../src/api/review'
import type { Activity, Answer, Area, Cell, CellDetail, Evidence, Findings, I18n, Matrix, Photo, Polarity, ReviewClass, Submission, SubmissionDetail, ThemeRow, WalkCell } from '../src/api/contract'
import { dice } from './random.ts'

const d = dice(2018)
const both = (en: string, cs: string): I18n => ({ en, cs })
const uuid = (kind: number, n: number): string => `0000000${kind}-0000-4000-8000-${String(n).padStart(12, '0')}`

export const areas: (Area & { id: string; kind: string })[] = [
  { id: uuid(1, 1), code: 'P7', name: 'Praha 7', kind: 'locality' },
  { id: uuid(1, 2), code: 'SAPA', name: 'SAPA', kind: 'locality' },
  { id: uuid(1, 3), code: 'OLD', name: 'Staré Město', kind: 'locality' },
]
const stops: Record<string, Area[]> = {
  P7: ['Ortenovo náměstí', 'Holešovická tržnice', 'Strossmayerovo náměstí', 'Stromovka', 'Výstaviště', 'Nádraží Holešovice'].map((name, at) => ({ code: `P7-${at + 1}`, name })),
  SAPA: ['Hlavní brána', 'Náměstí u pagody', 'Tlumočnická kancelář', 'Školka', 'Jídelny', 'Zastávka Sídliště Písnice'].map((name, at) => ({ code: `SA-${at + 1}`, name })),
  OLD: ['Staroměstské náměstí', 'Florenc', 'Masarykovo nádraží', 'Jungmannova', 'Úřad městské části', 'Národní třída'].map((name, at) => ({ code: `OL-${at + 1}`, name })),
}

const counts = { submissions: 0, approved: 0, awaiting: 0, people: 0, photos: 0, photos_missing: 0, problems: 0 }
export const activities: Activity[] = [
  ['walk-praha-7', 'walk', 'Procházka Praha 7', '2018-06-18'],
  ['walk-sapa', 'walk', 'Procházka SAPA', '2018-06-19'],
  ['walk-centrum', 'walk', 'Procházka centrem', '2018-07-30'],
  ['photovoice', 'photovoice', 'PhotoVoice: světlé a stinné stránky soužití', '2018-07-31'],
].map(([code, instrument, title, closes], at) => ({
  id: uuid(2, at + 1),
  number: at + 1,
  code: code!,
  instrument: instrument!,
  title: title!,
  form_id: instrument === 'walk' ? 'walk_checklist' : 'photovoice',
  form_version: '2018.1',
  opens: '2018-06-07T00:00:00.000Z',
  closes: `${closes}T21:59:00.000Z`,
  state: at === 3 ? 'open' : 'closed',
  people_expected: 40,
  page_url: `/p/mock-${code}`,
  openrosa_url: `/v1/key/mock-${code}/projects/1`,
  counts: { ...counts },
}))

type Voice = readonly [Polarity, string, string]
const voices: readonly Voice[] = [
  ['down', 'cs', 'Na úřadě mi řekli, že mám přijít s někým, kdo umí česky. Přitom jsem přišla právě proto, abych se to dozvěděla.'],
  ['up', 'vi', 'Ở đây tôi luôn tìm được người giúp phiên dịch. Người lao động mới đến không cảm thấy đơn độc.'],
  ['up', 'uk', 'Підземний перехід нарешті освітили, і тепер увечері я йду тут спокійно. Дякую місту.'],
  ['down', 'en', 'A sticker on the lamp says we should go home. I have walked past it every day since March and nobody takes it off.'],
  ['mixed', 'cs', 'Tržnice je místo, kde se potkávají všichni, ale cedule jsou jen česky a k záchodům netrefí nikdo.'],
  ['down', 'ru', 'Расписание только на чешском языке. Пожилым людям очень трудно понять, куда едет автобус.'],
  ['up', 'cs', 'Interkulturní pracovnice se mnou šla na úřad. Za deset minut bylo hotovo, co jsem sama nezvládla tři měsíce.'],
  ['up', 'en', 'The community garden behind the library. On Thursdays nobody asks where you are from.'],
  ['down', 'vi', 'Chợ rất đông vui nhưng vỉa hè hỏng, xe đẩy trẻ em không đi qua được.'],
  ['down', 'uk', 'У поліклініці мене відправили додому, бо ніхто не говорив зрозумілою мені мовою.'],
]
const remarks = ['Chybí orientační plán v jiném jazyce než v češtině.', 'Za tmy bych tudy sama nešla.', 'Lavičky a strom, hned je to jiné místo.', 'Lidé tu jen procházejí, nikdo se nezastaví.', 'Hlídka stála u vchodu, cítila jsem se klidněji.', 'Zledovatělé schody a žádná rampa pro kočárek.']

function photo(n: number, voice: Voice | null): Photo {
  const state = n % 23 === 7 ? 'refused' : n % 17 === 5 ? 'waiting' : 'ready'
  return {
    id: uuid(4, n),
    state,
    reason: state === 'refused' ? { code: 'photo.not_an_image', text: 'Soubor není fotografie, kterou umíme otevřít.' } : null,
    width: 1600,
    height: 1200,
    veiled: false,
    people: 'none',
    publication: 'private',
    thumbnail_url: state === 'ready' ? `/api/photos/${uuid(4, n)}/thumbnail` : null,
    preview_url: state === 'ready' ? `/api/photos/${uuid(4, n)}/preview` : null,
    caption: voice?.[2] ?? null,
    polarity: voice?.[0] ?? null,
    caption_language: voice?.[1] ?? null,
    erased_at: null,
  }
}

let photo_number = 0
export function make_submission(n: number, received: Date, live: boolean): Submission {
  const photovoice = d.chance(0.45)
  const activity = photovoice ? activities[3]! : activities[d.below(3)]!
  const area = photovoice ? (d.chance(0.6) ? d.pick(areas) : null) : areas[activities.indexOf(activity)]!
  const photo_count = photovoice ? 1 + d.below(5) : d.below(3)
  const photos = Array.from({ length: photo_count }, () => photo(++photo_number, photovoice ? d.pick(voices) : null))
  const late = d.chance(0.08)
  const state = live ? 'received' : d.chance(0.72) ? 'approved' : d.chance(0.15) ? 'returned' : 'received'
  const flags = [...(late ? ['late'] : []), ...(d.chance(0.04) ? ['no_analysis_consent'] : []), ...(d.chance(0.03) ? ['code_mismatch'] : [])]
  const missing = d.chance(0.1) && photo_count > 0 ? 1 : 0
  const problems = d.chance(0.1) ? 1 + d.below(2) : 0
  activity.counts.submissions++
  activity.counts[state === 'approved' ? 'approved' : 'awaiting']++
  activity.counts.people = photovoice ? 20 : 3 + activities.indexOf(activity)
  activity.counts.photos += photo_count - missing
  activity.counts.photos_missing += missing
  activity.counts.problems += problems
  return {
    id: uuid(3, n),
    activity: { code: activity.code, instrument: activity.instrument, title: activity.title },
    form: { id: activity.form_id, version: activity.form_version },
    state,
    received_at: received.toISOString(),
    submitted_at: received.toISOString(),
    participant: d.chance(0.95) ? (photovoice ? `PV${String(1 + d.below(20)).padStart(2, '0')}` : `WA${String(1 + d.below(15)).padStart(2, '0')}`) : null,
    flags,
    problems,
    area: area && { code: area.code, name: area.name },
    stop: !photovoice && area ? d.pick(stops[area.code]!) : null,
    attachments: { expected: photo_count, present: photo_count - missing, missing, last_received_at: photo_count > missing ? received.toISOString() : null },
    photos: photos.slice(0, photo_count - missing),
    excerpt: photovoice ? (photos[0]?.caption ?? null) : d.chance(0.7) ? d.pick(remarks) : null,
    seen: state === 'received' ? 0 : 1,
    assigned_to: null,
    appealed: false,
    revision: 1,
  }
}

const scale4 = [both('not at all', 'vůbec ne'), both('rather not', 'spíše ne'), both('rather yes', 'spíše ano'), both('fully', 'zcela ano')]
const questions: readonly (readonly [string, string, I18n])[] = [
  ['sign_clear', 'T1.2', both('I can tell where I am and which way to go', 'Poznám, kde jsem a kudy jít')],
  ['info_access', 'T1.2', both('Someone without Czech would find the information needed here', 'Člověk bez češtiny tu najde potřebné informace')],
  ['barrier_free', 'T3.3', both('Passable with a pram or wheelchair', 'Průchodné s kočárkem či vozíkem')],
  ['help_known', 'T3.6', both('I would know where to get help here', 'Věděl(a) bych, kde tu hledat pomoc')],
  ['feel_belong', 'T4.1', both('A newcomer would feel this place is also theirs', 'Nově příchozí by tu cítil, že sem patří')],
]

const entry = (seq: number, at: string, type: string): HistoryEntry => ({ seq, at, type, actor: 'participant', who: null, revision: 1, assigned: null, reason_kind: null, reason: null, undone: false })

export function detail(submission: Submission): SubmissionDetail {
  const e = dice(Number(submission.id.slice(-6)))
  const text = (path: string, label: I18n, value: string): Answer => ({ path, label, type: 'text', value, display: null, theme: null, role: 'comment', erased: false, corrected: false, original: null, covers: [] })
  const answers: Answer[] =
    submission.activity.instrument === 'walk'
      ? [
          text('/data/observer', both('Your code', 'Váš kód'), submission.participant ?? ''),
          ...questions.map(([name, theme, label]): Answer => {
            const value = e.below(4)
            return { path: `/data/${name}`, label, type: 'select_one', value: String(value), display: scale4[value]!, theme, role: 'score', erased: false, corrected: false, original: null, covers: [] }
          }),
          text('/data/worst', both('What is worst here?', 'Co je tu nejhorší?'), submission.excerpt ?? ''),
        ]
      : submission.photos.flatMap((one, at): Answer[] => [
          { path: `/data/photos[${at + 1}]/polarity`, label: both('Up or down of integration?', 'Světlá, nebo stinná stránka?'), type: 'select_one', value: one.polarity, display: both(one.polarity ?? '', { up: 'světlá', down: 'stinná', mixed: 'obojí', neutral: '' }[one.polarity ?? 'neutral']), theme: null, role: 'polarity', erased: false, corrected: false, original: null, covers: [] },
          text(`/data/photos[${at + 1}]/caption`, both('Your comment in your words', 'Komentář vlastními slovy'), one.caption ?? ''),
        ])
  return {
    ...submission,
    instance_id: `uuid:${submission.id}`,
    files: [],
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    answers,
    problem_list: Array.from({ length: submission.problems }, (_, at) => ({ code: 'answer.required', path: `/data/x${at}`, text: at ? 'Otázka „Osvětlení“ zůstala bez odpovědi.' : 'Čas pozorování je pozdější než čas přijetí.' })),
    review: { seen: submission.seen, actions: ['assign', 'approve', 'return', 'reject', 'raise_urgent'], assigned: null, appealed: false, urgent: false, urgent_contact: null, decision: null, duplicate_of: null, may_unseal: true },
    comments: [],
    corrections: [],
    revisions: [{ revision: 1, received_at: submission.received_at, changes: [] }],
    history: [
      entry(11, submission.received_at, 'submission.received'),
      ...(submission.state === 'approved' ? [entry(40, submission.received_at, 'submission.approved')] : []),
    ],
  }
}

export const submissions: Submission[] = Array.from({ length: 96 }, (_, n) =>
  make_submission(n + 1, n > 90 ? new Date(Date.now() - (97 - n) * 9 * 60_000) : new Date(Date.UTC(2018, 5, 18, 15) + n * 11 * 3_600_000), false),
).reverse()

const themes: readonly (readonly [string, string, string, number])[] = [
  ['T1', 'City vision and services', 'Vize a služby města', 2],
  ['T1.2', 'Information and orientation', 'Informovanost a orientace', 2],
  ['T1.3', 'Offices and staff approach', 'Úřady a přístup úředníků', 1],
  ['T2', 'Civic participation and social inclusion', 'Občanská angažovanost a sociální inkluze', 1],
  ['T2.3', 'Meeting places, community life', 'Místa setkávání, komunitní život', 1],
  ['T3', 'Urban environment and safety', 'Prostředí města a bezpečnost', 2],
  ['T3.1', 'Lighting', 'Osvětlení', 1],
  ['T3.2', 'Openness and visibility', 'Přehlednost a „oči ulice“', 1],
  ['T3.3', 'Walk path, accessibility, upkeep', 'Chodníky, bezbariérovost, údržba', 1],
  ['T3.4', 'Public transport', 'Veřejná doprava', 1],
  ['T3.8', 'Feeling of safety', 'Pocit bezpečí', 1],
  ['T4', 'Attitudes of the majority', 'Postoj majority', 2],
  ['T4.1', 'Everyday relations', 'Každodenní soužití', 1],
  ['T4.3', 'Hate speech and hate crime', 'Nenávistné projevy a násilí', 1],
]

function walk_cell(people: number, waiting: number, e: ReturnType<typeof dice>): WalkCell {
  const mean = 20 + e.below(700) / 10
  const show = people === 0 ? 'none' : people < 5 ? 'impressions' : people < 8 ? 'indicative' : people < 30 ? 'small_group' : 'full'
  const spread = 6 + e.below(12)
  return {
    n_people: people, n_units: people ? 6 + e.below(2) : 0, unit: 'stops', n_waiting: waiting, show,
    mean, median: mean + 2, min: Math.max(0, mean - spread * 2), max: Math.min(100, mean + spread * 2), low: Math.max(0, mean - spread), high: Math.min(100, mean + spread),
    values: show === 'impressions' ? Array.from({ length: people }, () => e.pick([0, 33.3, 50, 66.7, 66.7, 100])) : null,
  }
}

function cell(theme: string, level: number, at: number, all: boolean): Cell {
  const e = dice(theme.charCodeAt(1) * 31 + theme.length * 7 + (theme.charCodeAt(3) || 0) * 13 + at * 101)
  const people = [4, 5, 6, 15][at]!
  const photos = level === 1 ? 4 + e.below(12) : 0
  const up = Math.round(photos * (0.2 + e.below(50) / 100))
  const mixed = photos > 8 ? 1 : 0
  const walked = !(theme === 'T2' && at === 2) && !theme.startsWith('T1.3')
  return {
    walk: walked ? walk_cell(people + (all && at === 1 ? 0 : 0), all ? 0 : at === 1 ? 1 : 0, e) : null,
    photovoice: photos ? { n_people: Math.min(20, 2 + e.below(9)), n_photos: photos, up, mixed, down: photos - up - mixed, n_waiting: all ? 0 : e.below(3) } : null,
  }
}

export function matrix(review_class: ReviewClass, event_seq: number): Matrix {
  const all = review_class === 'all'
  return {
    class: review_class,
    event_seq,
    areas: areas.map(({ code, name }) => ({ code, name })),
    themes: themes.map(([code, en, cs]): ThemeRow => {
      const level = code.includes('.') ? 2 : 1
      return {
        code, level, parent: level === 2 ? code.slice(0, 2) : null, name: both(en, cs), hidden: false,
        cells: Object.fromEntries(areas.map((area, at) => [area.code, cell(code, level, at, all)])),
        total: cell(code, level, 3, all),
      }
    }),
  }
}

export function cell_detail(theme: string, area: string, review_class: ReviewClass): CellDetail {
  const row = matrix(review_class, 1).themes.find((one) => one.code === theme)!
  const place = areas.find((one) => one.code === area)
  const chosen = area === 'all' ? row.total : row.cells[area]!
  const e = dice(theme.charCodeAt(1) * 3 + area.length)
  const evidence = submissions.slice(0, 40).flatMap((one): Evidence[] => {
    if (place && one.area?.code !== area) return []
    if (one.activity.instrument === 'photovoice')
      return one.photos.slice(0, 1).map((shot) => ({ id: `e${shot.id}`, submission_id: one.id, instrument: 'photovoice', participant: one.participant, at: one.received_at, stop: null, item: { path: '/data/photos/caption', label: both('Your comment in your words', 'Komentář vlastními slovy') }, value: null, display: null, score: null, polarity: shot.polarity, quote: shot.caption, review: one.state === 'approved' ? 'approved' : 'awaiting', photo: shot }))
    const value = e.below(4)
    const [name, , label] = e.pick(questions)
    return [{ id: `e${one.id}`, submission_id: one.id, instrument: 'walk', participant: one.participant, at: one.received_at, stop: one.stop, item: { path: `/data/${name}`, label }, value: String(value), display: scale4[value]!, score: (value * 100) / 3, polarity: null, quote: e.chance(0.4) ? one.excerpt : null, review: one.state === 'approved' ? 'approved' : 'awaiting', photo: null }]
  })
  return {
    theme: { code: theme, name: row.name },
    area: { code: area, name: place?.name ?? both('All places', 'Všechna místa') },
    cell: chosen,
    stops: chosen.walk ? (stops[area] ?? stops['P7']!).map((stop) => ({ ...stop, mean: e.chance(0.9) ? 15 + e.below(800) / 10 : null, n_people: 3 + e.below(3) })) : [],
    evidence: evidence.slice(0, 14),
    next_cursor: null,
  }
}

export function findings(): Findings {
  const ready = submissions.flatMap((one) => one.photos.filter((shot) => shot.state === 'ready' && shot.caption).map((shot) => ({ one, shot })))
  const examples = (side: Polarity, count: number, from: number) =>
    ready.filter(({ shot }) => shot.polarity === side).slice(from, from + count).map(({ one, shot }) => ({ submission_id: one.id, participant: one.participant, photo: shot, quote: null }))
  const walk = (people: number, units: number, score: number, en: string, cs: string) => ({ instrument: 'walk', people, people_total: 5, units, units_total: 7, unit: 'stops' as const, score, up: null, down: null, mixed: null, show: 'indicative' as const, text: both(en, cs) })
  const voice = (people: number, up: number, mixed: number, down: number) => ({ instrument: 'photovoice', people, people_total: 20, units: up + mixed + down, units_total: 150, unit: 'photos' as const, score: null, up, down, mixed, show: 'small_group' as const, text: both(`${people} of 20 participants (${up + mixed + down} photos)`, `${people} z 20 účastníků (${up + mixed + down} fotek)`) })
  const theme = (code: string) => ({ code, name: matrix('approved', 1).themes.find((one) => one.code === code)!.name })
  return {
    note: both('Describes these participants, not the city’s population. Suggested from approved evidence; people decide.', 'Popisuje tyto účastníky, ne obyvatele města. Navrženo ze schválených dokladů; rozhodují lidé.'),
    findings: [
      { theme: theme('T1.2'), polarity: 'strength', area: areas[1]!, support: [walk(4, 6, 74.2, '4 of 5 walkers at 6 of 7 stops', '4 z 5 chodců na 6 ze 7 zastávek'), voice(6, 9, 1, 1)], examples: examples('up', 4, 0) },
      { theme: theme('T2.3'), polarity: 'strength', area: null, support: [voice(8, 12, 2, 2)], examples: examples('up', 3, 5) },
      { theme: theme('T4.3'), polarity: 'weakness', area: areas[2]!, support: [walk(5, 5, 22.9, '5 of 5 walkers at 5 of 7 stops', '5 z 5 chodců na 5 ze 7 zastávek'), voice(7, 1, 1, 13)], examples: examples('down', 4, 0) },
      { theme: theme('T1.3'), polarity: 'weakness', area: null, support: [voice(9, 2, 1, 17)], examples: examples('down', 2, 6) },
      { theme: theme('T3.3'), polarity: 'mixed', area: areas[0]!, support: [walk(3, 4, 48.8, '3 of 4 walkers at 4 of 6 stops', '3 ze 4 chodců na 4 z 6 zastávek')], examples: examples('mixed', 2, 0) },
    ],
  }
}
