/** nmap -sT as an oracle: what another tool says of the same ports from the same place. */
import { run } from './command.ts'
import type { Network } from './network.ts'

export interface NmapAnswer {
  state: 'open' | 'closed' | 'filtered' | 'unknown'
  /** nmap's own reason: syn-ack, conn-refused, no-response, admin-prohibited, host-unreach … */
  reason: string
}

/** Answers by `address port`. */
export type NmapAnswers = ReadonlyMap<string, NmapAnswer>

/** Parses the XML of nmap. Ports that it sums up as `extraports` are missing here: there are none below 26 of a kind. */
export function parseNmapXml(xml: string): NmapAnswers {
  const answers = new Map<string, NmapAnswer>()
  for (const host of xml.split('<host ').slice(1)) {
    const address = /<address addr="([^"]+)"/.exec(host)?.[1]
    if (address === undefined) continue
    const ports = host.matchAll(/<port protocol="tcp" portid="(\d+)"><state state="([^"]+)" reason="([^"]+)"/g)
    for (const [, port, state, reason = ''] of ports) {
      const known = state === 'open' || state === 'closed' || state === 'filtered' ? state : 'unknown'
      answers.set(`${address} ${port}`, { state: known, reason })
    }
  }
  return answers
}

/** Asks every port on every address. What nmap cannot say is `unknown`, with its complaint as the reason. */
export async function askNmap(
  network: Network,
  machine: string,
  addresses: readonly string[],
  ports: readonly number[],
  options: readonly string[] = ['-sT', '-T4', '--max-retries', '2'],
): Promise<NmapAnswers> {
  const family = addresses.some((address) => address.includes(':')) ? ['-6'] : []
  const argv = ['nmap', ...options, ...family, '-n', '-Pn', '-p', ports.join(','), '-oX', '-', ...addresses]
  const { stdout, stderr } = await run(network, machine, argv)
  const answers = new Map(parseNmapXml(stdout))
  const complaint = stderr.trim().split('\n')[0] ?? ''
  for (const address of addresses) {
    for (const port of ports) {
      const key = `${address} ${port}`
      if (!answers.has(key)) answers.set(key, { state: 'unknown', reason: complaint || 'no answer' })
    }
  }
  return answers
}
