/** Every compound failure of the lab. */
import type { Compound } from './compound.ts'
import { portRangeAndDeadHost } from './port-range-and-dead-host.ts'
import { prohibitedAndReset } from './prohibited-and-reset.ts'
import { returnPathAndClosedService } from './return-path-and-closed-service.ts'

export const COMPOUNDS: readonly Compound[] = [portRangeAndDeadHost, prohibitedAndReset, returnPathAndClosedService]
