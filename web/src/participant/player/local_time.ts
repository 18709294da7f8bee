// Times as people read them on their own clock, and as ODK writes them: with the offset from UTC.

const two = (value: number): string => String(value).padStart(2, '0')

/// "2018-06-01T10:30:00.000+02:00" -> "2018-06-01T10:30" on this clock; '' for what is no time.
export function local_date_time(value: string): string {
  const at = new Date(value)
  if (value === '' || Number.isNaN(at.getTime())) return ''
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/// The reverse; null for what is no time.
export function from_local_date_time(local: string): string | null {
  const at = new Date(local)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local) || Number.isNaN(at.getTime())) return null
  const minutes = -at.getTimezoneOffset()
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
  return `${local.slice(0, 16)}:00.000${offset}`
}
