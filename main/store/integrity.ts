/**
 * The `integrity` of a run.json: the SHA-256 of all the rest of it, as canonical JSON (RFC 8785: keys sorted, no spaces). So a file that was
 * edited or damaged is told from one that was only laid out anew. It is no signature: who edits on purpose can compute it anew.
 */
import { createHash } from 'node:crypto'

/** `absent`: a file of a version before it. */
export type Integrity = 'intact' | 'edited' | 'absent'

/** RFC 8785. JavaScript writes numbers and strings as it asks for, and compares keys as it does. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item === undefined ? null : item)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts: string[] = []
  for (const key of Object.keys(value).sort()) {
    const inner: unknown = Reflect.get(value, key)
    if (inner !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(inner)}`)
  }
  return `{${parts.join(',')}}`
}

const FLOWS = 'flows'
const OWN = 'integrity'

/**
 * Of a run whose flows come one by one, so that they need not be in memory. Everything that sorts before `flows` must be given to
 * {@link RunHash.begin}; the rest to {@link RunHash.end}.
 */
export class RunHash {
  private readonly hash = createHash('sha256')
  private flows = 0
  private known = ''

  begin(head: Readonly<Record<string, unknown>>): void {
    this.known = partsOf(head, (key) => key < FLOWS).join('')
    this.hash.update(`{${this.known}"flows":[`)
  }

  add(flow: unknown): void {
    this.hash.update(`${this.flows === 0 ? '' : ','}${canonical(flow)}`)
    this.flows += 1
  }

  /** Hex. Null: something that sorts before the flows came after them. */
  end(head: Readonly<Record<string, unknown>>): string | null {
    if (partsOf(head, (key) => key < FLOWS).join('') !== this.known) return null
    const rest = partsOf(head, (key) => key > FLOWS && key !== OWN).map((part) => `,${part.slice(0, -1)}`)
    return this.hash.update(`]${rest.join('')}}`).digest('hex')
  }
}

/** Each with a comma after it. */
const partsOf = (head: Readonly<Record<string, unknown>>, wanted: (key: string) => boolean) =>
  Object.keys(head)
    .filter((key) => wanted(key) && head[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(head[key])},`)

/** Hex, of a run that is in memory. */
export function integrityOf({ flows, ...head }: { flows: readonly unknown[] } & Record<string, unknown>): string {
  const hash = new RunHash()
  hash.begin(head)
  for (const flow of flows) hash.add(flow)
  return hash.end(head) ?? ''
}

/** @param own the file's `integrity`; undefined: it has none. @param computed null: not known */
export const judgeIntegrity = (own: unknown, computed: string | null): Integrity =>
  own === undefined ? 'absent' : own === computed ? 'intact' : 'edited'

/** What the reader of a run is told of it; null: nothing. */
export function integrityWords(integrity: Integrity): string | null {
  switch (integrity) {
    case 'intact':
      return null
    case 'edited':
      return 'its content is not what its integrity says: it was edited after it was written, or is damaged'
    case 'absent':
      return 'it is of a version that wrote no integrity, so nobody can tell whether it was edited'
  }
}
