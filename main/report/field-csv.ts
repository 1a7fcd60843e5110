/** Checks beyond the port table as a table of their own: they have no port, and a reader of flows.csv counts its lines as flows. */
import { FIELD_KNOWLEDGE } from '../../shared/catalogue/field-knowledge.ts'
import type { FieldCheck } from '../../shared/field-checks/field-check.ts'
import { csvOf } from './csv.ts'

const HEADER = ['id', 'kind', 'source', 'target', 'verdict', 'reason', 'settle', 'certainty', 'knownFrom']

/** One line each, after a header line. */
export const fieldChecksToCsv = (checks: readonly FieldCheck[]): string =>
  csvOf([
    HEADER,
    ...checks.map(({ id, kind, source, target, verdict, reason, settle }) => {
      const { certainty, source: knownFrom } = FIELD_KNOWLEDGE.checks[kind]
      return [id, kind, source, target, verdict, reason, settle ?? '', certainty, knownFrom]
    }),
  ])
