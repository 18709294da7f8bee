// What forms ask to keep of what cameras write into photos.
import type { I18n } from './contract'

export type OriginPart = 'time' | 'place'

export interface KeepingQuestion {
  name: string
  label: I18n
  parts: OriginPart[]
}
