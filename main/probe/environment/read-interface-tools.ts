/** Output of the tools that tell of interfaces where there is no /sys: macOS `ifconfig -a`, Windows `netsh`. Pure. */

/** The name that begins each block, with flags and MTU. */
const IFCONFIG_HEAD = /^(\S+?): flags=[\da-f]+<([^>]*)>.*?\bmtu (\d+)/i

export interface IfconfigFacts {
  mtu: number
  mac: string | null
  active: boolean
}

export function parseIfconfig(output: string): Map<string, IfconfigFacts> {
  const found = new Map<string, IfconfigFacts>()
  let current: IfconfigFacts | null = null
  for (const line of output.split(/\r?\n/)) {
    const head = IFCONFIG_HEAD.exec(line)
    if (head?.[1] !== undefined) {
      const flags = (head[2] ?? '').split(',')
      current = { mtu: Number(head[3]), mac: null, active: flags.includes('UP') && flags.includes('RUNNING') }
      found.set(head[1], current)
    }
    const mac = /^\s+ether ([\da-f:]{11,17})/i.exec(line)?.[1]
    if (current && mac !== undefined) current.mac = mac
    if (current && /^\s+status: inactive/.test(line)) current.active = false
  }
  return found
}

/**
 * `netsh interface ipv4 show subinterfaces`: MTU, state of the medium (1: connected), bytes in, bytes out, name. The headings are
 * translated, the columns stay. 4294967295 is loopback's.
 */
export function parseNetshSubinterfaces(
  output: string,
  names: readonly string[],
): Map<string, { mtu: number | null; active: boolean }> {
  const found = new Map<string, { mtu: number | null; active: boolean }>()
  for (const line of output.split(/\r?\n/)) {
    const row = /^\s*(\d+)\s+(\d+)\s+\d+\s+\d+\s+(\S.*?)\s*$/.exec(line)
    const [, mtu, state, printed] = row ?? []
    if (mtu === undefined || printed === undefined) continue
    // In the code page of the console a name beyond ASCII is mangled: then only its shape can be compared.
    const name =
      names.find((n) => n === printed) ?? names.find((n) => n.length === printed.length && sameAscii(n, printed))
    if (name === undefined) continue
    found.set(name, { mtu: Number(mtu) > 65_535 ? null : Number(mtu), active: state === '1' })
  }
  return found
}

/** Equal where both are ASCII. */
function sameAscii(a: string, b: string): boolean {
  return [...a].every((char, i) => char === b[i] || char > '\u007f')
}
