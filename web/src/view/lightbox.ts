// Which photo is open, if any, and its neighbours. One lightbox stands in the audit's frame; any part may open it.
import { shallowRef } from 'vue'
import type { Photo } from '../api/contract'

export interface Shown {
  photo: Photo
  credit: string  // who and where, in words
}

export const shown = shallowRef<{ photos: Shown[]; at: number } | null>(null)

export function show_photo(photos: readonly Shown[], photo: Photo): void {
  const ready = photos.filter((one) => one.photo.preview_url)
  const at = ready.findIndex((one) => one.photo.id === photo.id)
  if (at >= 0) shown.value = { photos: ready, at }
}

export function step(by: number): void {
  const now = shown.value
  if (now) shown.value = { ...now, at: (now.at + by + now.photos.length) % now.photos.length }
}
