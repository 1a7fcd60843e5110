/** A file that was chosen or dropped → the text of a plan, or why it cannot be one. What the text says is judged by the core. */
import { PLAN_TEXT_LIMIT } from '../../../shared/contract.ts'
import type { Words } from '../../words/words.ts'

export type PlanFile = { name: string; text: string } | { refused: string }

/** Before a text is decoded, its bytes tell a picture, an archive or a PDF. */
const LOOKED_AT = 4096

const isBinary = (bytes: Uint8Array) => bytes.subarray(0, LOOKED_AT).includes(0)

export async function readPlanFile(file: File, { say }: Words): Promise<PlanFile> {
  const { name, size } = file
  if (size > PLAN_TEXT_LIMIT) return { refused: say('frame.noPlan.large', { name, size, limit: PLAN_TEXT_LIMIT }) }
  const binary = { refused: say('frame.noPlan.binary', { name }) }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    return isBinary(bytes) ? binary : { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return binary
  }
}
