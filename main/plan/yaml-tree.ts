/**
 * YAML or JSON text → plain data, with the line of every path. The parser's own conversion is not used: this one keeps
 * `__proto__` a plain key, bounds aliases and depth, and finds duplicate keys in linear time.
 */
import {
  type Alias,
  LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
} from 'yaml'
import { type DraftFault, type Locate, type PlanPath, type Position, printable } from '../../shared/plan/faults.ts'
import { isSecretKey } from '../../shared/plan/shape-faults.ts'
import { scanText } from './yaml-scan.ts'
import { findSlip } from './yaml-slips.ts'
import { REST, accepts, isIndependent } from './yaml-words.ts'

/** A fault that has its place already: the path may be one that data cannot have, such as a second key. */
export interface PlacedFault extends DraftFault {
  position: Position | null
}

export interface Tree {
  value: unknown
  locate: Locate
}

export type TreeResult = { ok: true; tree: Tree; faults: PlacedFault[] } | { ok: false; faults: PlacedFault[] }

/** Deeper than any plan (5 levels) by far, and far from the end of the stack. */
const DEPTH_LIMIT = 64
/** Nodes after aliases are followed. A plan of 200,000 flows has about 60,000. */
const NODE_LIMIT = 400_000
/** Entries of a list. With three nodes, 200,000 flows are 5,551 DSCs, if nobody uses a range. */
const ENDPOINT_LIMIT = 10_000
const LIST_LIMIT = 2000
const KEY_LIMIT = 1000
const SYNTAX_FAULT_LIMIT = 20
/** Anything above this is not a typing mistake: the rest is not worth its time. */
const TREE_FAULT_LIMIT = 200

