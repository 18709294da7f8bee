// Drafts and entries for tests.
import type { Draft, Entry } from './keep'

export const draft_of = (more: Partial<Draft> = {}): Draft => ({
  instance_id: 'uuid:1', link: '/p/a', form: { id: 'f', version: '1', title: 'F', url: '/form.xml', md5: '' }, xml: '<data/>', page: '', language: 'cs', filled_by: '', started_at: 1, saved_at: 1, owner: 'w1', ...more,
})
export const entry_of = (more: Partial<Entry> = {}): Entry => ({
  instance_id: 'uuid:1', link: '/p/a', submission_url: '/submission', title: 'F', what: '', xml: '<data/>', xml_sent: false, files: [], state: 'waiting', attempts: 0, next_attempt_at: 0, trouble: null, finished_at: 1, done_at: null, ...more,
})
