/**
 * What a run has changed, flow by flow, in pieces: also flows that it did not ask, for findings are numbered anew; and those that it
 * asked in vain, for their first answers are shown until something else is told.
 */
import { FLOWS_IN_PIECE } from '../../shared/contract.ts'
import type { FlowState } from '../../shared/shapes.ts'
import type { Conclusions } from './conclusions.ts'
import type { EventSink } from './event-sink.ts'

export function tellStates(
  check: string,
  run: number,
  before: Conclusions,
  after: Conclusions,
  wasAsked: (index: number) => boolean,
  events: EventSink,
): void {
  let flows: number[] = []
  let states: FlowState[] = []
  const tell = () => {
    if (flows.length > 0) events.emit('run.states', { check, run, flows, states })
    flows = []
    states = []
  }
  for (let index = 0; index < after.flows; index += 1) {
    const state = after.state(index)
    if (state === null || (isSame(state, before.state(index)) && !wasAsked(index))) continue
    flows.push(index)
    states.push(state)
    if (flows.length === FLOWS_IN_PIECE) tell()
  }
  tell()
}

const isSame = (a: FlowState, b: FlowState | null) => b !== null && a.every((value, place) => value === b[place])
