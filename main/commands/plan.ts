/** `plan init` and `plan check`: a plan to start from, and what a plan expands to. */
import { writeFile } from 'node:fs/promises'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { expand } from '../../shared/plan/expand.ts'
import { EXIT, UsageError } from '../terms.ts'
import { describePlan } from '../plan/describe-plan.ts'
import { starterPlan } from '../plan/starter-plan.ts'
import { localAddresses } from '../probe/route.ts'
import { loadPlan } from './check.ts'

/** Writes the plan to the file, or to stdout without one. Never overwrites. */
export async function planInit(path: string | undefined): Promise<number> {
  const text = starterPlan({ localAddress: firstOwnAddress() })
  if (path === undefined) {
    process.stdout.write(text)
    return EXIT.passed
  }
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      `${path}: ${code === 'EEXIST' ? 'exists already, and is left as it is' : `cannot be written (${code})`}`,
    )
  }
  process.stdout.write(`Wrote ${path}. Change the names and addresses, then: psm-preflight plan check ${path}\n`)
  return EXIT.passed
}

function firstOwnAddress(): string | undefined {
  return [...localAddresses()].find(
    ([address, name]) => name !== 'lo' && /^\d/.test(address) && !address.startsWith('127.'),
  )?.[0]
}

export async function planCheck(path: string): Promise<number> {
  const { plan, warnings } = await loadPlan(path, {})
  process.stdout.write(describePlan(plan, expand(plan, APPENDIX_B)))
  for (const warning of warnings) process.stdout.write(`! ${warning}\n`)
  return EXIT.passed
}
