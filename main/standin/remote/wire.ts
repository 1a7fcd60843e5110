/** What a stand-in on a host says, line by line. It comes from another machine: every line is checked, and long ones end it. */
import type { Readable } from 'node:stream'
import { z } from 'zod/mini'

const LONGEST_LINE = 1 << 20
const MOST_SHOWN = 80

const count = z.number().check(z.int(), z.nonnegative())
const port = z.number().check(z.int(), z.minimum(1), z.maximum(65_535))
const address = z.string().check(z.regex(/^[0-9a-fA-F.:]{2,45}$/))
/** Source address and source port. */
const ends = z.array(z.tuple([address, port])).check(z.maxLength(10_000))
const words = z.string().check(z.maxLength(400))

const message = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('ready'),
    ports: z.array(z.tuple([words, port, z.enum(['listening', 'taken', 'denied', 'error']), z.nullable(words)])),
    listener: z.boolean(),
    wire: z.boolean(),
    why: words,
    uid: count,
  }),
  z.object({
    t: z.literal('counts'),
    id: count,
    full: z.boolean(),
    /** Port, source, accepted, answered, ended at once, SYNs at the listener, SYNs on the wire. */
    rows: z.array(z.tuple([port, address, count, count, count, count, count])),
  }),
  z.object({ t: z.literal('held'), id: count, held: z.nullable(z.boolean()) }),
  z.object({ t: z.literal('came'), id: count, listener: ends, wire: ends }),
  z.object({ t: z.literal('failed'), why: words }),
])
export type StandInMessage = z.infer<typeof message>

/** Calls back for each message; once with a fault, in words, for anything else, and then no more. */
export function readMessages(
  stream: Readable,
  onMessage: (message: StandInMessage) => void,
  onFault: (fault: string) => void,
): void {
  let pending = ''
  let broken = false
  const fail = (fault: string) => {
    broken = true
    pending = ''
    onFault(fault)
  }
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    if (broken) return
    const lines = (pending + chunk).split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) {
      const read = parseLine(line)
      if (!read) return fail(`what came in its place is no stand-in: ${shown(line)}`)
      onMessage(read)
    }
    if (pending.length > LONGEST_LINE) fail('the stand-in sent a line without an end')
  })
  stream.on('error', () => {})
}

const shown = (line: string) =>
  line
    .trim()
    .replaceAll(/[^\x20-\x7e]/g, '·')
    .slice(0, MOST_SHOWN)

function parseLine(line: string): StandInMessage | null {
  if (line.length > LONGEST_LINE) return null
  try {
    return message.parse(JSON.parse(line))
  } catch {
    return null
  }
}
