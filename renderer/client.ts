/**
 * The only file that knows a transport. In the desktop app the preload script offers a bridge; in a browser calls are POSTs and events a
 * stream of server-sent events, which is opened again and resumed where it was cut. Both carry the key of this tab, which an EventSource
 * could not.
 */
import {
  CALLS,
  CAPTURE_PIECE,
  type CallErrorData,
  type CallName,
  EVENTS,
  type EventEnvelope,
  KEY_FRAGMENT,
  KEY_HEADER,
  type Params,
  type Result,
} from '../shared/contract.ts'

/** What the preload script puts on `window`. */
export interface Bridge {
  call(name: string, params: unknown): Promise<CallReply>
  onEvent(listener: (envelope: unknown) => void): () => void
  /** Has the core read the file where it lies. */
  readCapture(capture: string, file: File): Promise<CallReply>
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

/** `lost`: it is tried again; `ended`: no longer, until {@link Client.tryAgain}. */
export type Connection = 'open' | 'lost' | 'ended'

export interface Client {
  /** Rejects with {@link CallError}. `isLast`: the page goes away, so the answer may never come. */
  call<N extends CallName>(name: N, params: Params<N>, isLast?: boolean): Promise<Result<N>>
  /** Has the core read a dropped capture that was begun. Gives at least every piece how many bytes were read. Rejects with {@link CallError}. */
  sendCapture(capture: string, file: File, onRead: (bytes: number) => void): Promise<void>
  /** Gives the function that ends it. */
  listen(onEvent: (envelope: EventEnvelope) => void, onConnection: (connection: Connection) => void): () => void
  /** Once more, where it was given up. */
  tryAgain(): void
}

/** Null: a tab of a browser that no link was opened in. */
export function connectClient(): Client | null {
  if (window.psmPreflight) return bridgeClient(window.psmPreflight)
  const key = takeKey()
  return key === null ? null : httpClient(key)
}

/** Of this tab alone: pages of other ports share its cookies, and not this. */
const KEPT_KEY = 'psm-preflight-key'

/** From the address, which forgets it at once; after a reload from where it was kept. */
function takeKey(): string | null {
  const start = `#${KEY_FRAGMENT}`
  if (!location.hash.startsWith(start)) return sessionStorage.getItem(KEPT_KEY)
  const key = location.hash.slice(start.length)
  history.replaceState(null, '', location.pathname)
  sessionStorage.setItem(KEPT_KEY, key)
  return key
}

function bridgeClient(bridge: Bridge): Client {
  return {
    call: async (name, params) => resultOf(name, await bridge.call(name, params)),
    sendCapture: async (capture, file) => {
      const reply = await bridge.readCapture(capture, file)
      if (!reply.ok) throw new CallError(reply.error.code, reply.error.message)
    },
    // The page ends with the program.
    tryAgain: () => undefined,
    listen: (onEvent, onConnection) => {
      onConnection('open')
      return bridge.onEvent((raw) => pass(raw, onEvent))
    },
  }
}

function httpClient(key: string): Client {
  let listening: Promise<unknown> = Promise.resolve()
  let again: (() => void) | null = null
  const call: Client['call'] = async (name, params, isLast = false) => {
    // What happens after the answer is then heard of, too; a page that goes away waits for nothing.
    if (!isLast) await listening
    return resultOf(name, await post(key, name, params, isLast))
  }
  return {
    call,
    sendCapture: (capture, file, onRead) => sendPieces(call, capture, file, onRead),
    tryAgain: () => again?.(),
    listen: (onEvent, onConnection) => {
      const ended = new AbortController()
      listening = new Promise<void>((resolve) => {
        const onTried = (connection: Connection) => {
          onConnection(connection)
          resolve()
        }
        const asked = () =>
          new Promise<void>((go) => {
            again = go
            ended.signal.addEventListener('abort', () => go(), { once: true })
          })
        void followStream(key, ended.signal, (data) => pass(JSON.parse(data), onEvent), onTried, asked)
      })
      return () => ended.abort()
    },
  }
}

/** A slice of a file is read when it is sent: of 100 MB, three are in memory. */
async function sendPieces(
  call: Client['call'],
  capture: string,
  file: File,
  onRead: (bytes: number) => void,
): Promise<void> {
  for (let offset = 0; offset < file.size; offset += CAPTURE_PIECE) {
    let data: string
    try {
      data = await base64Of(file.slice(offset, offset + CAPTURE_PIECE))
    } catch {
      throw new CallError('lost', `${file.name} cannot be read any more: was it moved, or is it still written?`)
    }
    const { received, done } = await call('capture.piece', { capture, offset, data })
    onRead(received)
    if (done) return
  }
}

/** A data URL is made outside of JavaScript, and there is no other way to base64 that every browser has. */
function base64Of(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,?/, '')))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(piece)
  })
}

/** Bytes that a browser sends for a page that is gone: 64 KiB by the Fetch standard, and something is left for the rest of the call. */
const LAST_CALL_BYTES = 60_000

/** Whether so much reaches the core though the page goes away. */
export const fitsLastCall = (params: unknown): boolean => new Blob([JSON.stringify(params)]).size <= LAST_CALL_BYTES

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000
/** Some 45 seconds in all: what does not answer by then was ended, or the way to it was. */
const MOST_TRIES = 7

/** Until it is ended. Pauses grow while nothing answers; a program that said it ends, or that knows this page no more, is not asked on. */
async function followStream(
  key: string,
  signal: AbortSignal,
  onData: (data: string) => void,
  onConnection: (connection: Connection) => void,
  asked: () => Promise<void>,
): Promise<void> {
  let last: string | null = null
  let tries = 0
  for (;;) {
    let isEnded = false
    try {
      const from: Record<string, string> = last === null ? {} : { 'last-event-id': last }
      const { ok, status, body } = await fetch('/events', { headers: { [KEY_HEADER]: key, ...from }, signal })
      isEnded = status === 403
      if (ok && body) {
        tries = 0
        onConnection('open')
        await readBlocks(body, (block) => {
          last = /^id: (.*)$/m.exec(block)?.[1] ?? last
          const data = /^data: (.*)$/m.exec(block)?.[1]
          if (data === undefined) return
          isEnded ||= isEnding(data)
          onData(data)
        })
      }
    } catch {
      // Cut off, or nobody there: told below, and tried again.
    }
    if (signal.aborted) return
    isEnded ||= tries >= MOST_TRIES
    onConnection(isEnded ? 'ended' : 'lost')
    if (isEnded) {
      await asked()
      tries = 0
    } else await new Promise((resolve) => setTimeout(resolve, Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)))
    if (signal.aborted) return
    tries += 1
  }
}

const isEnding = (data: string) => (JSON.parse(data) as { event?: unknown }).event === ENDING
const ENDING: EventEnvelope['event'] = 'program.ending'

/** The core ends lines by LF, and writes an event's data in one line. */
async function readBlocks(body: ReadableStream<Uint8Array>, onBlock: (block: string) => void): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    text += decoder.decode(value, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) onBlock(block)
  }
}

async function post(key: string, name: CallName, params: unknown, isLast: boolean): Promise<CallReply> {
  let response: Response
  try {
    response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [KEY_HEADER]: key },
      body: JSON.stringify(params),
      keepalive: isLast && fitsLastCall(params),
    })
  } catch {
    throw new CallError('lost', 'The program behind this page does not answer: was it ended?')
  }
  if (response.status === 403)
    throw new CallError(
      'lost',
      'This page has no leave any more: open a new link of PSM Preflight where it was started.',
    )
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