const CORE_TAGS = new Set(['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((t) => `tag:yaml.org,2002:${t}`))

/** Thrown inside this file only, to leave the recursion when a limit is passed. */
class LimitPassed extends Error {
  readonly fault: PlacedFault
  constructor(fault: PlacedFault) {
    super(fault.accepted)
    this.fault = fault
  }
}

class TreeReader {
  readonly faults: PlacedFault[] = []
  readonly targets = new Map<Alias, Node>()
  readonly #anchors = new Map<string, Node>()
  readonly #open = new Set<Node>()
  readonly #positionAt: (offset: number) => Position
  #nodes = 0
  #insideAlias = 0

  constructor(positionAt: (offset: number) => Position) {
    this.#positionAt = positionAt
  }

  read(node: unknown, at: PlanPath): unknown {
    if (isAlias(node)) return this.#readAlias(node, at)
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null
    this.#guard(node, at)
    this.#checkTag(node, at)
    if (node.anchor !== undefined && this.#insideAlias === 0) this.#anchors.set(node.anchor, node)
    if (isScalar(node)) return node.value
    this.#checkLength(node, at)
    this.#open.add(node)
    const value = isMap(node) ? this.#readMap(node.items, at) : node.items.map((item, i) => this.read(item, [...at, i]))
    this.#open.delete(node)
    return value
  }

  #guard(node: Node, at: PlanPath): void {
    this.#nodes += 1
    if (at.length > DEPTH_LIMIT) this.#stop(node, at, 'deeper nesting', `at most ${DEPTH_LIMIT} levels`)
    if (this.#nodes > NODE_LIMIT) {
      const found = this.#insideAlias > 0 ? 'aliases (*) that multiply' : 'too many values'
      this.#stop(node, at, found, `at most ${NODE_LIMIT.toLocaleString('en')} values once aliases are followed`)
    }
  }

  #checkLength(node: YAMLMap | YAMLSeq, at: PlanPath): void {
    const listLimit = at[0] === 'endpoints' ? ENDPOINT_LIMIT : LIST_LIMIT
    const limit = isMap(node) ? KEY_LIMIT : listLimit
    const what = isMap(node) ? 'keys in a mapping' : 'entries in a list'
    if (node.items.length <= limit) return
    const found = `${node.items.length.toLocaleString('en')} ${what}`
    this.#stop(node, at, found, `at most ${limit.toLocaleString('en')} ${what}`)
  }

  #stop(node: Node, at: PlanPath, found: string, accepted: string): never {
    throw new LimitPassed({ at: at.slice(0, 8), found, accepted, position: this.#position(node) })
  }

  #position(node: Node): Position | null {
    return node.range ? this.#positionAt(node.range[0]) : null
  }

  #report(node: Node, fault: DraftFault): void {
    this.faults.push({ ...fault, position: this.#position(node) })
    if (this.faults.length > TREE_FAULT_LIMIT) this.#stop(node, fault.at, 'many more faults', 'a plan')
  }

  #checkTag(node: Node & { tag?: string | undefined }, at: PlanPath): void {
    if (node.tag === undefined || CORE_TAGS.has(node.tag)) return
    this.#report(node, { at, found: `the tag ${printable(node.tag)}`, accepted: 'plain YAML without tags' })
  }

  #readAlias(alias: Alias, at: PlanPath): unknown {
    const found = `the alias *${printable(alias.source)}`
    const target = this.#anchors.get(alias.source)
    if (!target) {
      this.#report(alias, {
        at,
        found,
        accepted: `an alias whose anchor (&${printable(alias.source)}) stands above it`,
      })
      return null
    }
    if (this.#open.has(target)) {
      this.#report(alias, { at, found, accepted: 'an alias that does not contain itself' })
      return null
    }
    this.targets.set(alias, target)
    this.#insideAlias += 1
    const value = this.read(target, at)
    this.#insideAlias -= 1
    return value
  }

  #readMap(items: readonly Pair[], at: PlanPath): Record<string, unknown> {
    const value: Record<string, unknown> = {}
    for (const { key: keyNode, value: valueNode } of items) {
      const key = this.#readKey(keyNode, at)
      if (key === null) continue
      const inner = this.read(valueNode, [...at, key])
      if (Object.hasOwn(value, key)) {
        const found = `the key "${printable(key)}" a second time`
        const fault = { at: [...at, key], found, accepted: 'each key once in a mapping' }
        if (isScalar(keyNode)) this.#report(keyNode, fault)
        continue
      }
      // defineProperty, because an assignment to `__proto__` would change the prototype instead.
      Object.defineProperty(value, key, { value: inner, enumerable: true, configurable: true, writable: true })
    }
    return value
  }

  #readKey(node: unknown, at: PlanPath): string | null {
    if (isScalar(node)) {
      this.#checkTag(node, at)
      return keyText(node)
    }
    if (isMap(node) || isSeq(node) || isAlias(node)) {
      this.#report(node, { at, found: 'a key that is not a word', accepted: 'words as keys' })
    }
    return null
  }
}

/** The word that a key is in the data. */
const keyText = (key: Scalar) => (typeof key.value === 'string' ? key.value : String(key.source ?? key.value))

/** The first pair of each key: a search through the pairs for each of 50,000 faults would take minutes. */
function indexOf(map: YAMLMap): Map<string, Pair> {
  const index = new Map<string, Pair>()
  for (const pair of map.items) {
    if (isScalar(pair.key) && !index.has(keyText(pair.key))) index.set(keyText(pair.key), pair)
  }
  return index
}

/** Walks a path in the parsed document, through aliases; stops at the nearest parent that is there. */
function locator(root: Node | null, targets: ReadonlyMap<Alias, Node>, positionAt: (n: number) => Position): Locate {
  const follow = (node: unknown) => (isAlias(node) ? targets.get(node) : node)
  const indexes = new Map<YAMLMap, Map<string, Pair>>()
  const pairOf = (map: YAMLMap, key: string) => {
    const index = indexes.get(map) ?? indexOf(map)
    indexes.set(map, index)
    return index.get(key)
  }
  return (path, spot) => {
    let node: unknown = root
    let offset = root?.range?.[0] ?? 0
    for (const [i, key] of path.entries()) {
      const parent = follow(node)
      const item = isMap(parent) ? pairOf(parent, String(key)) : isSeq(parent) ? parent.items[Number(key)] : null
      if (item === null || item === undefined) break
      const keyNode = isPair(item) ? (item.key as Scalar) : null
      node = isPair(item) ? item.value : item
      const atKey = keyNode !== null && (!hasRange(node) || (spot === 'key' && i === path.length - 1))
      const shown: unknown = atKey ? keyNode : node
      if (hasRange(shown)) offset = shown.range[0]
    }
    return positionAt(offset)
  }
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}

