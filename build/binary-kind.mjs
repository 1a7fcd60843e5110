/** For which system and processor a program or a native addon was made, from the head of its file. */

const ELF_MACHINES = new Map([
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
])
const PE_MACHINES = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
])
const MACH_CPUS = new Map([
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
])
const MACH_64 = 0xfeedfacf

/**
 * @param {Buffer} bytes of the file, at least its first kilobyte
 * @returns {string | null} such as `linux-x64`; null: none that is known
 */
export function binaryKind(bytes) {
  const of = (platform, arch) => (arch === undefined ? null : `${platform}-${arch}`)
  if (bytes.length < 64) return null
  if (bytes.toString('latin1', 0, 4) === '\x7fELF') return of('linux', ELF_MACHINES.get(bytes.readUInt16LE(18)))
  if (bytes.readUInt32LE(0) === MACH_64) return of('darwin', MACH_CPUS.get(bytes.readUInt32LE(4)))
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return null
  const at = bytes.readUInt32LE(60)
  if (at + 6 > bytes.length || bytes.toString('latin1', at, at + 4) !== 'PE\0\0') return null
  return of('win32', PE_MACHINES.get(bytes.readUInt16LE(at + 4)))
}
