/** One call by name, from whatever came over a transport: parsed strictly, answered, and its errors turned into words. Never rejects. */
import { CALLS, type CallErrorData, type CallName, isCallName } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import { CheckError } from '../checks/check-error.ts'
import { errorSentence } from '../checks/error-sentence.ts'
import { UsageError } from '../terms.ts'
import type { CallContext, Handlers } from './handlers.ts'

export type CallReply = { ok: true; result: unknown } | { ok: false; error: CallErrorData }

const MOST_ISSUES = 5

export async function dispatch(
  handlers: Handlers,
  name: string,
  raw: unknown,
  context: CallContext,
): Promise<CallReply> {
  if (!isCallName(name)) return refuse('unknown-call', `There is no call "${printable(name)}".`)
  const polluted = pollutingKey(raw)
  if (polluted !== null) return refuse('bad-params', `The key "${polluted}" is never accepted.`)
  const parsed = CALLS[name].params.safeParse(raw)
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, MOST_ISSUES)
      .map(({ path, message }) => `${path.map(String).join('.') || '(all)'}: ${message}`)
    return refuse('bad-params', printable(`${name}: ${issues.join('; ')}`, 1000))
  }
  return await replyOf(() => call(handlers, name, parsed.data, context))
}

/** Never rejects: what fails is told in words. */
export async function replyOf(work: () => Promise<unknown>): Promise<CallReply> {
  try {
    return { ok: true, result: (await work()) ?? {} }
  } catch (error) {
    return { ok: false, error: dataOf(error) }
  }
}

/** The schema of `name` has just accepted the params; TypeScript does not follow that through the table. */
const call = (handlers: Handlers, name: CallName, params: unknown, context: CallContext): Promise<unknown> =>
  (handlers[name] as (params: unknown, context: CallContext) => Promise<unknown>)(params, context)

const refuse = (code: CallErrorData['code'], message: string): CallReply => ({ ok: false, error: { code, message } })

function dataOf(error: unknown): CallErrorData {
  if (error instanceof CheckError) return { code: error.code, message: error.message }
  if (error instanceof UsageError) return { code: 'refused', message: error.message }
  return { code: 'internal', message: errorSentence(error, 'This could not be done') }
}

const POLLUTING = new Set(['__proto__', 'constructor', 'prototype'])
/** Deeper than any params. */
const DEPTH_LIMIT = 16

/** A key that means something to JavaScript itself, anywhere; schemas refuse unknown keys, and this does not depend on them. */
function pollutingKey(value: unknown, depth = 0): string | null {
  if (typeof value !== 'object' || value === null || depth > DEPTH_LIMIT) return null
  for (const key of Object.keys(value)) {
    if (POLLUTING.has(key)) return key
    const inner = pollutingKey(Reflect.get(value, key), depth + 1)
    if (inner !== null) return inner
  }
  return null
}
