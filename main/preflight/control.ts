/**
 * The negative control: a port per destination that nothing should serve. If it completes a handshake, so does
 * everything behind that address, and no handshake there proves a thing.
 */
import type { ControlObservation, FlowEvidence } from '../../shared/observation.ts'

const FIRST = 23_000
const SPAN = 6_000

/** Two ports that no flow of the plan uses, the same for the same address in every run, so that runs compare. */
export function controlPorts(address: string, planned: ReadonlySet<number>): number[] {
  let hash = 2_166_136_261
  for (const char of address) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619) >>> 0
  const ports: number[] = []
  for (let step = 0; ports.length < 2 && step < SPAN; step += 1) {
    const port = FIRST + ((hash + step * 1_009) % SPAN)
    if (!planned.has(port)) ports.push(port)
  }
  return ports
}

export function controlResult(port: number, { attempts, notAsked }: FlowEvidence): ControlObservation {
  const answer = attempts.find((a) => a.result === 'connected' || a.result === 'error')
  const say = (result: ControlObservation['result']): ControlObservation => ({
    observer: 'control',
    port,
    result,
    errno: answer?.errno ?? null,
  })
  if (notAsked || attempts.length === 0) return say('not-tested')
  if (!answer) return say('silent')
  // A RST in the moment after the handshake: it was completed all the same.
  if (answer.errno === null || answer.errno === 'ECONNRESET') return say('open')
  return say(answer.errno === 'ECONNREFUSED' && !answer.icmp ? 'closed' : 'unreachable')
}
