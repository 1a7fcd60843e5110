/** The hosts of a check that are reached by SSH: connected before the first flow is asked, so that questions come before the progress. */
import type { Flow, Plan } from '../../shared/plan/plan.ts'
import { printable } from '../../shared/plan/faults.ts'
import { UsageError } from '../terms.ts'
import { type SshHost, sshHostsOf } from '../preflight/ssh-hosts.ts'
import type { Hosts } from '../preflight/stand-ins.ts'
import type { Vantages } from '../preflight/place.ts'
import type { HostKeyQuestion } from '../vantage/ssh/host-key.ts'
import type { SecretQuestion } from '../vantage/ssh/secret.ts'

export interface OverSsh {
  vantages: (Vantages & Hosts) | null
  close(): void
}

interface Asked {
  plan: Plan
  flows: readonly Flow[]
  standIns: boolean
  evidence: boolean
  quiet: boolean
  signal: AbortSignal
}

const NONE: OverSsh = { vantages: null, close: () => {} }

/** Throws {@link UsageError} where stand-ins are wanted and cannot be used. */
export async function overSsh({ plan, flows, standIns, evidence, quiet, signal }: Asked): Promise<OverSsh> {
  const hosts = sshHostsOf(plan, flows, standIns)
  if (standIns) refuseStandIns(plan, hosts)
  if (hosts.length === 0) return NONE
  const [{ SshPlaces }, { SshSession }] = await Promise.all([
    import('../preflight/ssh-places.ts'),
    import('../vantage/ssh/session.ts'),
  ])
  const session = new SshSession({ askSecret, confirmHostKey })
  const links = new Map(
    hosts.map(({ name, address, vantage }) => [name, session.link({ endpoint: name, address, ssh: vantage.ssh })]),
  )
  const places = new SshPlaces({ linkTo: ({ name }) => links.get(name) ?? missing(name), evidence })
  if (!quiet)
    process.stderr.write(`Connecting over SSH to ${hosts.length === 1 ? 'one host' : `${hosts.length} hosts`} …\n`)
  await Promise.all(
    [...links.values()].map((link) =>
      link.open().catch((error: Error) => {
        if (!signal.aborted) process.stderr.write(`  ${printable(error.message, 300)}\n`)
      }),
    ),
  )
  return {
    vantages: places,
    close: () => {
      places.close()
      session.close()
    },
  }
}

const missing = (name: string): never => {
  throw new Error(`${name} has no SSH vantage`)
}

function refuseStandIns({ stage }: Plan, hosts: readonly SshHost[]): void {
  if (stage === 'operational') {
    throw new UsageError(
      '--stand-ins: not for the stage operational, for a stand-in would make a port pass that no service holds',
    )
  }
  if (hosts.length === 0)
    throw new UsageError('--stand-ins: no endpoint of these flows has an SSH vantage; see the command stand-in')
}

/** Without a terminal nobody can be asked: what needs a secret is left out, and says so. */
async function askSecret({ endpoint, prompt, attempt, echo }: SecretQuestion): Promise<string | null> {
  if (!process.stdin.isTTY) return null
  const { askSecretly } = await import('../terminal/ask-secret.ts')
  const again = attempt > 1 ? 'That was wrong. ' : ''
  return askSecretly(`${again}${printable(endpoint)}: ${printable(prompt, 300)}: `, process.stdin, process.stderr, {
    echo,
  })
}

async function confirmHostKey({
  endpoint,
  address,
  port,
  type,
  fingerprint,
  known,
}: HostKeyQuestion): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const { askYes } = await import('../terminal/ask-yes.ts')
  const what = known === 'changed' ? 'shows a host key of another type than known_hosts holds' : 'is not known'
  const question = `${printable(endpoint)} (${address}, port ${port}) ${what}. Its key: ${type} ${fingerprint}\nIs that the key of this host? [y/N] `
  return (await askYes(question, process.stdin, process.stderr)) === 'yes'
}
