// What has come of a submission's files, in words.
import type { Submission } from '../api/contract'
import type { FileReceipt } from '../api/receipts'
import { date, hour_or_date, number, t } from '../text/language'

/// "2 of 3 photos, last 14:02".
export function photos_line({ present, expected, last_received_at }: Submission['attachments']): string {
  const photos = t('web.row.photos_of', { present, expected })
  return last_received_at ? t('web.row.photos_last', { photos, at: hour_or_date(last_received_at) }) : photos
}

export function readable_bytes(bytes: number): string {
  return bytes < 1_000_000 ? t('web.files.kilobytes', { n: Math.max(1, Math.round(bytes / 1000)) }) : t('web.files.megabytes', { n: number(bytes / 1_000_000, 1) })
}

/// When it came and how large it is; how much of it is here; or that it is not.
export function file_line(file: FileReceipt): string {
  if (file.erased_at) return t('web.photo.erased', { at: date(file.erased_at) })
  if (file.present) return t('web.files.here', { at: hour_or_date(file.received_at!), bytes: readable_bytes(file.bytes) })
  if (file.bytes > 0 && file.bytes_expected) return t('web.files.arriving', { percent: Math.floor((100 * file.bytes) / file.bytes_expected) })
  return t('web.files.missing')
}
