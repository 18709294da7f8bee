// Who is signed in. `known` tells "nobody is" from "not asked yet".
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { get, Problem, request } from '../api/client'
import type { Session } from '../api/contract'

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
  const sign_in = (email: string, password: string): Promise<void> => enter('/api/session', { email, password })
  const redeem_link = (token: string): Promise<void> => enter('/api/session/link', { token })

  async function sign_out(): Promise<void> {
    await request('DELETE', '/api/session')
    session.value = null
  }

  async function set_password(password: string): Promise<void> {
    await request('PUT', '/api/account/password', { password })
    if (session.value) session.value = { ...session.value, has_password: true }
  }

  function forget(): void {
    session.value = null
    known.value = true
  }

  return {
    session,
    known,
    signed_in: computed(() => session.value !== null),
    csrf: computed(() => session.value?.csrf ?? ''),
    load,
    sign_in,
    redeem_link,
    sign_out,
    set_password,
    forget,
  }
})
