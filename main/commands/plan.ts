/** `plan init` and `plan check`: a plan to start from, and what a plan expands to. */
import { writeFile } from 'node:fs/promises'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { expand } from '../../shared/plan/expand.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import { commandLine, commandName } from '../command-line.ts'
import { fileErrorWords } from '../file-errors.ts'
import { EXIT, UsageError } from '../terms.ts'
import { type WhyNot, describePlan } from '../plan/describe-plan.ts'
import { starterPlan } from '../plan/starter-plan.ts'
import { type Resolution, whyUntestable } from '../preflight/choose-flows.ts'
import { writeLines } from '../terminal/wrap.ts'
import { localAddresses } from '../probe/route.ts'
import { loadPlan } from './check.ts'
import { listedAddresses, publicDestinations } from '../preflight/public-destinations.ts'
import { pathWords } from './directory.ts'

/** Writes the plan to the file, or to stdout without one. Never overwrites. */
export async function planInit(path: string | undefined): Promise<number> {
  const text = starterPlan({ localAddress: firstOwnAddress(), command: commandName() })
  if (path === undefined) {
    process.stdout.write(text)
    return EXIT.passed
  }
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new UsageError(
      `${pathWords(path)}: ${exists ? 'exists already, and is left as it is' : `cannot be written: ${fileErrorWords(error)}`}`,
    )
  }
  process.stdout.write(
    `Wrote ${pathWords(path)}. Change the names and addresses, then: ${commandLine('plan', 'check', path)}\n`,
  )
  return EXIT.passed
}

function firstOwnAddress(): string | undefined {
  return [...localAddresses()].find(
    ([address, name]) => name !== 'lo' && /^\d/.test(address) && !address.startsWith('127.'),
  )?.[0]
}

export interface PlanCheckOptions {
  group?: string[] | undefined
}

/** Prints what a plan expands to, or the given groups of it. Sends nothing, apart from questions about names. */
export async function planCheck(path: string, { group }: PlanCheckOptions): Promise<number> {
  const { plan, warnings, names } = await loadPlan(path, { group })
  const flows = expand(plan, APPENDIX_B).filter((flow) => !group || group.includes(flow.group))
  const here = localAddresses()
  const whyNot = (flow: Flow) => whyUntestable(flow, names, here)
  const { stdout } = process
  const text = describePlan(plan, flows, {
    ...(stdout.isTTY ? { columns: stdout.columns - 1 } : {}),
    whyNot,
    checkCommand: commandLine('check', path),
  })
  const notes = [...elsewhereNotes(flows, whyNot, here), ...publicNotes(flows, names), ...warnings]
  writeLines([...text.trimEnd().split('\n'), ...(notes.length > 0 ? [''] : []), ...notes.map((n) => `! ${n}`)], stdout)
  return EXIT.passed
}

/** No fault: the plan may be written on one machine and used on another. */
function elsewhereNotes(flows: readonly Flow[], whyNot: WhyNot, here: ReadonlyMap<string, string>): string[] {
  const away = flows.filter((flow) => whyNot(flow) === 'not-this-machine')
  if (away.length === 0) return []
  const sources = new Map(away.map(({ source }) => [source.name, printable(`${source.name} (${source.address})`)]))
  const own = [...here.keys()].filter((address) => !/^(127\.|::1$|fe80:)/i.test(address))
  const has = own.length > 0 ? `this machine has ${listedAddresses(own)}` : 'this machine has none but loopback'
  const those = away.length === 1 ? '1 flow' : `${away.length.toLocaleString('en')} flows`
  return [
    `${listedAddresses([...sources.values()])}: vantage is local, but ${has}. Checked from here, ${those} would be not-tested; nothing is wrong if the plan is for the machine that has the address.`,
  ]
}

function publicNotes(flows: readonly Flow[], names: ReadonlyMap<string, Resolution>): string[] {
  const outside = publicDestinations(flows, names)
  if (outside.length === 0) return []
  return [
    `Outside private ranges: ${listedAddresses(outside)}. "check" asks before it probes such addresses; where it cannot ask, it needs --allow-public.`,
  ]
}
