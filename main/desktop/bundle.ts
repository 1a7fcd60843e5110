/**
 * Answers requests for `app://psm-preflight/…` with the built page and nothing else. A request must name a file of it exactly: the files
 * were listed before, and no path of a request is ever joined to a folder.
 */
import { isOwnAddress } from '../transport/sender.ts'
import { cacheControl, SECURITY_HEADERS } from '../transport/security-headers.ts'
import type { StaticFiles } from '../transport/static-files.ts'

export type Answer = (request: { url: string; method: string }) => Promise<Response>

export function answerFrom(files: StaticFiles): Answer {
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'Only GET and HEAD')
    const name = nameIn(url)
    const file = name === null ? null : files.find(name)
    if (file === null) return refusal(404, 'Not a file of this program')
    const body = method === 'HEAD' ? null : new Uint8Array(await files.content(file))
    return new Response(body, {
      headers: { ...SECURITY_HEADERS, 'content-type': file.mediaType, 'cache-control': cacheControl(file.isHashed) },
    })
  }
}

/** Null: not an address of ours, or one that cannot be decoded. */
function nameIn(url: string): string | null {
  if (!isOwnAddress(url)) return null
  try {
    return decodeURIComponent(new URL(url).pathname)
  } catch {
    return null
  }
}

const refusal = (status: number, text: string) =>
  new Response(text, { status, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
