/** Starts the prober on a node and offers what it can do: ask ports as the native dialler does here, and tell of the node itself. */
import type { RouteObservation } from '../../../shared/observation.ts'
import type { LimitedDial, Missing } from '../../probe/dial.ts'
import type { RemoteProcess, RunRemote } from '../../remote-process.ts'
import { NodeLink } from './node-link.ts'
import { proberCommand } from './program.ts'
import { RemoteAttempt } from './remote-attempt.ts'
import * as wire from './wire.ts'

/** Python starts in 30 ms; an old, busy node behind a slow link takes its time. */
const START_MS = 10_000
const NOTE_LENGTH = 300
const NTP_PORT = 123

interface Packet {
  address: string
  from?: string
  /** How long the answer is waited for, counted on the node. */
  waitMs: number
}

export interface Prober {
  dial: LimitedDial
  /** What cannot be seen from there; empty on Linux. */
  unseen: readonly string[]
  /** Connects that the node can have under way at once; one more is answered EMFILE. */
  sockets: number
  pid: number
  /** The best round trip of the link, milliseconds: half of it is what `startedAt` may be wrong by. */
  roundTripMs(): number
  /** All of these reject when the link ends. */
  addresses(): Promise<wire.NodeAddresses>
  /** How the node would reach an address; sends nothing. */
  route(address: string, from?: string): Promise<RouteObservation>
  facts(): Promise<wire.NodeFacts>
  resolve(name: string): Promise<wire.Resolved>
  echo(packet: Packet): Promise<wire.NodeEcho>
  ntp(packet: Packet & { port?: number }): Promise<wire.NtpAnswer>
  /** Resolves once, when nothing can be asked any more, with the reason. Attempts that are under way then end with ENOLINK. */
  lost: Promise<string>
  close(): void
}

/** Never rejects. */
export async function openProber(run: RunRemote): Promise<Prober | Missing> {
  let process: RemoteProcess
  try {
    process = await run(proberCommand())
  } catch (error) {
    return { missing: `the prober could not be started there (${note((error as Error).message)})` }
  }
  let said = ''
  process.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, NOTE_LENGTH)
  })
  const link = new NodeLink(process)
  const timer = setTimeout(() => link.lose(`it said nothing for ${START_MS / 1000} s`), START_MS)
  const hello = await Promise.race([link.hello, link.lost])
  clearTimeout(timer)
  if (typeof hello === 'string') {
    const why = said.trim() === '' ? hello : `${hello}: ${note(said)}`
    return { missing: `the prober needs python3 3.6 or newer there (${why})` }
  }
  // The first look: until then nothing is known of the node's clock.
  link.look()
  await new Promise((resolve) => link.whenKnown(() => hello.t, resolve))
  return link.whyLost === null ? offer(link, hello) : { missing: link.whyLost }
}

function offer(link: NodeLink, hello: wire.Hello): Prober {
  const id = () => link.nextId()
  return {
    dial: (target, onAnswer) => dial(link, target, onAnswer),
    unseen: hello.missing,
    sockets: hello.sockets,
    pid: hello.pid,
    roundTripMs: () => link.clock.roundTripMs ?? 0,
    addresses: () => link.ask({ do: 'addresses', id: id() }, wire.addresses),
    route: async (address, from) => ({
      observer: 'route',
      ...(await link.ask({ do: 'route', id: id(), address, ...(from === undefined ? {} : { from }) }, wire.route)),
    }),
    facts: () => askFacts(link),
    resolve: (name) => link.ask({ do: 'resolve', id: id(), name }, wire.resolved),
    echo: (packet) => link.ask({ do: 'echo', id: id(), ...packet }, wire.echo),
    ntp: (packet) => link.ask({ do: 'ntp', id: id(), port: NTP_PORT, ...packet }, wire.ntp),
    lost: link.lost,
    close: () => link.lose('it was closed'),
  }
}

const dial = (link: NodeLink, ...[target, onAnswer]: Parameters<LimitedDial>) => {
  const attempt = new RemoteAttempt(link, link.nextId(), onAnswer)
  if (link.whyLost !== null) {
    // Nobody is called back before the call has returned.
    setImmediate(() => attempt.lose())
    return attempt
  }
  const { address, port, localAddress, ttl, minTtl } = target
  link.hold(attempt)
  link.send({
    do: 'dial',
    id: attempt.id,
    address,
    port,
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(ttl === undefined ? {} : { ttl }),
    ...(minTtl === undefined ? {} : { minTtl }),
  })
  return attempt
}

/** The node's clock was read between our question and its answer. */
async function askFacts(link: NodeLink): Promise<wire.NodeFacts> {
  const before = performance.now()
  const unixBefore = Date.now()
  const facts = await link.ask({ do: 'facts', id: link.nextId() }, wire.facts)
  const clockErrorMs = (performance.now() - before) / 2
  return { ...facts, clockOffsetMs: facts.unixMs - (unixBefore + clockErrorMs), clockErrorMs }
}

const note = (text: string) =>
  text
    .trim()
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .slice(0, NOTE_LENGTH)
