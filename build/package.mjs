/**
 * `npm run package`: packs the desktop app into release/. Without arguments, what can be made on this machine without a download; with
 * --download, every format of this system, for which electron-builder fetches Electron and its tools.
 * Usage: node build/package.mjs [--download] [--arch x64|arm64]
 */
import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { canMakeDeb, packDesktop } from './pack-desktop.mjs'
import { PackageError } from './stage-app.mjs'
import { canStandIn } from './stand-in-electron.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const output = join(root, 'release')

/** AppImage, NSIS, portable and dmg need tools that are downloaded. */
const EVERYTHING = {
  linux: ['AppImage', 'deb', 'tar.gz'],
  win32: ['nsis', 'portable', 'zip'],
  darwin: ['dmg', 'zip'],
}
const WITHOUT_DOWNLOAD = { linux: ['dir', 'tar.gz', ...(canMakeDeb() ? ['deb'] : [])], win32: ['zip'] }

const { values } = parseArgs({
  options: { download: { type: 'boolean', default: false }, arch: { type: 'string', default: 'x64' } },
})

function targets() {
  const { arch, download } = values
  if (arch !== 'x64' && arch !== 'arm64') throw new PackageError(`--arch ${arch}: accepted: x64, arm64`)
  if (download) return [{ platform: process.platform, arch, formats: EVERYTHING[process.platform], download }]
  return Object.entries(WITHOUT_DOWNLOAD)
    .filter(([platform]) => canStandIn(platform) && (platform === 'win32' || process.platform === platform))
    .map(([platform, formats]) => ({ platform, arch, formats }))
}

async function main() {
  rmSync(output, { recursive: true, force: true })
  for (const target of targets()) {
    const { files, isStandIn } = await packDesktop({ ...target, output })
    for (const file of files) console.log(relative(root, file))
    if (!isStandIn) continue
    console.log(
      `${target.platform}-${target.arch}: the Electron runtime is not installed here, so this package holds a stand-in for it: good to be looked into, and it does not start.`,
    )
  }
}

await main().catch((error) => {
  if (!(error instanceof PackageError)) throw error
  console.error(`psm-preflight: ${error.message}`)
  process.exitCode = 1
})
