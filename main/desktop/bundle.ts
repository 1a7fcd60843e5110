/**
 * Answers requests for `app://psm-preflight/…` from the built page and nothing else. The files are listed when the program starts, and a
 * request must name one of them exactly: no path of a request is ever joined to a folder.
 */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { SECURITY_HEADERS } from '../transport/security-headers.ts'
import { isOwnAddress } from '../transport/sender.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
}

export type Answer = (request: { url: string; method: string }) => Promise<Response>

/** @param folder of the built page; everything in it is given out, and nothing else */
export function openBundle(folder: string): Answer {
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path]),
  )
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'Only GET')
    const name = nameIn(url)
    const path = name === null ? undefined : files.get(name)
    const type = path === undefined ? undefined : TYPES[extname(path)]
    if (path === undefined || type === undefined) return refusal(404, 'Not a file of this program')
    const body = method === 'HEAD' ? null : new Uint8Array(await readFile(path))
    return new Response(body, { headers: { ...SECURITY_HEADERS, 'content-type': type } })
  }
}

/** Null: not an address of ours, or one that cannot be decoded. */
function nameIn(url: string): string | null {
  if (!isOwnAddress(url)) return null
  try {
    const path = decodeURIComponent(new URL(url).pathname)
    return path === '/' ? '/index.html' : path
  } catch {
    return null
  }
}

const refusal = (status: number, text: string) =>
  new Response(text, { status, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
