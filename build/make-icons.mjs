/**
 * Draws build/icons/icon.svg in every size with Chromium, and packs the pictures for Windows (.ico) and macOS (.icns). Run by hand when the
 * drawing changes: the results are in the repository, so that packing needs no browser. Usage: node build/make-icons.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const folder = fileURLToPath(new URL('icons', import.meta.url))
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]

/** Largest first is not asked for, but Windows takes at most 256. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]

/** Type of each PNG in an .icns, by its pixels: Apple's own list, without the old formats that are not PNG. */
const ICNS_TYPES = { 16: 'icp4', 32: 'icp5', 64: 'icp6', 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' }

async function draw() {
  const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const pictures = new Map()
  try {
    const page = await browser.newPage()
    for (const size of SIZES) {
      await page.setViewportSize({ width: size, height: size })
      await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
      pictures.set(size, await page.screenshot({ omitBackground: true }))
    }
  } finally {
    await browser.close()
  }
  return pictures
}

/** ICONDIR, one ICONDIRENTRY a picture, then the PNGs as they are. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let at = head.length
  for (const [i, [size, png]] of pictures.entries()) {
    const entry = 6 + 16 * i
    // 0 stands for 256.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  }
  return Buffer.concat([head, ...pictures.map(([, png]) => png)])
}

function icns(pictures) {
  const parts = pictures.flatMap(([size, png]) => {
    const head = Buffer.alloc(8)
    head.write(ICNS_TYPES[size], 'latin1')
    head.writeUInt32BE(png.length + 8, 4)
    return [head, png]
  })
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, 8),
    4,
  )
  return Buffer.concat([head, ...parts])
}

const pictures = await draw()
for (const size of SIZES) {
  // 1024 is for macOS only.
  if (size <= 512) writeFileSync(join(folder, `${size}x${size}.png`), pictures.get(size))
}
writeFileSync(join(folder, 'icon.ico'), ico([...pictures].filter(([size]) => ICO_SIZES.includes(size))))
writeFileSync(join(folder, 'icon.icns'), icns([...pictures].filter(([size]) => size in ICNS_TYPES)))
