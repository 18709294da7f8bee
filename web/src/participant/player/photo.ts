// A picture made to fit: what the form asks for (max-pixels) or the server can take. Otherwise it goes as the camera made it.

export class TooLarge extends Error {}

/// A picture above the server's limit is scaled to this; below the limit it is left alone.
const fallback_pixels_max = 4096
const quality = 0.9

export function fitted(width: number, height: number, pixels_max: number): { width: number; height: number } {
  const share = Math.min(1, pixels_max / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}

async function scaled(file: File, pixels_max: number): Promise<File | null> {
  const picture = await createImageBitmap(file).catch(() => null)
  if (!picture) return null // a kind that this browser cannot read, such as HEIC
  try {
    const size = fitted(picture.width, picture.height, pixels_max)
    if (size.width === picture.width && size.height === picture.height) return null
    const canvas = document.createElement('canvas')
    Object.assign(canvas, size)
    const context = canvas.getContext('2d')
    if (!context) return null
    context.imageSmoothingQuality = 'high'
    context.drawImage(picture, 0, 0, size.width, size.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
    return blob && new File([blob], file.name.replace(/\.\w+$/, '.jpg'), { type: 'image/jpeg' })
  } finally {
    picture.close()
  }
}

export async function fit(file: File, pixels_max: number | null, bytes_max: number): Promise<File> {
  const is_picture = file.type.startsWith('image/')
  let out = file
  if (is_picture && pixels_max) out = (await scaled(file, pixels_max)) ?? file
  if (is_picture && out.size > bytes_max) out = (await scaled(out, fallback_pixels_max)) ?? out
  if (out.size > bytes_max) throw new TooLarge()
  return out
}
