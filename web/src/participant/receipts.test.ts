// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest'
import type { Entry } from './keep/keep'
import { entry_of } from './keep/made_up'
import { advice, files_line, receipts, show_progress } from './receipts'
import { t, use_language } from './texts'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
const photo = (n: number, sent: boolean, bytes_there = 0): Entry['files'][number] => ({ name: `${n}.jpg`, type: 'image/jpeg', bytes: 1000, sent, bytes_there })
const half = entry_of({ xml_sent: true, files: [photo(1, true), photo(2, true), photo(3, false, 250)] })
const progress = { instance_id: half.instance_id, file: '3.jpg', share: 0.4 }
const shown = (entry: Entry, now: typeof progress | null): HTMLElement =>
  receipts({ entries: [entry], progress: now, lasting: true, on_retry: () => undefined, on_copy: () => undefined, on_forget: () => undefined })!

beforeAll(() => use_language('en'))

describe('a receipt', () => {
  it('says how many photos the server has and how far the next is', () => {
    expect(plain(files_line(half, progress))).toBe('2 of 3 photos are with the server. Photo 3 is at 40 %.')
    expect(plain(files_line(half, null))).toBe('2 of 3 photos are with the server. Photo 3 is at 25 %.')
    expect(files_line({ ...half, xml_sent: false }, null)).toBe('')
    expect(files_line(entry_of({ xml_sent: true }), null)).toBe('')
  })

  it('says when the last one came, as the server told it', () => {
    const at = new Date()
    at.setHours(14, 2)
    const waiting = { ...half, files: [photo(1, true), photo(2, true), photo(3, false)], receipt: { expected: 3, present: 2, last_at: at.getTime() } }
    expect(plain(files_line(waiting, null))).toBe('2 of 3 photos are with the server. The last arrived: 14:02.')
    // Another window sent it, and this one has not heard yet.
    expect(plain(files_line({ ...waiting, receipt: { ...waiting.receipt, present: 3 } }, null))).toMatch(/^3 of 3 photos/)
  })

  it('shows progress without drawing a button anew', () => {
    const list = shown(half, progress)
    const button = list.querySelector('button')
    expect(show_progress(list, half, { ...progress, share: 0.7 })).toBe(true)
    expect(list.querySelector('progress')!.value).toBeCloseTo(0.7)
    expect(plain(list.querySelector('.receipt-there')!.textContent!)).toContain('70 %')
    expect(list.querySelector('button')).toBe(button)
    expect(show_progress(list, half, { ...progress, share: 1 }), 'another line begins').toBe(false)
    expect(show_progress(list, half, { ...progress, file: '2.jpg' })).toBe(false)
  })

  it('asks nobody to save a copy of what goes by itself', () => {
    for (const status of [408, 423, 425, 500]) expect(advice(status)).toBe(t('web.participant.refusal_server'))
    expect(advice(400)).toBe(t('web.participant.refusal_other'))
    expect(advice(507)).toBe(t('web.participant.refusal_507'))
  })
})
