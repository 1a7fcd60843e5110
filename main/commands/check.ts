/** `psm-preflight check PLAN`: probes what the plan asks from this machine, and writes the result. */
import { setFlagsFromString } from 'node:v8'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { expand } from '../../shared/plan/expand.ts'
import { type Fault, formatFault } from '../../shared/plan/faults.ts'
import type { Flow, Pace, Plan, Stage } from '../../shared/plan/plan.ts'
import type { Paper } from '../../shared/print-options.ts'
import type { Language } from '../../shared/words/language.ts'
import type { RunResult } from '../../shared/result.ts'
import type { CaptureResult, LiveCapture } from '../capture/live.ts'
import { EXIT, type Format, UsageError, statusOfRun } from '../terms.ts'
import { readPlanFile } from '../plan/read-plan.ts'
import { resolvePlanNames } from '../plan/resolve-names.ts'
import { type CheckRequest, runCheck } from '../preflight/run-check.ts'
import type { Names } from '../preflight/choose-flows.ts'
import { openFieldMachines } from '../preflight/field-checks/open-machines.ts'
import { connectOnly, openObservers } from '../preflight/observers.ts'
import { failedFlows } from '../preflight/failed-flows.ts'
import { NO_CAPTURE, captureBeside } from './capture-beside.ts'
import { interruptible } from './interrupt.ts'
import { type OverSsh, overSsh } from './over-ssh.ts'
import { type MachineFacts, machineFacts } from '../preflight/machine-facts.ts'
import { meanwhile } from '../preflight/meanwhile.ts'
import { defaultDirectory, prepareDirectory } from './directory.ts'
import { checkGroups, endpointsAsked } from './part-asked.ts'
import { nothingAgain, readEarlier } from './only-failed.ts'
import { confirmPublic } from './public-addresses.ts'
import { showProgress } from '../terminal/show-progress.ts'

export interface CheckOptions {
  group?: string[] | undefined
  from?: string[] | undefined
  stage?: Stage | undefined
  pace?: Pace | undefined
  onlyFailed?: string | undefined
  out?: string | undefined
  format: Format[]
  paper?: Paper | undefined
  language?: Language | undefined
  quiet?: boolean | undefined
  allowPublic?: boolean | undefined
  /** False for --no-evidence. */
  evidence: boolean
  capture?: boolean | undefined
  standIns?: boolean | undefined
  /** What stand-ins share with this check in place of the plan file. */
  key?: string | undefined
}

const WITHOUT_EVIDENCE =
  'Evidence was left out (--no-evidence): only connect() was asked, which cannot tell a firewall that answers from the destination.'
const NAME_TIMEOUT_MS = 5000

/**
 * Thousands of short-lived sockets fill the heap faster than V8 by itself collects them. (measured: 3,000 flows, a fifth silent:
 * 152 MB without, 110 MB with it, in the same time)
 */
const SMALL_HEAP = '--optimize-for-size'
/** Below this the heap stays small anyway, and a short run is not slowed by collecting it. */
const MANY_FLOWS = 500

/** Gives the exit status. Throws {@link UsageError} for input that cannot be used; nothing is probed then. */
export async function check(planPath: string, given: CheckOptions): Promise<number> {
  if (given.capture && !given.evidence)
    throw new UsageError('--capture: its packets are evidence; leave --no-evidence out')
  const earlier = given.onlyFailed === undefined ? null : await readEarlier(given.onlyFailed)
  // A re-test is judged for the stage of the run that it repeats.
  const stage = given.stage ?? earlier?.stage
  const { plan, sha256, names, warnings } = await loadPlan(planPath, { ...given, stage })
  const options = { ...given, from: given.from && endpointsAsked(plan, given.from) }
  const wanted = selection(plan, options, earlier)
  const planned = expand(plan, APPENDIX_B)
  const flows = planned.filter(wanted)
  if (flows.length > MANY_FLOWS) setFlagsFromString(SMALL_HEAP)
  if (flows.length === 0) return nothingLeft(earlier, options)
  await confirmPublic(plan, flows, names, options)
  const directory = options.out ?? defaultDirectory(plan.site.name, new Date())
  await prepareDirectory(directory, options.onlyFailed)

  const { signal, release } = interruptible()
  const capture = options.capture ? await captureBeside(flows, names, directory, signal) : NO_CAPTURE
  const { evidence, quiet = false, standIns = false } = options
  const ssh = await overSsh({ plan, flows, standIns, evidence, quiet, signal })
  const machine = evidence ? machineFacts(flows, names, capture.live) : null
  const observers = await observersFor(capture.live, machine)
  const progress = await showProgress(options.quiet === true)
  const planSha256 = meanwhile(sha256)
  const afterwards = meanwhile(loadAfterwards)
  let run: RunResult
  let captured: CaptureResult | null
  try {
    run = await runCheck({
      plan,
      planSha256,
      flows,
      planned: planned.length,
      filter: filterOf(options),
      catalogue: APPENDIX_B,
      names,
      standInSecret: async () => (await import('../standin/secret.ts')).secretOf(options.key, sha256),
      ...(ssh.vantages ? { vantages: ssh.vantages, standIns } : {}),
      observers: { ...observers, states: [...observers.states, capture.state] },
      describeMachine: machine?.describe ?? null,
      ...fieldsOf(options, names, signal, ssh),
      warnings: options.evidence ? warnings : [...warnings, WITHOUT_EVIDENCE],
      toolVersion: __VERSION__,
      ...endOf(capture.live),
      signal,
      onEvent: progress.onEvent,
    })
  } finally {
    observers.close()
    ssh.close()
    captured = (await capture.live?.stop()) ?? null
  }
  if (options.capture && !capture.live) run.warnings.push(`No packet capture: ${capture.state.note}`)
  if (captured?.warning) run.warnings.push(captured.warning)
  progress.finish()
  const status = await tellAndSave(run, directory, options, captured, await afterwards())
  release()
  return status
}

