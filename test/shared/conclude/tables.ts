/** Every case of what was seen, by what it must come to. */
import type { Case } from './case.ts'
import { cases as closed } from './cases/closed.ts'
import { cases as hostSilent } from './cases/host-silent.ts'
import { cases as intercepted } from './cases/intercepted.ts'
import { cases as local } from './cases/local.ts'
import { cases as notTested } from './cases/not-tested.ts'
import { cases as open } from './cases/open.ts'
import { cases as rejected } from './cases/rejected.ts'
import { cases as reset } from './cases/reset.ts'
import { cases as silent } from './cases/silent.ts'
import { cases as unreachable } from './cases/unreachable.ts'
import { cases as unstable } from './cases/unstable.ts'
import { cases as wrongService } from './cases/wrong-service.ts'

export const TABLES: Record<string, Case[]> = {
  open,
  closed,
  intercepted,
  rejected,
  reset,
  silent,
  'host-silent': hostSilent,
  unreachable,
  local,
  'wrong-service': wrongService,
  unstable,
  'not-tested': notTested,
}
