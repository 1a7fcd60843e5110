/**
 * Packages of the desktop app, made by electron-builder against a stand-in for Electron: what is in them, for which machine it was made, and how
 * their fuses are set.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listPackage, statFile } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { FuseState } from '@electron/fuses/dist/constants.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const output = mkdtempSync(join(tmpdir(), 'psm-package-'))
afterAll(() => rmSync(output, { recursive: true, force: true }))

type Platform = 'linux' | 'win32'
type Kind = (bytes: Buffer) => string | null
const load = async (name: string): Promise<Record<string, unknown>> =>
  import(new URL(`build/${name}`, `file://${root}`).href)

/** In a process of its own, for electron-builder behaves otherwise within a test. */
function pack(platform: Platform, formats: string[]): void {
  const target = JSON.stringify({ platform, arch: 'x64', formats, output })
  const env = { ...process.env }
  delete env['VITEST']
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { packDesktop } from './build/pack-desktop.mjs'; await packDesktop(${target})`,
    ],
    { cwd: root, env, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
}

interface Packed {
  name: string
  isUnpacked: boolean
}

function filesIn(asar: string): Packed[] {
  return listPackage(asar, { isPack: false }).flatMap((path) => {
    const name = path.slice(1)
    const entry = statFile(asar, name)
    return 'files' in entry ? [] : [{ name, isUnpacked: 'unpacked' in entry && entry.unpacked }]
  })
}

/** All that may be in a package; what is not matched by one of these is too much. */
const ALLOWED = [
  /^package\.json$/,
  /^desktop\.js$/,
  /^desktop\/[\w-]+\.js$/,
  /^preload\.cjs$/,
  /^icon\.png$/,
  /^fonts\/[\w-]+\.ttf$/,
  /^renderer\/index\.html$/,
  /^renderer\/assets\/[\w.-]+\.(js|mjs|css|ttf|woff2|svg|png)$/,
]
const ALLOWED_ON_LINUX = [
  ...ALLOWED,
  /^node_modules\/koffi\/(package\.json|LICENSE\.txt|index\.c?js|src\/koffi\/([\w/]+)\.c?js)$/,
  /^node_modules\/@koromix\/koffi-linux-x64\/(package\.json|index\.js|linux_x64\/koffi\.node)$/,
]

const PACKAGES = [
  { platform: 'linux', folder: 'linux-unpacked', program: 'psm-preflight', allowed: ALLOWED_ON_LINUX },
  { platform: 'win32', folder: 'win-unpacked', program: 'PSM Preflight.exe', allowed: ALLOWED },
] as const

let binaryKind: Kind
beforeAll(async () => {
  binaryKind = (await load('binary-kind.mjs'))['binaryKind'] as Kind
  pack('linux', ['dir', ...(existsSync('/usr/bin/dpkg-deb') ? ['deb'] : [])])
  pack('win32', ['dir'])
}, 90_000)

describe.each(PACKAGES)('the package for $platform', ({ platform, folder, program, allowed }) => {
  const place = join(output, folder)
  const asar = join(place, 'resources/app.asar')

  test('its asar holds what the app needs, and nothing else', () => {
    const names = filesIn(asar).map(({ name }) => name)
    expect(names.filter((name) => !allowed.some((pattern) => pattern.test(name)))).toEqual([])
    expect(allowed.filter((pattern) => !names.some((name) => pattern.test(name)))).toEqual([])
  })

  test('native modules lie beside the asar, and are made for the machine of the package', () => {
    const unpacked = filesIn(asar).filter(({ isUnpacked }) => isUnpacked)
    const native = filesIn(asar).filter(({ name }) => name.endsWith('.node'))
    expect(unpacked).toEqual(native)
    expect(native.length).toBe(platform === 'linux' ? 1 : 0)
    for (const { name } of native) {
      expect(binaryKind(readFileSync(join(`${asar}.unpacked`, name)))).toBe(`${platform}-x64`)
    }
    expect(binaryKind(readFileSync(join(place, program)))).toBe(`${platform}-x64`)
  })

  test('its fuses are set, and read back as set', async () => {
    const wire = await getCurrentFuseWire(join(place, program))
    const { ENABLE, DISABLE } = FuseState
    expect({
      runAsNode: wire[FuseV1Options.RunAsNode],
      cookies: wire[FuseV1Options.EnableCookieEncryption],
      nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
      inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
      integrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
      asarOnly: wire[FuseV1Options.OnlyLoadAppFromAsar],
      fileScheme: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
    }).toEqual({
      runAsNode: DISABLE,
      cookies: ENABLE,
      nodeOptions: DISABLE,
      inspect: DISABLE,
      integrity: ENABLE,
      asarOnly: ENABLE,
      fileScheme: DISABLE,
    })
  })

  test('what a distribution of Electron has for developers is gone', () => {
    expect(existsSync(join(place, 'resources/default_app.asar'))).toBe(false)
    expect(existsSync(join(place, 'version'))).toBe(false)
    expect(readdirSync(join(place, 'locales')).toSorted()).toEqual(['de.pak', 'en-US.pak'])
  })
})

test('the program for Windows carries the hash of its asar', () => {
  const program = readFileSync(join(output, 'win-unpacked/PSM Preflight.exe'))
  expect(program.includes(Buffer.from('ELECTRONASAR', 'utf16le'))).toBe(true)
  expect(program.toString('latin1')).toMatch(/"file":"resources\\\\app\.asar","alg":"SHA256","value":"[0-9a-f]{64}"/i)
})

test('the Debian package opens plan files, and needs no rights beyond its own folder', () => {
  const deb = readdirSync(output).find((name) => name.endsWith('.deb'))
  // Without dpkg-deb none was made.
  if (deb === undefined) return
  const path = join(output, deb)
  expect(execFileSync('dpkg-deb', ['--field', path, 'Package', 'Architecture'], { encoding: 'utf8' })).toBe(
    'Package: psm-preflight\nArchitecture: amd64\n',
  )
  execFileSync('dpkg-deb', ['--extract', path, join(output, 'deb')])
  const entry = readFileSync(join(output, 'deb/usr/share/applications/psm-preflight.desktop'), 'utf8')
  expect(entry).toContain('MimeType=application/x-psm-preflight-plan;')
  const types = readFileSync(join(output, 'deb/usr/share/mime/packages/psm-preflight.xml'), 'utf8')
  expect(types).toContain('*.psmplan')
  expect(types).not.toMatch(/ya?ml"/)
})

test('an addon that was made for another machine stops the packing', async () => {
  const { refuseForeignAddons } = (await load('package-hooks.mjs')) as {
    refuseForeignAddons: (context: object) => Promise<void>
  }
  const place = join(output, 'foreign')
  const addon = join(place, 'resources/app.asar.unpacked/koffi.node')
  mkdirSync(dirname(addon), { recursive: true })
  const elf = Buffer.alloc(64)
  elf.write('\x7fELF', 'latin1')
  elf.writeUInt16LE(0xb7, 18)
  const context = { appOutDir: place, electronPlatformName: 'linux', packager: {} }
  writeFileSync(addon, elf)
  await expect(refuseForeignAddons({ ...context, arch: 3 })).resolves.toBeUndefined()
  await expect(refuseForeignAddons({ ...context, arch: 1 })).rejects.toThrow(
    'resources/app.asar.unpacked/koffi.node is made for linux-arm64, and the package is for linux-x64',
  )
  writeFileSync(addon, 'not a program')
  await expect(refuseForeignAddons({ ...context, arch: 1 })).rejects.toThrow('made for an unknown machine')
})
