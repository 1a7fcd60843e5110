/** Packs the desktop app for one target with electron-builder: its own Electron where it is installed, a stand-in where it is not. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { path7za } from '7zip-bin'
import { Arch, build, Platform } from 'electron-builder'
import { configuration } from './electron-builder.mjs'
import { stageApp } from './stage-app.mjs'
import { makeStandIn } from './stand-in-electron.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const work = join(root, '.cache/package')

const PLATFORMS = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC }
const ARCHES = { x64: Arch.x64, arm64: Arch.arm64 }

/** Null: its runtime is not installed, or it is not that of the target. */
function installedElectron(platform, arch) {
  const folder = join(root, 'node_modules/electron')
  const isHere = existsSync(join(folder, 'path.txt')) && existsSync(join(folder, 'dist'))
  return isHere && platform === process.platform && arch === process.arch ? join(folder, 'dist') : null
}

/** Debian's own tool makes its packages here; elsewhere electron-builder would download one. */
export const canMakeDeb = () => existsSync('/usr/bin/dpkg-deb')

/** 7-Zip comes from npm without the right to be run. */
function useToolsOfNpm() {
  mkdirSync(work, { recursive: true })
  const sevenZip = join(work, process.platform === 'win32' ? '7za.exe' : '7za')
  copyFileSync(path7za, sevenZip)
  chmodSync(sevenZip, 0o755)
  process.env.ELECTRON_BUILDER_7ZIP_PATH = sevenZip
  if (canMakeDeb()) process.env.CUSTOM_FPM_PATH = join(root, 'build/fpm-by-dpkg.mjs')
}

/**
 * @param {{ platform: 'linux' | 'win32' | 'darwin', arch: 'x64' | 'arm64', formats: string[], output: string, download?: boolean }} target
 * @returns {Promise<{ files: string[], isStandIn: boolean }>}
 */
export async function packDesktop({ platform, arch, formats, output, download = false }) {
  useToolsOfNpm()
  const place = join(work, `${platform}-${arch}`)
  const app = stageApp(platform, arch, join(place, 'app'))
  const installed = installedElectron(platform, arch)
  const isStandIn = installed === null && !download
  const electronDist = isStandIn ? await makeStandIn(platform, arch, join(place, 'electron')) : installed
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'))
  const files = await build({
    projectDir: root,
    publish: 'never',
    targets: PLATFORMS[platform].createTarget(formats, ARCHES[arch]),
    config: { ...configuration({ app, output, ...(electronDist ? { electronDist } : {}) }), electronVersion: version },
  })
  return { files, isStandIn }
}
