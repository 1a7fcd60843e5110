/**
 * A folder laid out as a distribution of Electron, for machines where the runtime cannot be had: packing runs to its end, and what it makes can
 * be looked into. It holds no Electron and starts nothing. Its program is that of 7-Zip for the same system and processor, so
 * that its file type is right, with Electron's fuses after it.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createPackage } from '@electron/asar'
import { SENTINEL } from '@electron/fuses/dist/constants.js'

const sevenZip = dirname(createRequire(import.meta.url).resolve('7zip-bin/package.json'))

/** Version 1 of the fuses, their number, and each one off, as an untouched Electron has some of them. */
const FUSE_WIRE = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 9]), Buffer.from('0'.repeat(9))])

const PROGRAMS = {
  linux: { folder: 'linux', program: '7za', name: 'electron' },
  win32: { folder: 'win', program: '7za.exe', name: 'electron.exe' },
}

export const canStandIn = (/** @type {string} */ platform) => Object.hasOwn(PROGRAMS, platform)

/** @param {'linux' | 'win32'} platform */
export async function makeStandIn(platform, arch, folder) {
  const { folder: from, program, name } = PROGRAMS[platform]
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'), { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, Buffer.concat([readFileSync(join(sevenZip, from, arch, program)), FUSE_WIRE]))
  chmodSync(path, 0o755)
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'version']) writeFileSync(join(folder, file), 'stand-in\n')
  await createPackage(join(folder, 'locales'), join(folder, 'resources/default_app.asar'))
  for (const language of ['de', 'en-US', 'fr']) writeFileSync(join(folder, 'locales', `${language}.pak`), '')
  return folder
}
