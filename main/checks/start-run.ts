/** Starts a run of a check, or says why not; and brings it to its end: written first, told then. */
import { errorSentence } from './error-sentence.ts'
import type { Params, Result } from '../../shared/contract.ts'
import type { RunAsk, RunRecord } from '../../shared/shapes.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import { resolvePlanNames } from '../plan/resolve-names.ts'
import { PORT_SHIFT } from '../practice/site-data.ts'
import type { Names } from '../preflight/choose-flows.ts'
import { openFieldMachines } from '../preflight/field-checks/open-machines.ts'
import { machineFacts } from '../preflight/machine-facts.ts'
import { type Observers, connectOnly, openObservers, state } from '../preflight/observers.ts'
import { listedAddresses, publicOnesAsked, publicServers } from '../preflight/public-destinations.ts'
import { type CheckRequest, runCheck } from '../preflight/run-check.ts'
import { sshHostsOf } from '../preflight/ssh-hosts.ts'
import { Journal } from '../store/journal.ts'
import { writeRunFile } from '../store/write-run.ts'
import { ActiveRun } from './active-run.ts'
import { CheckError } from './check-error.ts'
import { chooseAsked } from './choose-asked.ts'
import type { EventSink } from './event-sink.ts'
import type { OpenCheck } from './open-check.ts'
import { tellStates } from './tell-states.ts'
import type { TestedPlan } from './tested-plan.ts'
import { openForRun } from './vantages/run-vantages.ts'
import { SourceProgress } from './vantages/source-progress.ts'
import { REPORT_WORDS } from '../../shared/words/report.ts'

const NAME_TIMEOUT_MS = 5000
const NO_CAPTURE = state('capture', false, 'Not part of a check in the app; the command line captures with --capture.')
const NO_STAND_INS = 'No stand-ins in the stage operational: one would make a port pass that no service holds.'
/** What a run needs of the program around it. */
export interface RunPlace {
  events: EventSink
  /** The practice site is up when it resolves; rejects with words where it cannot be. */
  openPractice(): Promise<void>
  /** At once, for nothing may come between asking and having: two tests at the same time would disturb each other. */
  takeTurn(check: OpenCheck): Turn | { takenBy: OpenCheck }
}

/** Of the one check that is tested. */
export interface Turn {
  end(): void
}

type Started = Result<'run.start'>

const not = (why: Extract<Started, { started: false }>['why'], message: string, addresses: string[] = []): Started => ({
  started: false,
  why,
  message,
  addresses,
})

export async function startRun(check: OpenCheck, asking: Params<'run.start'>, place: RunPlace): Promise<Started> {
  if (check.readOnly !== null) return not('read-only', check.readOnly)
  if (check.discarded) throw new CheckError('refused', 'This check was discarded: restore it first.')
  if (check.active) return not('running', 'This check is being tested already.')
  const turn = place.takeTurn(check)
  if ('takenBy' in turn) {
    const other = turn.takenBy.draft.site.name || 'Another check'
    return not('running', `${other} is being tested just now: two tests at once would disturb each other.`)
  }
  let isGoing = false
  try {
    const started = await startInTurn(check, asking, place, turn)
    isGoing = started.started
    return started
  } finally {
    if (!isGoing) turn.end()
  }
}

type Asking = Omit<Params<'run.start'>, 'id'>

async function startInTurn(
  check: OpenCheck,
  { ask, allowPublic, standIns = false }: Asking,
  place: RunPlace,
  turn: Turn,
): Promise<Started> {
  const { tested } = check
  if (!tested) return not('faults', 'The plan has faults: correct them first.')
  if (standIns && tested.plan.stage === 'operational') throw new CheckError('refused', NO_STAND_INS)
  const { result, conclusions } = await check.view()
  const chosen = chooseAsked(ask, tested, conclusions, result.findings)
  if (chosen.flows.length === 0) return not('nothing', chosen.nothing)
  const names = await resolvePlanNames(tested.plan, { timeoutMs: NAME_TIMEOUT_MS })
  if (names.faults.length > 0) {
    const words = names.faults.map(({ path, found, accepted }) => `${path}: found ${found}; accepted: ${accepted}`)
    return not('faults', words.join('\n'))
  }
  const outside = [...new Set([...publicOnesAsked(chosen.flows, names.addresses), ...publicServers(tested.plan)])]
  if (outside.length > 0 && allowPublic !== true) {
    return not('public', `Outside private ranges: ${listedAddresses(outside)}. Are they yours to test?`, outside)
  }
  if (check.practice) await place.openPractice()
  return await begin(
    check,
    tested,
    { ask, flows: chosen.flows, names: names.addresses, warnings: names.warnings, standIns },
    { events: place.events, turn },
  )
}

interface Asked {
  ask: RunAsk
  flows: readonly Flow[]
  names: Names
  warnings: readonly string[]
  standIns: boolean
}

