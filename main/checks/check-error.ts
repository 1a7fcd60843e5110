/** A call that cannot be done, in words for the reader: no fault of the program. */
import type { CallErrorData } from '../../shared/contract.ts'

export class CheckError extends Error {
  override name = 'CheckError'
  constructor(
    readonly code: Extract<CallErrorData['code'], 'not-found' | 'refused'>,
    message: string,
  ) {
    super(message)
  }
}
