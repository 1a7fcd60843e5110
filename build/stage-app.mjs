/**
 * Lays out what goes into the package of the desktop app for one target: the bundles, the page, the fonts and, where it is used, koffi for just
 * that target. A folder of its own, so that nothing else can slip in.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Something that the reader can put right: shown without a stack. */
export class PackageError extends Error {}

/** Beside the bundles of the command line, which the desktop app does not use. */
const PARTS = ['desktop.js', 'desktop', 'preload.cjs', 'renderer', 'fonts', 'icon.png']

/** electron-builder and Debian ask for both. The name ends in .invalid until there is a page. */
const MAKER = { author: 'PSM Preflight contributors', homepage: 'https://psm-preflight.invalid/' }

/**
 * @param {string} platform as Node names it
 * @param {string} arch as Node names it
 * @param {string} folder is made anew
 */
export function stageApp(platform, arch, folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const part of PARTS) {
    const from = join(root, 'dist', part)
    if (!existsSync(from)) throw new PackageError(`dist/${part} is missing: run "npm run build" first`)
    cpSync(from, join(folder, part), { recursive: true })
  }
  stageKoffi(platform, arch, folder)
  const { name, version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const manifest = {
    name,
    version,
    description,
    license,
    ...MAKER,
    desktopName: `${name}.desktop`,
    type: 'module',
    main: 'desktop.js',
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return folder
}

/** Only Linux keeps what koffi is used for (main/probe/native/libc.ts): elsewhere no native code is shipped at all. */
function stageKoffi(platform, arch, folder) {
  if (platform !== 'linux') return
  const modules = join(folder, 'node_modules')
  const name = `koffi-linux-${arch}`
  const prebuilt = join(root, 'node_modules/@koromix', name)
  if (!existsSync(prebuilt)) throw new PackageError(missing(name))
  cpSync(join(root, 'dist/node_modules/koffi'), join(modules, 'koffi'), {
    recursive: true,
    filter: (path) => !path.endsWith('CMakeLists.txt'),
  })
  // Electron is built for glibc; the binary for musl stays out.
  cpSync(prebuilt, join(modules, '@koromix', name), {
    recursive: true,
    filter: (path) => !path.includes('musl') && !path.endsWith('README.md'),
  })
  if (readdirSync(join(modules, '@koromix', name)).length === 0) throw new PackageError(missing(name))
}

function missing(name) {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/koffi/package.json'), 'utf8'))
  const [, os, cpu] = name.split('-')
  return `the package @koromix/${name} is not installed, and without it the app would lack its evidence from ICMP errors: run "npm install --no-save --force --os=${os} --cpu=${cpu} @koromix/${name}@${version}"`
}
