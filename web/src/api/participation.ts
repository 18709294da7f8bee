// What a participant's link opens: GET /p/TOKEN/activity.json.
import type { I18n, Instrument } from './contract'
import type { OriginPart } from './keeps'

export interface Participation {
  audit: { title: string; city: string; demonstration: boolean }
  activity: {
    code: string
    instrument: Instrument
    title: string
    purpose: I18n
    opens: string | null
    closes: string | null
    state: string
  }
  form: PlayerForm
  draft: boolean
  personal_code: string | null
  /// Whether this open link gives codes and links of one's own; null where that is not the way.
  joining: 'open' | 'full' | null
  submission_url: string
  limits: { file_bytes: number; xml_bytes: number }
  openrosa_url: string
  collect_qr_url: string
  languages: string[]
  unchecked_languages: string[]
}
export interface PlayerForm {
  id: string
  version: string
  title: string
  url: string
  md5: string
  files: { name: string; url: string; md5: string }[]
  roles: Record<string, 'code' | 'perspective' | 'walk' | 'stop' | 'consent'>
  keeps: Record<string, OriginPart[]>  // by question: what is kept of what the camera wrote into its photo
}
