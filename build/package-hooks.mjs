/**
 * What happens to a package while electron-builder lays it out: what a distribution of Electron brings for developers goes (an asar that
 * runs any folder, and the version of Electron), and a native addon that was made for another machine stops the build, for
 * cross-packing would ship it without a word.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { binaryKind } from './binary-kind.mjs'

/** electron-builder's numbers of processors. */
const ARCHES = new Map([
  [1, 'x64'],
  [3, 'arm64'],
])

/** Every native addon below a folder. */
function addonsIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(node|so|dylib|dll)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** @param {{ appOutDir: string, electronPlatformName: string, packager: any }} context */
export async function dropWhatIsForDevelopers({ appOutDir, electronPlatformName }) {
  const isMac = electronPlatformName === 'darwin'
  const resources = isMac ? ['Electron.app', 'Contents', 'Resources'] : ['resources']
  for (const path of [['version'], [...resources, 'default_app.asar']]) {
    rmSync(join(appOutDir, ...path), { force: true })
  }
}

/** @param {{ appOutDir: string, electronPlatformName: string, arch: number, packager: any }} context */
export async function refuseForeignAddons({ appOutDir, electronPlatformName: platform, arch, packager }) {
  const resources =
    platform === 'darwin' ? [`${packager.appInfo.productFilename}.app`, 'Contents', 'Resources'] : ['resources']
  const wanted = `${platform}-${ARCHES.get(arch)}`
  for (const path of addonsIn(join(appOutDir, ...resources))) {
    const kind = binaryKind(readFileSync(path))
    if (kind === wanted) continue
    const found = relative(appOutDir, path)
    throw new Error(`${found} is made for ${kind ?? 'an unknown machine'}, and the package is for ${wanted}`)
  }
}
