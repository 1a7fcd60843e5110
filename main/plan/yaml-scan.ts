/**
 * A first look at a plan's text, before the parser builds anything: characters that text never has, and sizes that
 * would cost seconds (100,000 brackets, a million empty lines). Linear, and it stops at the first limit.
 */
import { CST, Lexer } from 'yaml'
import type { Position } from '../../shared/plan/faults.ts'
import type { PlacedFault } from './yaml-tree.ts'

/** Pieces of the lexer. A plan of 200,000 flows has about 200,000; the parser reads some 300,000 in a second. */
const LEXEME_LIMIT = 300_000
const LINE_LIMIT = 100_000
const DEPTH_LIMIT = 64
const PROPERTY_LIMIT = 1000

// Everything that YAML 1.2 §5.1 calls not printable, apart from surrogates, which strict UTF-8 cannot hold.
const NOT_TEXT = /[\p{Cc}\uFFFE\uFFFF]/u
const ALLOWED_CONTROL = /[\t\n\r\u0085]/g

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

function controlFault(text: string): PlacedFault | null {
  const offset = text.replace(ALLOWED_CONTROL, ' ').search(NOT_TEXT)
  if (offset < 0) return null
  const code = text.charCodeAt(offset).toString(16).padStart(4, '0')
  const message = code === '0000' ? 'the file may be UTF-16 or no text at all: save it as UTF-8' : undefined
  const found = `the control character U+${code.toUpperCase()}`
  return { at: [], found, accepted: 'readable text', message, position: positionOf(text, offset) }
}

function lineFault(text: string): PlacedFault | null {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  if (lines <= LINE_LIMIT) return null
  const found = `${lines.toLocaleString('en')} lines`
  const accepted = `at most ${LINE_LIMIT.toLocaleString('en')} lines`
  return { at: [], found, accepted, position: { line: LINE_LIMIT, column: 1 } }
}

type Limit = { found: string; accepted: string }

/** Counts what the lexer sees. The lexer has markers of length 0 between the pieces of the text. */
class Counter {
  offset = 0
  #lexemes = 0
  #depth = 0
  #properties = 0
  #scalarNext = false

  /** The limit that this piece passes, or null. */
  take(lexeme: string): Limit | null {
    this.#lexemes += 1
    if (this.#lexemes > LEXEME_LIMIT) {
      return { found: 'more pieces than a plan can need', accepted: 'a plan of at most 200,000 flows' }
    }
    const limit = this.#scalarNext ? null : this.#structure(CST.tokenType(lexeme))
    const marker = !this.#scalarNext && (lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END || lexeme === CST.SCALAR)
    this.#scalarNext = !this.#scalarNext && lexeme === CST.SCALAR
    if (limit === null && !marker) this.offset += lexeme.length
    return limit
  }

  #structure(type: CST.TokenType | null): Limit | null {
    if (type === 'flow-seq-start' || type === 'flow-map-start') this.#depth += 1
    if (type === 'flow-seq-end' || type === 'flow-map-end') this.#depth -= 1
    if (type === 'tag' || type === 'anchor') this.#properties += 1
    if (this.#depth > DEPTH_LIMIT) return { found: 'brackets in brackets', accepted: `at most ${DEPTH_LIMIT} levels` }
    if (this.#depth < 0) return { found: 'a closing bracket', accepted: 'a bracket that was opened before' }
    if (this.#properties <= PROPERTY_LIMIT) return null
    return { found: 'too many tags and anchors', accepted: `at most ${PROPERTY_LIMIT} anchors` }
  }
}

/** The first reason not to parse the text, or null. */
export function scanText(text: string): PlacedFault | null {
  const early = lineFault(text) ?? controlFault(text)
  if (early) return early
  // Without brackets, anchors and tags, and with fewer characters than pieces are allowed, there is nothing to count.
  if (text.length <= LEXEME_LIMIT && !/[[\]{}&!]/.test(text)) return null
  const counter = new Counter()
  for (const lexeme of new Lexer().lex(text)) {
    const limit = counter.take(lexeme)
    if (limit) return { at: [], ...limit, position: positionOf(text, counter.offset) }
  }
  return null
}
