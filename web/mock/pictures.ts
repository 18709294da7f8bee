// Draws a small street scene for every photo of the fixtures: houses, a path, a lamp, a tree, a sign, daylight or dusk.
import { dice } from './random.ts'

const skies = [['#bcd6e6', '#f3e6d0'], ['#8fb2cf', '#e9d3bd'], ['#39485f', '#c98f6b'], ['#cfdfe2', '#f6efe2'], ['#5d7390', '#dcb79a']] as const
const walls = ['#c9765b', '#d9b28a', '#8a9a8c', '#b9a58d', '#a7b7c2', '#9c6b5d', '#d8c7a3', '#7d8794']

export function picture(seed: number, width: number, height: number): string {
  const d = dice(seed * 7919 + 17)
  const [top, bottom] = d.pick(skies)
  const ground = 300 + d.below(60)
  let houses = ''
  for (let x = -20; x < 640; ) {
    const w = 70 + d.below(90)
    const h = 90 + d.below(150)
    const wall = d.pick(walls)
    houses += `<rect x="${x}" y="${ground - h}" width="${w}" height="${h}" fill="${wall}"/>`
    if (d.chance(0.5)) houses += `<path d="M${x - 4} ${ground - h}l${w / 2 + 4}-34 ${w / 2 + 4} 34z" fill="#7a3f33"/>`
    for (let wy = ground - h + 16; wy < ground - 40; wy += 34)
      for (let wx = x + 12; wx < x + w - 20; wx += 26) houses += `<rect x="${wx}" y="${wy}" width="13" height="19" fill="${d.chance(0.25) ? '#ffe2a0' : '#33424f'}" opacity=".8"/>`
    x += w + (d.chance(0.3) ? 26 : 0)
  }
  const tree = d.chance(0.6) ? `<g transform="translate(${60 + d.below(480)} ${ground + 8})"><path d="M-4 0h8v-60h-8z" fill="#5b4636"/><circle cy="-84" r="44" fill="#5f7d55"/><circle cx="22" cy="-66" r="28" fill="#6f8d61"/></g>` : ''
  const lamp = d.chance(0.6) ? `<g transform="translate(${40 + d.below(540)} ${ground + 14})" fill="none" stroke="#2b3238" stroke-width="5"><path d="M0 0v-130q0-22 24-22"/><circle cx="28" cy="-148" r="8" fill="#ffe9b0" stroke="none"/></g>` : ''
  const sign = d.chance(0.45) ? `<g transform="translate(${80 + d.below(440)} ${ground + 20})"><path d="M-3 0h6v-92h-6z" fill="#59636b"/><rect x="-46" y="-124" width="92" height="38" rx="4" fill="${d.pick(['#1d5f8a', '#a83a2e', '#2f6b4c'])}"/><path d="M-34-112h52M-34-100h36" stroke="#fff" stroke-width="6"/></g>` : ''
  const bench = d.chance(0.4) ? `<path transform="translate(${120 + d.below(360)} ${ground + 44})" d="M0 0h110M0-12h110M10 0v22M100 0v22" stroke="#6b4a33" stroke-width="8" fill="none"/>` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480" width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs><rect width="640" height="480" fill="url(#s)"/>${houses}<path d="M0 ${ground}h640v${480 - ground}H0z" fill="#8d8a80"/><path d="M${200 + d.below(200)} ${ground}L${-40 - d.below(200)} 480h${520 + d.below(200)}z" fill="#a5a196"/>${tree}${lamp}${sign}${bench}</svg>`
}
