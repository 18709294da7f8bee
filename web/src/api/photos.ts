// Photos that may show people: queues, covers, clearance, erasure.
import { get, request } from './client'
import type { Photo } from './contract'

export type Queue = 'waiting' | 'minors' | 'cleared' | 'all'
export type Ground = 'nobody_recognisable' | 'covered' | 'released'
/// Why a photo is erased for good.
export type ErasureGround = 'subject_asked' | 'sender_asked' | 'no_consent' | 'harmful' | 'mistake'
export type Hint = 'blurred' | 'dark' | 'bright'
/// In ten-thousandths of the upright picture's width and height.
export type Point = [number, number]

/// A box (two opposite corners, radius 0) or a stroke (points joined by lines, half its width in ten-thousandths of the long side).
export interface Cover {
  cover: 'blur' | 'solid'
  points: Point[]
  radius: number
}

export interface Suggestion {
  kind: 'face' | 'plate'
  points: [Point, Point]
  score: number
}

export interface QueuedPhoto extends Photo {
  submission: string
  activity: string
  participant: string | null
  received_at: string
  hints: Hint[]
  similar: number
}

export interface PhotoPage {
  items: QueuedPhoto[]
  counts: Record<Queue, number>
  next_cursor: string | null
}

export interface PhotoDetail extends Photo {
  audit: string
  submission: string
  activity: string
  hints: Hint[]
  clearance: Ground | null
  covers: Cover[]
  uncleared_url: string | null
  may_unseal: boolean
  may_erase: boolean
  erasure_ground: ErasureGround | null
  may_see_origin: boolean  // time or place are kept, and this reader may see them
  suggestions: Suggestion[] | null  // null: nobody has looked yet
  similar: Photo[]
}

/// As the camera wrote it; kept only where the form asks for it.
export interface PhotoOrigin {
  taken_at: string | null  // by the camera's clock, without a zone
  place: { latitude: number; longitude: number; accuracy_metres: number | null } | null
}

const one = (id: string): string => `/api/photos/${encodeURIComponent(id)}`

export const list_photos = (slug: string, queue: Queue, cursor: string | null = null): Promise<PhotoPage> =>
  get(`/api/audits/${encodeURIComponent(slug)}/photos?queue=${queue}${cursor ? `&cursor=${cursor}` : ''}`)
export const get_photo = (id: string): Promise<PhotoDetail> => get(one(id))
export const put_covers = (id: string, covers: Cover[]): Promise<PhotoDetail> => request('PUT', `${one(id)}/covers`, { covers })
export const clear_photo = (id: string, ground: Ground): Promise<PhotoDetail> => request('PUT', `${one(id)}/clearance`, { ground })
export const veil_photo = (id: string): Promise<PhotoDetail> => request('DELETE', `${one(id)}/clearance`)
/// Without what covers it. The server writes down who looked, when and why.
export const unseal_photo = (id: string, reason: string): Promise<Blob> => request('POST', `${one(id)}/unsealed`, { reason }, 'blob')
/// For good: nobody can bring it back.
export const erase_photo = (id: string, ground: ErasureGround): Promise<PhotoDetail> => request('POST', `${one(id)}/erasure`, { ground, confirmed: true })
/// When and where the camera says it was. Written down like the above.
export const unseal_origin = (id: string, reason: string): Promise<PhotoOrigin> => request('POST', `${one(id)}/origin`, { reason })
