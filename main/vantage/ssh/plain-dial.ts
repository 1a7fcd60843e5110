/**
 * Dials from a host on which no program of ours runs: by its SSH server's forwarding; or, where its policy forbids that, by bash or nc
 * there. Which it is, is tried at the host's own loopback, before anything is asked.
 */
import type { Dial, Missing } from '../../probe/dial.ts'
import { ForwardError } from './channels.ts'
import { openExecDial } from './exec-dial.ts'
import { forwardDial } from './forward-dial.ts'
import type { SshLink } from './link.ts'

export interface PlainDial {
  dial: Dial
  way: 'forwarding' | 'exec'
  /** How it is done, as a part of a sentence. */
  words: string
}

/** Refused, as on nearly every host: that is an answer. */
const DISCARD_PORT = 9
/** Nothing is known yet of how many sessions the server allows, and other programs of the check may hold them all. */
const SESSION_MS = 3000

/** Never rejects. */
export async function openPlainDial(link: SshLink): Promise<PlainDial | Missing> {
  try {
    if (await mayForward(link))
      return { dial: forwardDial(link).dial, way: 'forwarding', words: 'by connections of its SSH server' }
    const byProgram = await openExecDial({
      run: (command) => link.runWithin(command, SESSION_MS),
      runWithin: (command, waitMs) => link.runWithin(command, waitMs),
      roundTrip: () => link.roundTrip(),
    })
    if ('missing' in byProgram) return { missing: `its SSH server forbids forwarding, and ${byProgram.missing}` }
    const words = 'by bash or nc there, for its SSH server forbids forwarding'
    return { dial: byProgram.dial, way: 'exec', words }
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) }
  }
}

async function mayForward(link: SshLink): Promise<boolean> {
  try {
    const channel = await link.forward('127.0.0.1', DISCARD_PORT)
    channel.destroy()
    return true
  } catch (error) {
    return !(error instanceof ForwardError) || error.reason !== 'prohibited'
  }
}
