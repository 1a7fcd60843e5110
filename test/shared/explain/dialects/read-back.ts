/**
 * What a text permits, read by strict parsers of our own, one per dialect: a line that the dialect does not know is an error, so that
 * nothing can hide in one. They know nothing of the code that writes.
 */

export interface ReadBack {
  /** `source destination port` of every permitted connection. */
  forth: Set<string>
  /** The same as the entries for the answers say; null where the dialect needs none. */
  back: Set<string> | null
  /** Names of everything that was made, which the rollback must take away. */
  made: string[]
}

export type Reader = (text: string) => ReadBack

export function product(
  into: Set<string>,
  sources: readonly string[],
  destinations: readonly string[],
  ports: readonly number[],
) {
  for (const s of sources)
    for (const d of destinations)
      for (const p of ports) {
        const key = `${s} ${d} ${p}`
        if (into.has(key)) throw new Error(`permitted twice: ${key}`)
        into.add(key)
      }
}

/** `22`, `9010-9012` → the ports. */
export function portsOf(texts: readonly string[], dash = '-'): number[] {
  return texts.flatMap((text) => {
    const [first = Number.NaN, last = first] = text.split(dash).map(Number)
    if (!/^\d+(\D\d+)?$/.test(text) || !(first >= 1 && last <= 65535 && first <= last))
      throw new Error(`no port: ${text}`)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

export const V4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`
export const V6 = String.raw`[0-9a-f:]*:[0-9a-f:]+(?::\d+(?:\.\d+){3})?`
/** What a comment may hold. */
export const PLAIN = String.raw`[A-Za-z0-9 .,:_/-]*`
/** What a name may hold. */
export const NAME = String.raw`[A-Za-z0-9._-]+`

export function addressesOf(text: string, family: 4 | 6, separator: RegExp): string[] {
  const one = new RegExp(`^${family === 4 ? V4 : V6}$`)
  return text.split(separator).map((address) => {
    if (!one.test(address)) throw new Error(`no address of IPv${family}: ${address}`)
    return address
  })
}

type Handler = (match: string[]) => void

/**
 * Gives each line to the first pattern that is all of it.
 * @throws when a line fits none
 */
export function eachLine(text: string, patterns: readonly (readonly [RegExp, Handler])[], end = '\n'): void {
  if (!text.endsWith(end)) throw new Error('the last line has no end')
  if (/[^\x20-\x7e\r\n]/.test(text)) throw new Error('not plain ASCII')
  const whole = patterns.map(([pattern, handle]) => [new RegExp(`^(?:${pattern.source})$`), handle] as const)
  for (const line of text.slice(0, -end.length).split(end)) {
    const hit = whole.some(([pattern, handle]) => {
      const match = pattern.exec(line)
      if (match) handle([...match].map((part) => part ?? ''))
      return match !== null
    })
    if (!hit) throw new Error(`not of this dialect: ${JSON.stringify(line)}`)
  }
}

/** Builds a pattern of pieces; `~N` is a name, `~4` and `~6` addresses, `~P` plain text. */
export function line(pattern: string): RegExp {
  const source = pattern.replaceAll('~N', `(${NAME})`).replaceAll('~4', `(${V4})`).replaceAll('~6', `(${V6})`)
  return new RegExp(source.replaceAll('~P', `(${PLAIN})`))
}

export const nothing: Handler = () => {}

/** Lists by name, where each may be made once and must be known when it is used. */
export class Named<T> {
  readonly #lists = new Map<string, T[]>()

  add(name: string, ...items: T[]) {
    const known = this.#lists.get(name)
    if (known) known.push(...items)
    else this.#lists.set(name, items)
  }

  define(name: string, ...items: T[]) {
    if (this.#lists.has(name)) throw new Error(`made twice: ${name}`)
    this.#lists.set(name, items)
  }

  of(name: string): T[] {
    const list = this.#lists.get(name)
    if (!list?.length) throw new Error(`not made, or empty: ${name}`)
    return list
  }

  get names(): string[] {
    return [...this.#lists.keys()]
  }
}
