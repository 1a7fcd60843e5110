/** Reads known_hosts files as sshd(8) describes them: patterns, hashed names, `[host]:port`, @revoked and @cert-authority. */
import { createHmac } from 'node:crypto'

export interface KnownHost {
  file: string
  line: number
  marker: 'revoked' | 'cert-authority' | null
  /** The first field as it stands: patterns with commas, or one hashed name. */
  names: string
  type: string
  key: Buffer
}

/** What the files say of a key. `other`: a key of another type is known, none of this one. `authority`: only a certificate authority is named. */
export type KnownAnswer =
  | { kind: 'known' }
  | { kind: 'changed' | 'revoked' | 'other' | 'authority'; at: KnownHost }
  | { kind: 'unknown' }

/** Lines that cannot be read are passed over, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((raw, index) => {
    const fields = raw.trim().split(/\s+/)
    if (fields[0] === '' || fields[0]?.startsWith('#')) return []
    const marked = fields[0]?.startsWith('@') ? fields.shift()?.slice(1) : null
    if (marked !== null && marked !== 'revoked' && marked !== 'cert-authority') return []
    const [names, type, key] = fields
    if (!names || !type || !key) return []
    return [{ file, line: index + 1, marker: marked, names, type, key: Buffer.from(key, 'base64') }]
  })
}

/** The name under which a host stands there: with the port unless it is 22. */
export const nameWithPort = (host: string, port: number) => (port === 22 ? host : `[${host}]:${port}`)

/** Types of the keys that are known of a host: its server is asked for one of these first. */
export function knownTypes(entries: readonly KnownHost[], host: string, port: number): string[] {
  const name = nameWithPort(host, port)
  return entries.filter((e) => e.marker === null && namesHost(e, name)).map((e) => e.type)
}

export function lookUp(
  entries: readonly KnownHost[],
  host: string,
  port: number,
  type: string,
  key: Buffer,
): KnownAnswer {
  const revoked = entries.find(
    (e) => e.marker === 'revoked' && e.key.equals(key) && namesHost(e, nameWithPort(host, port)),
  )
  if (revoked) return { kind: 'revoked', at: revoked }
  const here = entries.filter((e) => e.marker === null && namesHost(e, nameWithPort(host, port)))
  if (here.some((e) => e.key.equals(key))) return { kind: 'known' }
  const sameType = here.find((e) => e.type === type)
  if (sameType) return { kind: 'changed', at: sameType }
  // OpenSSH also takes the key of the host without a port, if it is the same one.
  if (port !== 22 && entries.some((e) => e.marker === null && e.key.equals(key) && namesHost(e, host)))
    return { kind: 'known' }
  const [other] = here
  if (other) return { kind: 'other', at: other }
  const authority = entries.find((e) => e.marker === 'cert-authority' && namesHost(e, nameWithPort(host, port)))
  return authority ? { kind: 'authority', at: authority } : { kind: 'unknown' }
}

function namesHost({ names }: KnownHost, name: string): boolean {
  if (names.startsWith('|1|')) return isHashOf(names, name)
  let matched = false
  for (const pattern of names.split(',')) {
    const negated = pattern.startsWith('!')
    if (!matches(negated ? pattern.slice(1) : pattern, name)) continue
    if (negated) return false
    matched = true
  }
  return matched
}

/** `|1|salt|HMAC-SHA1(salt, name)`, both in base64. */
function isHashOf(field: string, name: string): boolean {
  const [salt, hash] = field.slice(3).split('|')
  if (!salt || !hash) return false
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name.toLowerCase()).digest('base64') === hash
}

/** `*` and `?`; the brackets of `[host]:port` are plain characters. No backtracking that a long line could make slow. */
function matches(pattern: string, name: string): boolean {
  const [p, n] = [pattern.toLowerCase(), name.toLowerCase()]
  let [i, j, star, mark] = [0, 0, -1, 0]
  while (j < n.length) {
    if (p[i] === '*') [star, mark, i] = [i, j, i + 1]
    else if (i < p.length && (p[i] === '?' || p[i] === n[j])) [i, j] = [i + 1, j + 1]
    else if (star >= 0) [i, mark, j] = [star + 1, mark + 1, mark + 1]
    else return false
  }
  while (p[i] === '*') i += 1
  return i === p.length
}
