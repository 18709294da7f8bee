// Where the page stands: what became of asking for the activity, and which of its views is looked at.
import type { Participation } from '../api/participation'

export type State =
  | { kind: 'loading' }
  | { kind: 'ready'; activity: Participation }
  | { kind: 'refused'; status: number; detail: string }
  | { kind: 'unreachable' }
  | { kind: 'returning' } // somebody comes back with a code

export type View = '' | 'form' | 'sent' | 'mine' | 'withdraw' | 'slip'
const views: readonly View[] = ['form', 'sent', 'mine', 'withdraw', 'slip']
/// The view that the address asks for.
export const asked_view = (): View => views.find((view) => window.location.hash.split('=')[0] === `#${view}`) ?? ''
