/** The parser's error codes in the words of a field engineer. The parser's own texts may quote the file: not used. */
import type { ErrorCode } from 'yaml'

interface Words {
  accepted: string
  message?: string
}

/** After a fault of the text itself. */
export const REST = 'the rest of the file is checked once this is right'

const WORDS: Partial<Record<ErrorCode, Words>> = {
  TAB_AS_INDENT: { accepted: 'spaces for indentation', message: 'YAML allows no tabs there' },
  BAD_DQ_ESCAPE: { accepted: 'a known escape, or single quotes', message: 'in double quotes a \\ starts an escape' },
  BAD_INDENT: { accepted: 'the indentation of its neighbours, and closed brackets', message: REST },
  MISSING_CHAR: { accepted: 'a closing quote or bracket, a comma, or a colon and a space', message: REST },
  MULTIPLE_DOCS: { accepted: 'one document: no second --- line' },
  BAD_SCALAR_START: { accepted: 'quotes around a text that starts with this character', message: REST },
  BLOCK_AS_IMPLICIT_KEY: { accepted: 'one "key: value" for each line, equally indented', message: REST },
  MULTILINE_IMPLICIT_KEY: { accepted: 'a key in one line, followed by a colon', message: REST },
  RESOURCE_EXHAUSTION: { accepted: 'at most 64 levels of nesting' },
  MULTIPLE_TAGS: { accepted: 'plain YAML without tags' },
  BAD_ALIAS: { accepted: 'an alias (*name) with a plain name' },
  UNEXPECTED_TOKEN: {
    accepted: 'something else here: a quote, bracket or colon before it may be wrong',
    message: REST,
  },
}

/** What is accepted where the parser reported a code. */
export function accepts(code: ErrorCode): Words {
  return WORDS[code] ?? { accepted: 'valid YAML 1.2 or JSON', message: REST }
}

/** Errors after which the parser still knows where it is. */
export const isIndependent = (code: ErrorCode) => code === 'TAB_AS_INDENT' || code === 'BAD_DQ_ESCAPE'
