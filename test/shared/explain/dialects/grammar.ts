/**
 * Command lines checked against a syntax as vendors print it: `[<SEQ>] {permit|deny} tcp <ADDR> [eq <PORT>]`. The readers beside this
 * file know what we write; a grammar knows what a vendor takes, so that both must be satisfied.
 *
 * `{a|b}` one of them, `[a]` perhaps, `a...` once or more, `<TYPE>` a word of a type, `<TYPE*>` all that is left of the line as one,
 * everything else a word as it stands.
 */

type Node =
  | { kind: 'word'; word: string }
  | { kind: 'type'; type: string }
  | { kind: 'list'; items: Node[] }
  | { kind: 'choice'; options: Node[] }
  | { kind: 'maybe'; item: Node }
  | { kind: 'many'; item: Node }

/** Whether a word is of a type. */
export type Types = Record<string, (word: string) => boolean>

const CLOSING: Record<string, string> = { '{': '}', '[': ']' }

/** `[ ` and ` ]` with a backslash are words: some dialects write lists so. */
const PIECES = /\\\S|[{}|[\]]|\.\.\.|<[^>]+>|[^\s{}|[\]<]+?(?=\.\.\.|[\s{}|[\]<]|$)/g

class Parser {
  readonly #pieces: string[]
  #at = 0

  constructor(syntax: string) {
    this.#pieces = syntax.match(PIECES) ?? []
  }

  /** Everything up to one of `ends`. */
  list(ends: string): Node {
    const options: Node[] = []
    let items: Node[] = []
    for (; this.#at < this.#pieces.length && !ends.includes(this.#peek); ) {
      if (this.#peek === '|') {
        this.#at += 1
        options.push({ kind: 'list', items })
        items = []
      } else items.push(this.#item())
    }
    const last: Node = { kind: 'list', items }
    return options.length === 0 ? last : { kind: 'choice', options: [...options, last] }
  }

  get #peek(): string {
    return this.#pieces[this.#at] ?? ''
  }

  #item(): Node {
    const piece = this.#peek
    this.#at += 1
    const end = CLOSING[piece]
    let node: Node = { kind: 'word', word: piece.replace(/^\\/, '') }
    if (end !== undefined) {
      const inner = this.list(end)
      this.#at += 1
      node = piece === '[' ? { kind: 'maybe', item: inner } : inner
    } else if (piece.startsWith('<')) node = { kind: 'type', type: piece.slice(1, -1) }
    if (this.#peek !== '...') return node
    this.#at += 1
    return { kind: 'many', item: node }
  }
}

/** Where a match may end, from `at`. */
function* ends(node: Node, words: readonly string[], at: number, types: Types): Generator<number> {
  switch (node.kind) {
    case 'word':
      if (words[at] === node.word) yield at + 1
      return
    case 'type': {
      const rest = node.type.endsWith('*')
      const test = types[rest ? node.type.slice(0, -1) : node.type]
      if (!test) throw new Error(`no such type: ${node.type}`)
      const word = rest ? words.slice(at).join(' ') : words[at]
      if (at < words.length && word !== undefined && test(word)) yield rest ? words.length : at + 1
      return
    }
    case 'choice':
      for (const option of node.options) yield* ends(option, words, at, types)
      return
    case 'maybe':
      yield* ends(node.item, words, at, types)
      yield at
      return
    case 'many':
      for (const next of ends(node.item, words, at, types)) {
        if (next > at) yield* ends(node, words, next, types)
        yield next
      }
      return
    case 'list':
      yield* listEnds(node.items, words, at, types)
  }
}

function* listEnds(items: readonly Node[], words: readonly string[], at: number, types: Types): Generator<number> {
  const [first, ...rest] = items
  if (!first) {
    yield at
    return
  }
  for (const next of ends(first, words, at, types)) yield* listEnds(rest, words, next, types)
}

/** Words of a line; what stands in quotes is one, without them. Null where a quote does not end. */
export function wordsOf(line: string): string[] | null {
  const words: string[] = []
  let rest = line.trimStart()
  while (rest !== '') {
    const match = /^(?:"[^"]*"|'[^']*'|[^\s"'])+/.exec(rest)
    if (!match) return null
    words.push(match[0].replaceAll(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ''))
    rest = rest.slice(match[0].length).trimStart()
  }
  return words
}

export interface Grammar {
  /** Document and section, of which the syntax is. */
  source: string
  comment: RegExp
  types: Types
  /** A command of the first mode ends another mode by itself: so with access lists, not with `config … end`. */
  leaves: boolean
  /** Mode → syntax of a line, and the mode after it; the first is where a text begins. */
  modes: Record<string, readonly (readonly [syntax: string, next?: string])[]>
}

interface Line {
  node: Node
  next: string | undefined
}

/** @returns the lines that the grammar does not take, with their mode; none is right */
export function grammarOf({ comment, types, leaves, modes }: Grammar): (text: string) => string[] {
  const compiled = new Map<string, Line[]>()
  for (const [mode, lines] of Object.entries(modes))
    compiled.set(
      mode,
      lines.map(([syntax, next]) => ({ node: new Parser(syntax).list(''), next })),
    )
  const [top = ''] = Object.keys(modes)
  const find = (mode: string, words: readonly string[]) =>
    compiled.get(mode)?.find(({ node }) => [...ends(node, words, 0, types)].includes(words.length))

  return (text) => {
    let mode = top
    const refused: string[] = []
    for (const line of text.split('\n')) {
      if (line.trim() === '' || comment.test(line)) continue
      const words = wordsOf(line)
      const own = words && find(mode, words)
      const hit = own || (words && leaves && find(top, words))
      if (!hit) refused.push(`${mode}: ${line}`)
      else mode = hit.next ?? (own ? mode : top)
    }
    if (!leaves && mode !== top) refused.push(`${mode}: not ended`)
    return refused
  }
}
