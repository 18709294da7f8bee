// One's own account, and invitations.
import { get, request } from './client'
import type { Session } from './contract'

export interface OpenSession {
  id: string
  began_at: string
  expires_at: string
  client: string | null
  is_this: boolean
}
export interface OwnAccount {
  id: string
  name: string
  email: string
  role: 'admin' | 'member'
  has_password: boolean
  two_step: boolean
  recovery_codes_left: number
  sessions: OpenSession[]
}
export interface Enrolment {
  secret: string
  uri: string
}
export interface Invitation {
  email: string
  name: string
  is_admin: boolean
  audits: string[]
  expires_at: string
}

export const get_account = (): Promise<OwnAccount> => get('/api/account')
export const set_name = (name: string): Promise<void> => request('PUT', '/api/account/name', { name })
export const change_password = (current: string, password: string): Promise<void> => request('PUT', '/api/account/password', { current, password })
export const begin_two_step = (password: string): Promise<Enrolment> => request('POST', '/api/account/two-step', { password })
export const confirm_two_step = (code: string): Promise<{ recovery_codes: string[] }> => request('PUT', '/api/account/two-step', { code })
export const end_two_step = (password: string): Promise<void> => request('POST', '/api/account/two-step/end', { password })
export const end_session = (id: string): Promise<void> => request('DELETE', `/api/account/sessions/${id}`)
export const sign_out_everywhere = (): Promise<void> => request('POST', '/api/account/sign-out-everywhere')
export const look_at_invitation = (token: string): Promise<Invitation> => request('POST', '/api/invitation/look', { token })
/// Nothing where a second step is on: then one signs in with it.
export const accept_invitation = (token: string, name: string, password: string): Promise<Session | undefined> =>
  request('POST', '/api/invitation', { token, name, password })
