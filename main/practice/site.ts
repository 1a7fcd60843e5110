/** Brings the practice site up on loopback and takes it down again. No privileges; no packet leaves the machine. */
import type { Server } from 'node:net'
import { generate } from 'selfsigned'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { fileErrorWords } from '../file-errors.ts'
import { type Behaviour, listen } from '../standin/listener.ts'
import { SilentPorts } from '../standin/silent-ports.ts'
import { PORT_SHIFT, PRACTICE_FAULTS, PRACTICE_PLAN, type PracticeFault, portsOf, practiceState } from './site-data.ts'

export interface PracticeSite {
  /** The faults that this system lets us set honestly. */
  faults: readonly PracticeFault[]
  /** What could not be set, and why. */
  notes: readonly string[]
  close: () => Promise<void>
}

/** The practice site cannot be set up here; the message says what is in the way and what to do. */
export class PracticeError extends Error {
  override name = 'PracticeError'
}

export async function openPracticeSite(): Promise<PracticeSite> {
  const servers: Server[] = []
  const silent = await SilentPorts.open(silentPorts()).catch((error: unknown) => {
    throw describeFailure(error)
  })
  const close = async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    await silent.close()
  }
  try {
    const certificate = await makeCertificate()
    for (const { address, name, role } of PRACTICE_PLAN.endpoints) {
      for (const port of portsOf(role)) {
        const behaviour = behaviourOf(name, port, certificate)
        if (behaviour) servers.push(await listen(address, port + PORT_SHIFT, behaviour))
      }
    }
  } catch (error) {
    await close()
    throw describeFailure(error)
  }
  const works = (fault: PracticeFault) =>
    fault.state !== 'silent' || silent.working.some((p) => p.port === fault.port + PORT_SHIFT)
  const missing = PRACTICE_FAULTS.filter((fault) => !works(fault))
  return {
    faults: PRACTICE_FAULTS.filter(works),
    notes: missing.map(
      (f) => `${f.endpoint}:${f.port + PORT_SHIFT} is left out: this system answers where it should be silent`,
    ),
    close,
  }
}

function silentPorts() {
  return PRACTICE_FAULTS.filter((fault) => fault.state === 'silent').map(({ endpoint, port }) => ({
    address: PRACTICE_PLAN.endpoints.find((e) => e.name === endpoint)?.address ?? '',
    port: port + PORT_SHIFT,
  }))
}

async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const names = [
    { name: 'commonName', value: 'pen-apigw' },
    { name: 'organizationName', value: 'PSM Preflight practice site' },
  ]
  const authority = await generate([{ name: 'commonName', value: 'CMDRootCA' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
  })
  const ca = { key: authority.private, cert: authority.cert }
  const { private: key, cert } = await generate(names, { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', ca })
  return { key, cert }
}

function behaviourOf(name: string, port: number, certificate: { key: string; cert: string }): Behaviour | null {
  const state = practiceState(name, port)
  if (state === 'closed' || state === 'silent') return null
  if (state === 'ssh') return { kind: 'ssh-banner' }
  const kind = APPENDIX_B.field.identity.find((i) => i.ports.includes(port))?.kinds[0] ?? 'quiet'
  return kind === 'tls' ? { kind, ...certificate } : { kind }
}

function describeFailure(error: unknown): PracticeError {
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number }
  const where = `${address}:${port}`
  switch (code) {
    case 'EADDRINUSE':
      return new PracticeError(`${where} is taken: is another practice site running? End it, and start again.`)
    case 'EADDRNOTAVAIL':
      return new PracticeError(
        `${where} is no address of this machine. On macOS, add the loopback addresses 127.77.0.2, .11, .12, .13 and .21 (ifconfig lo0 alias).`,
      )
    default:
      return new PracticeError(
        `the practice site could not be set up: ${where === 'undefined:undefined' ? '' : `${where}: `}${fileErrorWords(error)}`,
      )
  }
}
