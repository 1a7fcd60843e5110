/**
 * Builds a network of real kernels from a description: namespaces joined by veth pairs, with addresses, routes, sysctls,
 * nftables rulesets and listeners. Every network has its own prefix, so that several labs run at the same time, and
 * everything is removed again: on close, when the process ends, and leftovers of dead processes at the next start.
 * Needs root, iproute2 and nftables. No packet leaves the namespaces.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildScript, type NetworkSpec } from './network-script.ts'

export interface Network {
  /** The namespace of a machine, as `ip netns` knows it. */
  netns(machine: string): string
  /** Starts a command in a machine; it is killed when the network closes. */
  spawn(machine: string, argv: readonly string[]): ChildProcess
  close(): Promise<void>
}

interface OpenNetwork {
  namespaces: readonly string[]
  children: Set<ChildProcess>
}

const LISTENER = fileURLToPath(new URL('./listener.mjs', import.meta.url))
const OWNED = /^psmlab-(\d+)-/
const NEEDED_TOOLS = ['ip', 'nft', 'tcpdump', 'nmap']
const LISTENER_READY_MS = 20_000

const open = new Map<string, OpenNetwork>()
let prepared = false

/** Why no network can be built here; null when it can. */
export function whyNoLab(): string | null {
  if (process.platform !== 'linux') return `network namespaces are a thing of Linux, and this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const places = (process.env['PATH'] ?? '').split(':').concat('/usr/sbin', '/sbin')
  for (const tool of NEEDED_TOOLS) {
    if (!places.some((place) => existsSync(`${place}/${tool}`))) return `${tool} is not installed`
  }
  const name = `psmlab-${process.pid}-${randomBytes(3).toString('hex')}-try`
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'pipe' })
    execFileSync('ip', ['netns', 'del', name], { stdio: 'pipe' })
    return null
  } catch (error) {
    return `no namespace can be made here: ${String(error)}`
  }
}

/**
 * Builds the network and starts its listeners; resolves when every port listens.
 * Throws with the tool's own message when the description is wrong; nothing is left behind then.
 */
export async function buildNetwork(spec: NetworkSpec): Promise<Network> {
  prepareOnce()
  const prefix = `psmlab-${process.pid}-${randomBytes(3).toString('hex')}`
  const netns = (machine: string) => `${prefix}-${machine}`
  const children = new Set<ChildProcess>()
  open.set(prefix, { namespaces: Object.keys(spec.machines).map(netns), children })
  const network: Network = {
    netns,
    spawn(machine, argv) {
      const child = spawn('ip', ['netns', 'exec', netns(machine), ...argv], { stdio: ['pipe', 'pipe', 'pipe'] })
      children.add(child)
      child.once('exit', () => children.delete(child))
      return child
    },
    async close() {
      const ends = [...children].map((child) => once(child, 'exit'))
      tearDown(prefix)
      await Promise.all(ends)
    },
  }
  try {
    await runScript(buildScript(spec, netns))
    await startListeners(spec, netns, children)
    return network
  } catch (error) {
    await network.close()
    throw error
  }
}

/** Builds, uses and removes a network, whatever `use` does. */
export async function withNetwork<T>(spec: NetworkSpec, use: (network: Network) => Promise<T>): Promise<T> {
  const network = await buildNetwork(spec)
  try {
    return await use(network)
  } finally {
    await network.close()
  }
}

async function runScript(script: string): Promise<void> {
  const child = spawn('sh', ['-e'], { stdio: ['pipe', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.end(script)
  const [status] = (await once(child, 'close')) as [number | null]
  if (status !== 0) throw new Error(`the network could not be built: ${stderr.trim()}`)
}

/** One process for all ports of all machines, outside of them; it prints `ready` once all of them listen. */
async function startListeners(
  { machines }: NetworkSpec,
  netns: (machine: string) => string,
  children: Set<ChildProcess>,
): Promise<void> {
  const wanted = Object.entries(machines).flatMap(([name, { listeners = [] }]) =>
    listeners.length > 0 ? [{ netns: netns(name), listeners }] : [],
  )
  if (wanted.length === 0) return
  const child = spawn(process.execPath, [LISTENER, JSON.stringify(wanted)], { stdio: ['pipe', 'pipe', 'pipe'] })
  children.add(child)
  child.once('exit', () => children.delete(child))
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000)
  })
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the listeners ${why}: ${stderr.trim()}`))
    const timer = setTimeout(() => fail('were not ready in time'), LISTENER_READY_MS)
    child.once('close', () => fail('ended'))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!text.includes('ready')) return
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Synchronous, so that it also works while the process ends. A namespace goes once its last process is gone. */
function tearDown(prefix: string): void {
  const network = open.get(prefix)
  if (!network) return
  open.delete(prefix)
  for (const child of network.children) child.kill('SIGKILL')
  removeNamespaces(network.namespaces)
}

/** `-force` goes on to the next line where one namespace is already gone or was never made. */
function removeNamespaces(names: readonly string[]): void {
  const input = names.map((name) => `netns del ${name}\n`).join('')
  try {
    execFileSync('ip', ['-force', '-batch', '-'], { input, stdio: ['pipe', 'pipe', 'pipe'] })
  } catch {
    // Its status only says that one line failed; what is left is removed by the next start.
  }
}

function prepareOnce(): void {
  if (prepared) return
  prepared = true
  removeLeftovers()
  const closeAll = () => {
    for (const prefix of open.keys()) tearDown(prefix)
  }
  process.once('exit', closeAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      closeAll()
      process.kill(process.pid, signal)
    })
  }
}

/** Removes the namespaces, and the processes in them, of labs whose owner is gone. */
export function removeLeftovers(): void {
  for (const name of namespaces()) {
    const owner = OWNED.exec(name)?.[1]
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue
    try {
      const pids = execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8', stdio: 'pipe' })
      for (const pid of pids.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL')
    } catch {
      // Another lab that starts at the same moment removes the same leftovers.
    }
    removeNamespaces([name])
  }
}

/** The names of all namespaces of this machine that were made by a lab. */
export function namespaces(): string[] {
  const list = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  return list.split('\n').flatMap((line) => line.match(/^psmlab-\S+/)?.[0] ?? [])
}