const loadAfterwards = () => Promise.all([import('../terminal/conclusion.ts'), import('./save-run.ts')])

async function tellAndSave(
  run: RunResult,
  directory: string,
  options: CheckOptions,
  captured: CaptureResult | null,
  [{ printConclusion }, { saveRun, statusOfSaved }]: Awaited<ReturnType<typeof loadAfterwards>>,
): Promise<number> {
  const saved = await saveRun(run, directory, options.format, {
    keepEarlier: true,
    paper: options.paper,
    language: options.language,
  })
  if (options.quiet !== true)
    printConclusion(run, [...saved.files, ...(captured?.file ? [captured.file] : [])], process.stdout)
  if (saved.kept !== null) process.stderr.write(`The run that was there before is kept as ${saved.kept}\n`)
  return statusOfSaved(saved, run.complete ? statusOfRun(run) : EXIT.interrupted)
}

/** Of a run without failures nothing is left, and that is fine; of a plan it is a slip. */
function nothingLeft(earlier: RunResult | null, options: CheckOptions): number {
  if (!earlier) throw new UsageError('no flow of the plan is left: see --group and --from; nothing was probed')
  const sentence = nothingAgain(earlier, options.onlyFailed ?? '', options)
  if (options.quiet !== true) process.stdout.write(`${sentence}\n`)
  return earlier.fieldChecks?.some(({ verdict }) => verdict === 'fail' || verdict === 'warn')
    ? EXIT.failed
    : EXIT.passed
}

const endOf = (live: LiveCapture | null): Pick<CheckRequest, 'endCapture'> =>
  live ? { endCapture: async () => ({ view: live, sawAll: (await live.stop()).sawAll }) } : {}

/** They send echoes and queries, which --no-evidence promises not to. */
const fieldsOf = (
  { evidence }: CheckOptions,
  names: Names,
  signal: AbortSignal,
  { vantages }: OverSsh,
): Pick<CheckRequest, 'fieldMachines'> =>
  evidence
    ? {
        fieldMachines: () => openFieldMachines(names, signal, vantages),
      }
    : {}

/** Without facts about the machine nothing but connect() was wanted. */
const observersFor = async (capture: LiveCapture | null, machine: MachineFacts | null) =>
  machine ? openObservers(capture, machine.interfaces) : connectOnly('Left out by --no-evidence.')

/** What was asked of the plan, for the result; empty for all of it. */
function filterOf({ group, from, onlyFailed }: CheckOptions): NonNullable<RunResult['plan']['filter']> {
  return {
    ...(group ? { groups: [...new Set(group)] } : {}),
    ...(from ? { from } : {}),
    ...(onlyFailed === undefined ? {} : { onlyFailed }),
  }
}

interface LoadedPlan {
  plan: Plan
  sha256: () => string
  names: Names
  warnings: string[]
}

/** Reads and resolves the plan, and applies the options that change it. */
export async function loadPlan(
  path: string,
  options: Pick<CheckOptions, 'group' | 'stage' | 'pace'>,
): Promise<LoadedPlan> {
  checkGroups(options.group ?? [])
  const read = await readPlanFile(path, options.group ? { groups: options.group } : {})
  if (!read.ok) throw faultError(read.faults, path)
  const { addresses, faults, warnings } = await resolvePlanNames(read.plan, {
    timeoutMs: NAME_TIMEOUT_MS,
    origins: read.origins,
  })
  if (faults.length > 0) throw faultError(faults, path)
  const { stage = read.plan.stage, pace = read.plan.pace } = options
  return {
    plan: { ...read.plan, stage, pace },
    sha256: read.sha256,
    names: addresses,
    warnings: [...read.warnings, ...warnings],
  }
}

function faultError(faults: readonly Fault[], path: string): UsageError {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  return new UsageError(
    [...faults.map((fault) => formatFault(fault, path)), `${count} in the plan; nothing was probed.`].join('\n'),
  )
}

/** The flows that the options ask for. */
function selection(plan: Plan, { group, from }: CheckOptions, earlier: RunResult | null): (flow: Flow) => boolean {
  const failed = earlier && failedFlows(earlier.flows, plan.stage, APPENDIX_B)
  return (flow) =>
    (!group || group.includes(flow.group)) && (!from || from.includes(flow.source.name)) && (!failed || failed(flow))
}
