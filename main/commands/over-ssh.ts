/** The hosts of a check that are reached by SSH: connected before the first flow is asked, so that questions come before the progress. */
import { setMaxListeners } from 'node:events'
import type { Endpoint, Flow, Plan } from '../../shared/plan/plan.ts'
import { printable } from '../../shared/plan/faults.ts'
import { UsageError } from '../terms.ts'
import { type SshHost, sshHostsOf } from '../preflight/ssh-hosts.ts'
import type { Hosts } from '../preflight/stand-ins.ts'
import type { Vantages } from '../preflight/place.ts'
import type { Prober } from '../vantage/prober/open-prober.ts'
import { atMost } from '../probe/at-most.ts'
import type { ConfirmHostKey, HostKeyQuestion } from '../vantage/ssh/host-key.ts'
import type { AskSecret, SecretQuestion } from '../vantage/ssh/secret.ts'

export interface OverSsh {
  vantages: (Vantages & Hosts & { proberOn(endpoint: Endpoint): Prober | undefined }) | null
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
  // Each host listens to it.
  setMaxListeners(0, signal)
  if (standIns) refuseStandIns(plan, hosts)
  if (hosts.length === 0) return NONE
  const [{ SshPlaces }, { SshSession }] = await Promise.all([
    import('../preflight/ssh-places.ts'),
    import('../vantage/ssh/session.ts'),
  ])
  const session = new SshSession(questions(signal))
  const links = new Map(
    hosts.map(({ name, address, vantage }) => [name, session.link({ endpoint: name, address, ssh: vantage.ssh })]),
  )
  const places = new SshPlaces({ linkTo: ({ name }) => links.get(name) ?? missing(name), evidence })
  if (!quiet)
    process.stderr.write(`Connecting over SSH to ${hosts.length === 1 ? 'one host' : `${hosts.length} hosts`} …\n`)
  await Promise.all(
    hosts.map(async (endpoint) => {
      const reached = await places.programsOn(endpoint, signal)
      if ('detail' in reached && !signal.aborted) process.stderr.write(`  ${printable(reached.detail, 400)}\n`)
    }),
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

/**
 * Without a terminal nobody can be asked: what needs an answer is left out, and says so. On one there is one question at a time, and
 * Ctrl-C at it stops the check, as it does everywhere else.
 */
function questions(signal: AbortSignal): { askSecret: AskSecret; confirmHostKey: ConfirmHostKey } {
  const inTurn = atMost(1)
  const onTerminal = <T>(otherwise: T, ask: () => Promise<T>) =>
    inTurn(() => (process.stdin.isTTY && !signal.aborted ? ask() : Promise.resolve(otherwise)))
  return {
    askSecret: (question) => onTerminal(null, () => askSecret(question, signal)),
    confirmHostKey: (question) => onTerminal(false, () => confirmHostKey(question, signal)),
  }
}

const interrupt = () => process.kill(process.pid, 'SIGINT')

async function askSecret(
  { endpoint, prompt, attempt, echo }: SecretQuestion,
  signal: AbortSignal,
): Promise<string | null> {
  const { askSecretly } = await import('../terminal/ask-secret.ts')
  const again = attempt > 1 ? 'That was wrong. ' : ''
  const question = `${again}${printable(endpoint)}: ${printable(prompt, 300)}: `
  const answer = await askSecretly(question, process.stdin, process.stderr, { echo, signal })
  if (answer === 'interrupted') interrupt()
  return typeof answer === 'string' ? null : answer.secret
}

async function confirmHostKey(
  { endpoint, address, port, type, fingerprint, known }: HostKeyQuestion,
  signal: AbortSignal,
): Promise<boolean> {
  const { askYes } = await import('../terminal/ask-yes.ts')
  const what = known === 'changed' ? 'shows a host key of another type than known_hosts holds' : 'is not known'
  const question = `${printable(endpoint)} (${address}, port ${port}) ${what}. Its key: ${type} ${fingerprint}\nIs that the key of this host? [y/N] `
  const answer = await askYes(question, process.stdin, process.stderr, signal)
  if (answer === 'interrupted') interrupt()
  return answer === 'yes'
}
