// Who works on an audit.
import { get, request } from './client'
import type { Capability, MemberRole } from './contract'

export const member_roles: MemberRole[] = ['facilitator', 'auditor']
export const capabilities: Capability[] = ['review', 'code', 'publish', 'see_identity', 'erase']

export interface Member {
  id: string
  name: string
  email: string | null
  role: MemberRole
  capabilities: Capability[]
  joined: boolean
  two_step: boolean | null
  closed: boolean
  granted_at: string
}
export interface Team {
  members: Member[]
  admins: { id: string; name: string }[]
  usual: Record<MemberRole, Capability[]>
}
export interface Granted {
  role: MemberRole
  capabilities: Capability[]
}
export interface InvitationLink {
  account: string
  link: string | null
  expires_at: string | null
}

const team = (slug: string): string => `/api/audits/${encodeURIComponent(slug)}/team`

export const get_team = (slug: string): Promise<Team> => get(team(slug))
export const invite_member = (slug: string, email: string, name: string, granted: Granted): Promise<InvitationLink> =>
  request('POST', team(slug), { email, name, ...granted })
export const set_member = (slug: string, account: string, granted: Granted): Promise<void> => request('PUT', `${team(slug)}/${account}`, granted)
export const remove_member = (slug: string, account: string): Promise<void> => request('DELETE', `${team(slug)}/${account}`)
export const renew_invitation = (account: string): Promise<InvitationLink> => request('POST', `/api/accounts/${account}/invitation`)
export const set_closed = (account: string, closed: boolean): Promise<void> => request('PUT', `/api/accounts/${account}/state`, { closed })
export const reset_two_step = (account: string): Promise<void> => request('DELETE', `/api/accounts/${account}/two-step`)