/** What stands at an offset: the rest of its line, unless the line looks like it holds a secret. */
function textAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1
  const end = text.indexOf('\n', offset)
  const line = text.slice(start, Math.min(end < 0 ? text.length : end, start + 2000))
  if (line.split(/[^\w-]+/).some(isSecretKey)) return 'a line that seems to hold a secret'
  const rest = text.slice(offset, end < 0 ? offset + 200 : Math.min(end, offset + 200)).trim()
  if (rest !== '') return `"${printable(rest)}"`
  return offset >= text.trimEnd().length ? 'the end of the file' : 'the end of the line'
}

/** In the words of a slip that people make, where the text around the place shows one. */
function slipFault(text: string, at: Position): PlacedFault | null {
  const slip = findSlip(text, at.line)
  if (slip === null) return null
  const { line, column, accepted, message = REST } = slip
  const start = text.split('\n', line - 1).join('\n').length + (line > 1 ? 1 : 0)
  const found = textAt(text, start + text.slice(start, start + 200).search(/\S|$/))
  return { at: [], found, accepted, message, position: { line, column } }
}

function syntaxFaults(errors: readonly YAMLError[], text: string, positionAt: (n: number) => Position): PlacedFault[] {
  const faults: PlacedFault[] = []
  const lines = new Set<number>()
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const position = positionAt(Math.min(error.pos[0], text.length))
    const independent = isIndependent(error.code)
    // What comes after a tab is read at the wrong depth: only other tabs are worth telling.
    if (faults.length > 0 && !independent) break
    if (!lines.has(position.line)) {
      const usual = { at: [], found: textAt(text, error.pos[0]), ...accepts(error.code), position }
      faults.push((independent ? null : slipFault(text, position)) ?? usual)
    }
    lines.add(position.line)
    // Behind a broken structure the parser guesses: what it reports there is no fault of the file.
    if (!independent || faults.length >= SYNTAX_FAULT_LIMIT) break
  }
  return faults
}

function parse(text: string, lineCounter: LineCounter) {
  const options = { lineCounter, prettyErrors: false, uniqueKeys: false, resolveKnownTags: false } as const
  return parseDocument(text, { ...options, version: '1.2', schema: 'core' })
}

function directiveFault(document: ReturnType<typeof parse>): PlacedFault[] {
  const { explicit, version } = document.directives.yaml
  const unknown = document.warnings.some((w) => w.code === 'BAD_DIRECTIVE')
  if (!unknown && (!explicit || version === '1.2')) return []
  const found = unknown ? 'an unknown directive (%)' : `%YAML ${printable(version)}`
  return [{ at: [], found, accepted: 'YAML 1.2 without directives', position: { line: 1, column: 1 } }]
}

/** Parses the text of a plan. Takes less than a second for anything up to the size limit; never throws. */
export function readTree(text: string): TreeResult {
  const tooMuch = scanText(text)
  if (tooMuch) return { ok: false, faults: [tooMuch] }
  const lineCounter = new LineCounter()
  const positionAt = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const document = parse(text, lineCounter)
  const broken = syntaxFaults(document.errors, text, positionAt)
  if (broken.length === 0) broken.push(...directiveFault(document))
  if (broken.length > 0) return { ok: false, faults: broken }
  const reader = new TreeReader(positionAt)
  try {
    const value = reader.read(document.contents, [])
    const locate = locator(document.contents, reader.targets, positionAt)
    return { ok: true, tree: { value, locate }, faults: reader.faults }
  } catch (error) {
    if (error instanceof LimitPassed) return { ok: false, faults: [...reader.faults, error.fault] }
    throw error
  }
}
