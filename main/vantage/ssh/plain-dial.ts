/**
 * Dials from a host on which no program of ours runs: by its SSH server's forwarding; and where its policy forbids that, by bash or nc
 * there. Which of the two is found out by the first attempt that is refused.
 */
import type { ConnectTarget, Dial, Dialled, OnAnswer } from '../../probe/dial.ts'
import { openExecDial } from './exec-dial.ts'
import { FORWARDING_PROHIBITED, forwardDial } from './forward-dial.ts'
import type { SshLink } from './link.ts'

export interface PlainDial {
  dial: Dial
  /** Called once where neither way is open, with the reason. */
  onBarred: (barred: (why: string) => void) => void
}

export function plainDial(link: SshLink): PlainDial {
  const forward = forwardDial(link)
  let byProgram: Promise<{ dial: Dial } | { missing: string }> | null = null
  let tellBarred: (why: string) => void = () => {}
  const dial: Dial = (target, onAnswer) => {
    if (byProgram === null) {
      return forward.dial(target, (attempt, answer) => {
        if (answer.kind !== 'error' || answer.errno !== FORWARDING_PROHIBITED) return onAnswer(attempt, answer)
        byProgram ??= openExecDial((command, waitMs) => link.runWithin(command, waitMs))
        // Nothing was sent: the schedule asks again, and then by the other way.
        onAnswer(attempt, { kind: 'error', errno: 'EAGAIN' })
      })
    }
    return new Late(byProgram, target, onAnswer, tellBarred)
  }
  return {
    dial,
    onBarred: (barred) => {
      tellBarred = barred
    },
  }
}
