/**
 * The only file that knows a transport. In the desktop app the preload script offers a bridge; in a browser calls are POSTs and events a
 * stream of server-sent events, which the browser opens again by itself and resumes where it was cut.
 */
import {
  CALLS,
  type CallErrorData,
  type CallName,
  EVENTS,
  type EventEnvelope,
  type Params,
  type Result,
} from '../shared/contract.ts'

/** What the preload script puts on `window`. */
export interface Bridge {
  call(name: string, params: unknown): Promise<CallReply>
  onEvent(listener: (envelope: unknown) => void): () => void
}

export type CallReply = { ok: true; result: unknown } | { ok: false; error: CallErrorData }

declare global {
  interface Window {
    psmPreflight?: Bridge
  }
}

/** A call that the core refused or could not answer; the message is for the reader. */
export class CallError extends Error {
  override name = 'CallError'
  constructor(
    readonly code: CallErrorData['code'] | 'lost',
    message: string,
  ) {
    super(message)
  }
}

export interface Client {
  /** Rejects with {@link CallError}. `isLast`: the page goes away, so the answer may never come. */
  call<N extends CallName>(name: N, params: Params<N>, isLast?: boolean): Promise<Result<N>>
  /** Gives the function that ends it. */
  listen(onEvent: (envelope: EventEnvelope) => void, onConnection: (connected: boolean) => void): () => void
}

export function connectClient(): Client {
  return window.psmPreflight ? bridgeClient(window.psmPreflight) : httpClient()
}

function bridgeClient(bridge: Bridge): Client {
  return {
    call: async (name, params) => resultOf(name, await bridge.call(name, params)),
    listen: (onEvent, onConnection) => {
      onConnection(true)
      return bridge.onEvent((raw) => pass(raw, onEvent))
    },
  }
}

function httpClient(): Client {
  return {
    call: async (name, params, isLast = false) => resultOf(name, await post(name, params, isLast)),
    listen: (onEvent, onConnection) => {
      const source = new EventSource('/events')
      source.addEventListener('open', () => onConnection(true))
      source.addEventListener('error', () => onConnection(false))
      source.addEventListener('message', ({ data }) => pass(JSON.parse(String(data)), onEvent))
      return () => source.close()
    },
  }
}

/** Bytes that a browser sends for a page that is gone: 64 KiB by the Fetch standard, and something is left for the rest of the call. */
const LAST_CALL_BYTES = 60_000

/** Whether so much reaches the core though the page goes away. */
export const fitsLastCall = (params: unknown): boolean => new Blob([JSON.stringify(params)]).size <= LAST_CALL_BYTES

async function post(name: CallName, params: unknown, isLast: boolean): Promise<CallReply> {
  let response: Response
  try {
    response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
      keepalive: isLast && fitsLastCall(params),
    })
  } catch {
    throw new CallError('lost', 'The program behind this page does not answer: was it ended?')
  }
  return response.json().catch(() => {
    throw new CallError('lost', `The program behind this page refused (${response.status} ${response.statusText}).`)
  }) as Promise<CallReply>
}

function resultOf<N extends CallName>(name: N, reply: CallReply): Result<N> {
  if (!reply.ok) throw new CallError(reply.error.code, reply.error.message)
  return CALLS[name].result.parse(reply.result) as Result<N>
}

/** An envelope that this version does not know is left out: the core may be newer. */
function pass(raw: unknown, onEvent: (envelope: EventEnvelope) => void): void {
  const { event, data, seq } = raw as { event: string; data: unknown; seq: number }
  if (!Object.hasOwn(EVENTS, event)) return
  const parsed = EVENTS[event as keyof typeof EVENTS].safeParse(data)
  if (parsed.success) onEvent({ seq, event, data: parsed.data } as EventEnvelope)
}
