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

/** First bytes of pcap in both byte orders and both units of time, of pcapng, and of gzip, which no plan is packed with. */
const CAPTURE_STARTS = ['d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d', '0a0d0d0a', '1f8b']
/** Of one by its name: the core says what is wrong with it. */
const CAPTURE_NAME = /\.(pcap|pcapng|cap|etl)(\.gz)?$/i

/** Whether a file is a packet capture rather than a plan. */
export async function isCapture(file: File): Promise<boolean> {
  if (CAPTURE_NAME.test(file.name)) return true
  try {
    const bytes = new Uint8Array(await file.slice(0, 4).arrayBuffer())
    const start = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    return CAPTURE_STARTS.some((one) => start.startsWith(one))
  } catch {
    return false
  }
}
