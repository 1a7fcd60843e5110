/**
 * A screenshot as a PNG of at most 256 colours: a third of its size, and nobody sees the difference, for nearly all of it is a few plain
 * colours. The browser decodes the picture; what is written here is the part of PNG (RFC 2083) that is needed for it.
 */
import { crc32, deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'

interface Indexed {
  width: number
  height: number
  /** Red, green, blue of each colour. */
  palette: number[]
  /** A byte for each pixel. */
  pixels: string
}

/** The 256 most frequent colours that differ stay as they are, any other becomes the nearest of them. Runs in the browser. */
async function index(png: string): Promise<Indexed> {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const { width, height } = bitmap
  const canvas = new OffscreenCanvas(width, height).getContext('2d')
  if (!canvas) throw new Error('no canvas')
  canvas.drawImage(bitmap, 0, 0)
  const { data } = canvas.getImageData(0, 0, width, height)
  const colours = new Uint32Array(width * height)
  const counts = new Map<number, number>()
  for (let i = 0; i < colours.length; i += 1) {
    const colour = ((data[4 * i] ?? 0) << 16) | ((data[4 * i + 1] ?? 0) << 8) | (data[4 * i + 2] ?? 0)
    colours[i] = colour
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const parts = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255]
  const palette: number[][] = []
  const places = new Map<number, number>()
  const distances = (colour: number) => {
    const [r = 0, g = 0, b = 0] = parts(colour)
    return palette.map(([x = 0, y = 0, z = 0]) => (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2)
  }
  // The first ones are exact. Then those of a rare red must not lose to a hundred greys at the edges of letters.
  for (const [colour] of [...counts].sort((a, b) => b[1] - a[1])) {
    if (palette.length === 256) break
    if (palette.length >= 32 && Math.min(...distances(colour)) < 100) continue
    places.set(colour, palette.length)
    palette.push(parts(colour))
  }
  const placeOf = (colour: number) => {
    const known = places.get(colour)
    if (known !== undefined) return known
    const far = distances(colour)
    const place = far.indexOf(Math.min(...far))
    places.set(colour, place)
    return place
  }
  let pixels = ''
  for (const colour of colours) pixels += String.fromCharCode(placeOf(colour))
  return { width, height, palette: palette.flat(), pixels: btoa(pixels) }
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(content.length)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** @param page any one of a browser; what it shows does not matter */
export async function smallPng(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, palette, pixels } = await page.evaluate(index, png.toString('base64'))
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  // 8 bits a pixel, which is a place in the palette.
  head.set([8, 3], 8)
  const bytes = Buffer.from(pixels, 'base64')
  const lines = Array.from({ length: height }, (_, y) =>
    Buffer.concat([Buffer.from([0]), bytes.subarray(y * width, (y + 1) * width)]),
  )
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
