// A JPEG file as a phone writes it, with time and place in its EXIF block.

const text = (value) => Buffer.from(`${value}\0`, 'latin1')
const numbers = (bytes, ...values) => {
  const out = Buffer.alloc(values.length * bytes)
  values.forEach((value, at) => (bytes === 2 ? out.writeUInt16LE(value, at * 2) : out.writeUInt32LE(value, at * 4)))
  return out
}

/// [tag, type, count, value as it is stored]; long values follow their directory, which begins at `at`.
function directory(entries, at) {
  const head = [numbers(2, entries.length)]
  const behind = []
  let next = at + 2 + entries.length * 12 + 4
  for (const [tag, type, count, value] of entries) {
    const short = value.length <= 4
    head.push(numbers(2, tag, type), numbers(4, count), short ? Buffer.concat([value, Buffer.alloc(4 - value.length)]) : numbers(4, next))
    if (short) continue
    behind.push(value)
    next += value.length
  }
  return Buffer.concat([...head, numbers(4, 0), ...behind])
}

/// `taken_at`: "2018:06:18 14:02:11"; latitude north and longitude east as [degrees, minutes, hundredths of seconds].
export function with_origin(jpeg, { taken_at, latitude, longitude }) {
  const angle = ([degrees, minutes, hundredths]) => numbers(4, degrees, 1, minutes, 1, hundredths, 100)
  const exif_at = 8 + 2 + 2 * 12 + 4
  const exif = directory([[0x9003, 2, 20, text(taken_at)]], exif_at)
  const gps_at = exif_at + exif.length
  const gps = directory([[1, 2, 2, text('N')], [2, 5, 3, angle(latitude)], [3, 2, 2, text('E')], [4, 5, 3, angle(longitude)]], gps_at)
  const first = directory([[0x8769, 4, 1, numbers(4, exif_at)], [0x8825, 4, 1, numbers(4, gps_at)]], 8)
  const body = Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1'), first, exif, gps])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length + 2)
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, body, jpeg.subarray(2)])
}
