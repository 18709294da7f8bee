import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import type { Session } from '../api/contract'
import { use_session } from './session'

const somebody = (role: 'admin' | 'member'): Session => ({
  account: { id: 'a', name: 'Eva', email: 'eva@example.org', role },
  memberships: role === 'admin' ? [] : [{ audit: 'praha', role: 'auditor', capabilities: ['code'] }],
  csrf: 'x',
  has_password: true,
  two_step: false,
})

beforeEach(() => setActivePinia(createPinia()))

test('a member may what was granted in that audit and nothing elsewhere', () => {
  const store = use_session()
  store.session = somebody('member')
  expect(store.may('praha', 'code')).toBe(true)
  expect(store.may('praha', 'review')).toBe(false)
  expect(store.may('brno', 'code')).toBe(false)
  expect(store.is('praha', 'auditor')).toBe(true)
  expect(store.is('praha', 'facilitator')).toBe(false)
})

test('an admin may everything everywhere, and nobody nothing', () => {
  const store = use_session()
  expect(store.may('praha', 'review')).toBe(false)
  store.session = somebody('admin')
  expect(store.may('praha', 'erase')).toBe(true)
  expect(store.is('praha', 'facilitator')).toBe(true)
})
