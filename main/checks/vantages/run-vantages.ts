/**
 * The SSH links of one run. All are opened before the first flow is asked, so that questions come first; who could not be connected then is
 * not asked again, unless the engineer has connected it meanwhile.
 */
import type { Endpoint } from '../../../shared/plan/plan.ts'
import type { NoPlace, Vantages } from '../../preflight/place.ts'
import type { SshHost } from '../../preflight/ssh-hosts.ts'
import type { SshPlaces } from '../../preflight/ssh-places.ts'
import type { Hosts } from '../../preflight/stand-ins.ts'
import type { CheckVantages } from './check-vantages.ts'

export interface RunVantages {
  vantages: Vantages & Hosts & Pick<SshPlaces, 'proberOn'>
  /** What runs on the hosts ends; the links stay. */
  close(): void
}

/** An aborted signal ends the waiting. Rejects only for a fault of the program. */
export async function openForRun(
  all: CheckVantages,
  hosts: readonly SshHost[],
  signal: AbortSignal,
): Promise<RunVantages> {
  const [links, { SshPlaces }] = await Promise.all([all.linksTo(hosts), import('../../preflight/ssh-places.ts')])
  const failed = new Map<string, NoPlace>()
  const opened = Promise.all(
    [...links].map(async ([name, host]) => {
      await host.open(false).catch((error: Error) => {
        failed.set(name, { why: 'vantage', detail: `no link to ${name}: ${error.message.replace(/\.$/, '')}` })
      })
    }),
  )
  await untilAborted(opened, signal)
  if (signal.aborted) all.decline()
  const linkTo = ({ name }: Endpoint) => {
    const found = links.get(name)
    if (!found) throw new Error(`no link was made to ${name}`)
    return found.link
  }
  const places = new SshPlaces({ linkTo, evidence: true })
  const whyNot = (endpoint: Endpoint) =>
    linkTo(endpoint).state.state === 'ready' ? undefined : failed.get(endpoint.name)
  return {
    vantages: {
      reach: async (endpoint, stop) => whyNot(endpoint) ?? (await places.reach(endpoint, stop)),
      proberOn: (endpoint) => places.proberOn(endpoint),
      programsOn: async (endpoint, stop) => whyNot(endpoint) ?? (await places.programsOn(endpoint, stop)),
    },
    close: () => places.close(),
  }
}

function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => resolve()
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    work.then(end, reject).finally(() => signal.removeEventListener('abort', end))
  })
}
