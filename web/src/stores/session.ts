// Who is signed in. `known` tells "nobody is" from "not asked yet".
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { get, Problem, request } from '../api/client'
import type { Capability, MemberRole, Session } from '../api/contract'

export const use_session = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  const known = ref(false)

  async function load(): Promise<void> {
    if (known.value) return
    try {
      session.value = await get<Session>('/api/session')
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) throw problem
    }
    known.value = true
  }

  async function enter(path: string, body: unknown): Promise<void> {
    session.value = await request<Session>('POST', path, body)
    known.value = true
  }
  const sign_in = (email: string, password: string, code = ''): Promise<void> => enter('/api/session', { email, password, code })
  const redeem_link = (token: string): Promise<void> => enter('/api/session/link', { token })

  async function sign_out(): Promise<void> {
    await request('DELETE', '/api/session')
    session.value = null
  }

  async function set_password(password: string): Promise<void> {
    await request('PUT', '/api/account/password', { password })
    if (session.value) session.value = { ...session.value, has_password: true }
  }

  /// What an invitation answered; whether somebody is signed in by it.
  function take(begun: Session | undefined): boolean {
    if (begun) session.value = begun
    known.value = true
    return begun !== undefined
  }
  function rename(name: string): void {
    if (session.value) session.value = { ...session.value, account: { ...session.value.account, name } }
  }
  function has_password_now(): void {
    if (session.value) session.value = { ...session.value, has_password: true }
  }

  const is_admin = computed(() => session.value?.account.role === 'admin')
  const membership = (slug: string) => session.value?.memberships.find((one) => one.audit === slug)
  /// What the server will let this person do there; pages hide the rest.
  const may = (slug: string, capability: Capability): boolean => is_admin.value || (membership(slug)?.capabilities.includes(capability) ?? false)
  const is = (slug: string, role: MemberRole): boolean => is_admin.value || membership(slug)?.role === role

  function forget(): void {
    session.value = null
    known.value = true
  }

  return {
    session,
    known,
    signed_in: computed(() => session.value !== null),
    take,
    rename,
    has_password_now,
    is_admin,
    may,
    is,
    csrf: computed(() => session.value?.csrf ?? ''),
    load,
    sign_in,
    redeem_link,
    sign_out,
    set_password,
    forget,
  }
})