async function begin(
  check: OpenCheck,
  tested: TestedPlan,
  asked: Asked,
  { events, turn }: Pick<Going, 'events' | 'turn'>,
): Promise<Started> {
  const run = check.nextRun
  const startedAt = new Date().toISOString()
  const { ask, flows } = asked
  const journal = await Journal.open(check.folder.journal())
  try {
    const endpoints = tested.plan.endpoints.map(({ name, address }) => ({ name, address }))
    await journal.append({ what: 'start', run, at: startedAt, ask, flows: flows.length, endpoints })
  } catch (error) {
    await journal.close()
    throw error
  }
  const { pace } = tested.plan
  const sources = new SourceProgress(flows)
  const parts = { check: check.id, run, ask, startedAt, pace, flows: flows.length, journal, events, sources }
  const active = new ActiveRun({ ...parts, indexOf: tested.indexOf, answers: check.answers })
  const record: RunRecord = { run, ask, startedAt, finishedAt: null, complete: false, flows: flows.length }
  await check.addRun(record)
  check.active = active
  active.ended = finish(check, tested, asked, { active, journal, record, events, turn })
  return { started: true, run }
}

interface Going {
  active: ActiveRun
  journal: Journal
  record: RunRecord
  events: EventSink
  turn: Turn
}

/** Never rejects: a run that fails is told in words, and its first answers stay. */
async function finish(check: OpenCheck, tested: TestedPlan, asked: Asked, going: Going): Promise<void> {
  const { active, journal, record, events, turn } = going
  const { run } = record
  try {
    const before = await check.view()
    const { finishedAt, complete } = await probeAndWrite(check, tested, asked, active)
    await journal.append({ what: 'end', run, at: finishedAt, complete })
    const first = check.answers
    await check.addRun({ ...record, finishedAt, complete })
    const after = await check.view()
    const told = await check.result()
    check.active = null
    turn.end()
    tellStates(check.id, run, before.conclusions, after.conclusions, (index) => first.askedBy(index) === run, events)
    events.emit('run.finished', { check: check.id, run, result: told })
  } catch (error) {
    const message = errorSentence(error, 'The run was stopped')
    await active.settle().catch(() => {})
    const at = new Date().toISOString()
    await journal.append({ what: 'failed', run, at, message }).catch(() => {})
    await check.readHistoryAgain().catch(() => {})
    check.active = null
    turn.end()
    // What it had asked is untested now: in the list of checks, and in every window that shows the check.
    await check.view().catch(() => {})
    events.emit('run.failed', { check: check.id, run, message })
    events.emit('check.changed', { check: check.id })
  }
  await journal.close()
  events.emit('checks.changed', {})
}

/** Gives little back: the evidence of 36,000 flows is let go of before all runs are read again. */
async function probeAndWrite(check: OpenCheck, tested: TestedPlan, asked: Asked, active: ActiveRun) {
  const result = await probe(check, tested, asked, active)
  active.enter('saving')
  await active.settle()
  await writeRunFile(result, check.folder.run(active.run))
  return { finishedAt: result.finishedAt, complete: result.complete }
}

/** Null: nothing of the run is asked over SSH. */
async function connect(check: OpenCheck, { plan }: TestedPlan, { flows, standIns }: Asked, active: ActiveRun) {
  const hosts = sshHostsOf(plan, flows, standIns)
  if (hosts.length === 0) return null
  active.enter('connecting')
  return await openForRun(check.vantages, hosts, active.signal)
}

async function probe(check: OpenCheck, tested: TestedPlan, asked: Asked, active: ActiveRun) {
  const { flows, names, warnings, standIns } = asked
  const ssh = await connect(check, tested, asked, active)
  const machine = check.practice ? null : machineFacts(flows, names, null)
  const observers: Observers = machine
    ? await openObservers(null, machine.interfaces)
    : connectOnly('Not used on the practice site.')
  const request: CheckRequest = {
    plan: tested.plan,
    planSha256: () => tested.sha256,
    flows,
    planned: tested.flows.length,
    catalogue: tested.catalogue,
    names,
    standInSecret: async () => (await import('../standin/secret.ts')).secretOf(undefined, () => tested.sha256),
    observers: machine ? { ...observers, states: [...observers.states, NO_CAPTURE] } : observers,
    ...(ssh ? { vantages: ssh.vantages, standIns } : {}),
    describeMachine: machine?.describe ?? null,
    // Not for a single flow or finding: the question is about that.
    ...(machine && asked.ask.kind !== 'flow' && asked.ask.kind !== 'finding'
      ? { fieldMachines: () => openFieldMachines(names, active.signal, ssh?.vantages ?? null) }
      : {}),
    warnings: [
      ...(check.practice ? [REPORT_WORDS.en.practice.notice(PORT_SHIFT)] : []),
      ...tested.warnings,
      ...warnings,
    ],
    toolVersion: __VERSION__,
    signal: active.signal,
    onEvent: active.onEvent,
  }
  try {
    return await runCheck(request)
  } finally {
    observers.close()
    ssh?.close()
  }
}
