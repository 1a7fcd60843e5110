/**
 * A client without a program behind it, derived from the contract: parameters and answers are parsed by its schemas, calls are kept,
 * events can be sent and the connection be cut. What is answered is said by the test.
 */
import {
  CALLS,
  type CallName,
  type EventEnvelope,
  EVENTS,
  type EventName,
  type Params,
  type Result,
} from '../../../shared/contract.ts'
import type { EventData } from '../../../shared/contract.ts'
import { CallError, type Client, type Connection } from '../../../renderer/client.ts'

type Answers = { [N in CallName]?: (params: Params<N>) => Result<N> | Promise<Result<N>> }

export interface ClientDouble extends Client {
  /** In the order in which they came. */
  readonly calls: readonly { name: CallName; params: unknown; isLast: boolean }[]
  /** Of one call, the parameters of each time. */
  paramsOf<N extends CallName>(name: N): Params<N>[]
  answer(answers: Answers): void
  emit<N extends EventName>(event: N, data: EventData<N>): void
  connect(connection: Connection): void
  /** Times that it was asked to try again. */
  readonly triedAgain: number
}

export function clientDouble(first: Answers): ClientDouble {
  const calls: { name: CallName; params: unknown; isLast: boolean }[] = []
  const listeners = new Set<Parameters<Client['listen']>>()
  let answers: Answers = first
  let seq = 0
  let tries = 0
  return {
    calls,
    paramsOf: <N extends CallName>(name: N) =>
      calls.filter((call) => call.name === name).map(({ params }) => params as Params<N>),
    answer: (more) => {
      answers = { ...answers, ...more }
    },
    call: async <N extends CallName>(name: N, params: Params<N>, isLast = false) => {
      const parsed = CALLS[name].params.parse(params) as Params<N>
      calls.push({ name, params: parsed, isLast })
      const answer = answers[name]
      if (!answer) throw new CallError('unknown-call', `the double has no answer to ${name}`)
      return CALLS[name].result.parse(await answer(parsed)) as Result<N>
    },
    sendCapture: async (_capture, file, onRead) => onRead(file.size),
    listen: (...listener) => {
      listeners.add(listener)
      listener[1]('open')
      return () => void listeners.delete(listener)
    },
    get triedAgain() {
      return tries
    },
    tryAgain: () => {
      tries += 1
    },
    emit: (event, data) => {
      seq += 1
      const envelope = { seq, event, data: EVENTS[event].parse(data) } as EventEnvelope
      for (const [onEvent] of listeners) onEvent(envelope)
    },
    connect: (connection) => {
      for (const [, onConnection] of listeners) onConnection(connection)
    },
  }
}
