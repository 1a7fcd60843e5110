/**
 * Which requests are looked at at all. A page on the web can make a browser talk to loopback: by a name that resolves there (DNS
 * rebinding), or by a request from its own origin. Both are refused before the session is looked at.
 */
import type { IncomingMessage } from 'node:http'

export interface Refusal {
  status: number
  message: string
}

/** Null: it may go on. */
export function guardRequest({ headers, method, url }: IncomingMessage, port: number): Refusal | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const { host, origin } = headers
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return {
      status: 421,
      message: `Only ${hosts[0]} is served here. Through ssh -L, forward the same port: ${port}:${hosts[0]}`,
    }
  if (origin !== undefined && origin !== `http://${host.toLowerCase()}`)
    return { status: 403, message: 'Refused: the request comes from another page.' }
  const site = headers['sec-fetch-site']
  if (site !== undefined && !isOwnSite(site, method ?? '', url ?? ''))
    return { status: 403, message: 'Refused: the request comes from another site.' }
  return null
}

/** `none`: typed by the user or opened from a terminal, which is how the page itself is opened. */
function isOwnSite(site: string, method: string, url: string): boolean {
  if (site === 'same-origin') return true
  return site === 'none' && method === 'GET' && !url.startsWith('/events')
}
