/** The JSON body of a request, within a limit: what is larger is not read to its end. */
import type { IncomingMessage } from 'node:http'
import type { Refusal } from './request-guard.ts'

/** Bytes: a plan of the largest size as a JSON text, and some. */
export const BODY_LIMIT = 6_000_000

const tooLarge: Refusal = {
  status: 413,
  message: `The request is larger than ${BODY_LIMIT.toLocaleString('en')} bytes.`,
}

export async function readJsonBody(request: IncomingMessage): Promise<{ value: unknown } | { refusal: Refusal }> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return { refusal: { status: 415, message: 'Only application/json is accepted.' } }
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return { refusal: tooLarge }
  const body = await readAtMost(request, BODY_LIMIT)
  if (body === null) return { refusal: tooLarge }
  try {
    return { value: JSON.parse(body.toString('utf8')) }
  } catch {
    return { refusal: { status: 400, message: 'The request is not JSON.' } }
  }
}

/** Null: there is more. By events, because leaving a loop over the request would end the connection before the answer. */
function readAtMost(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let total = 0
    request.on('data', (chunk: Buffer) => {
      total += chunk.length
      if (total <= limit) chunks.push(chunk)
      else {
        chunks.length = 0
        resolve(null)
      }
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('close', () => reject(new Error('the request was cut off')))
  })
}
