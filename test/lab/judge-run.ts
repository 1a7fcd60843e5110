/** Compares what a check said with a scenario's truth: pure, so that the judge itself can be tested. */
import type { FlowResult, RunResult } from '../../shared/result.ts'
import { type CapturedPacket, outsidePlan } from './capture.ts'
import type { NmapAnswer, NmapAnswers } from './nmap.ts'
import {
  allowed,
  type Expectation,
  falsePasses,
  type Mode,
  nmapExpected,
  type Scenario,
  verdictByContract,
} from './scenario.ts'

/** One flow beside its truth and nmap's word. */
export interface Row {
  flow: FlowResult
  expectation: Expectation
  nmap: NmapAnswer | null
  /** Null where nmap cannot know, or was not asked. */
  nmapRight: boolean | null
  /** It passes although the truth fails. */
  falsePass: boolean
  /** What is wrong with it, each as one sentence. */
  faults: readonly string[]
}

export interface Judgement {
  rows: readonly Row[]
  /** Everything wrong with the run, flows included. */
  faults: readonly string[]
}

/** The expectation that counts for a flow. Throws when the scenario has none: a flow without a truth tests nothing. */
export function expectationFor(scenario: Scenario, flow: FlowResult): Expectation {
  const found = scenario.expect.find(
    ({ to, from, ports }) =>
      (to?.includes(flow.destination) ?? true) &&
      (from?.includes(flow.source) ?? true) &&
      (ports?.includes(flow.port) ?? true),
  )
  if (!found) throw new Error(`scenario ${scenario.name} says nothing of ${flow.id}`)
  return found
}

function flowFaults(scenario: Scenario, flow: FlowResult, expectation: Expectation, mode: Mode): string[] {
  const faults: string[] = []
  const say = (text: string) => faults.push(`${flow.id}: ${text}`)
  const stage = scenario.plan.stage
  if (!allowed(expectation, mode).includes(flow.outcome)) {
    say(
      `${flow.outcome}, but the truth is ${expectation.truth} (allowed: ${allowed(expectation, mode).join(', ')}): ${flow.reason}`,
    )
  }
  if (falsePasses(expectation, stage, mode).includes(flow.outcome) && flow.proof !== 'likely') {
    say(`a false pass that claims to be ${flow.proof}`)
  }
  const passesFalsely = flow.verdict === 'pass' && verdictByContract(expectation.truth, stage) === 'fail'
  if (passesFalsely && (mode !== 'connect' || !expectation.falsePass)) {
    say(`a false pass that the scenario does not list: ${flow.outcome} for ${expectation.truth}`)
  }
  if (mode !== 'connect') faults.push(...blockedByFaults(flow, expectation, mode))
  if (flow.proof === 'proven' ? flow.settle !== null : !flow.settle) {
    say(`proof ${flow.proof} with settle ${JSON.stringify(flow.settle)}`)
  }
  if (!/\S.{8,}/.test(flow.reason)) say('no reason given')
  return faults
}

/** Whoever is in the way must be named, and nobody else. */
function blockedByFaults(flow: FlowResult, { blockedBy: wanted }: Expectation, mode: Mode): string[] {
  if (!wanted || (wanted.modes && !wanted.modes.includes(mode))) return []
  const { address, hop, certainty } = flow.blockedBy ?? {}
  const right =
    address === wanted.address && certainty === wanted.certainty && (wanted.hop === undefined || hop === wanted.hop)
  if (right) return []
  const found = flow.blockedBy ? `${address}, hop ${hop}, ${certainty}` : 'nothing'
  return [`${flow.id}: in the way is ${wanted.address}, hop ${wanted.hop}, ${wanted.certainty}; named is ${found}`]
}

function rowOf(scenario: Scenario, flow: FlowResult, answers: NmapAnswers, mode: Mode): Row {
  const expectation = expectationFor(scenario, flow)
  const nmap = answers.get(`${flow.address} ${flow.port}`) ?? null
  const wanted = nmapExpected(expectation)
  const nmapRight = nmap === null || wanted === 'cannot' ? null : nmap.state === wanted
  const falsePass = flow.verdict === 'pass' && verdictByContract(expectation.truth, scenario.plan.stage) === 'fail'
  const faults = flowFaults(scenario, flow, expectation, mode)
  // The lab's own proof: where nothing gets lost, nmap must see what the scenario claims to be true.
  if (nmapRight === false && !scenario.lossy) {
    faults.push(`${flow.id}: nmap says ${nmap?.state} (${nmap?.reason}), the scenario expects ${wanted} of it`)
  }
  return { flow, expectation, nmap, nmapRight, falsePass, faults }
}

/** Exit status of `check` by the contract; and 1 where two machines claim an address: what passes may be about the other. */
export function exitByContract(result: RunResult): number {
  const has = (...verdicts: string[]) => result.flows.some((flow) => verdicts.includes(flow.verdict))
  if (has('fail', 'warn') || (result.environment?.duplicates ?? []).length > 0) return 1
  return has('untested') ? 3 : 0
}

/** Everything a run of a scenario must hold. `seconds` and `rssMb` are of the whole process. */
export function judgeRun(
  scenario: Scenario,
  run: {
    result: RunResult
    process: { status: number | null; ms: number; peakRssKb: number; stderr: string }
    nmap: NmapAnswers
    packets: readonly CapturedPacket[]
  },
  mode: Mode,
): Judgement {
  const rows = run.result.flows.map((flow) => rowOf(scenario, flow, run.nmap, mode))
  const faults = rows.flatMap((row) => row.faults)
  const expectedExit = exitByContract(run.result)
  if (run.process.status !== expectedExit) {
    faults.push(
      `exit status ${run.process.status}, but by its own verdicts it is ${expectedExit}: ${run.process.stderr}`,
    )
  }
  const { maxSeconds = 30, maxRssMb = 150 } = scenario
  if (run.process.ms > maxSeconds * 1000) faults.push(`took ${(run.process.ms / 1000).toFixed(1)} s of ${maxSeconds}`)
  if (run.process.peakRssKb > maxRssMb * 1024) faults.push(`held ${(run.process.peakRssKb / 1024).toFixed(0)} MB`)
  if (run.process.stderr !== '') faults.push(`words on stderr of a quiet run: ${run.process.stderr}`)
  const { warns } = scenario
  const { warnings } = run.result
  if (warns && !warnings.some((words) => warns.test(words)))
    faults.push(`no warning says ${warns}: ${warnings.join(' ')}`)
  if (!run.result.complete) faults.push('the run calls itself incomplete')
  return { rows, faults: [...faults, ...captureFaults(scenario, run.packets)] }
}

/** No packet outside the plan; and the capture must have seen the run, or it proves nothing. */
function captureFaults(scenario: Scenario, packets: readonly CapturedPacket[]): string[] {
  const inPlan = new Set(scenario.plan.endpoints.map((endpoint) => endpoint.address))
  const faults = outsidePlan(packets, inPlan).map((address) => `a packet went to ${address}, which is not in the plan`)
  const laptop = scenario.plan.endpoints[0]?.address
  const reached = new Set(packets.filter((packet) => packet.from === laptop).map((packet) => packet.to))
  if (!reached.has(scenario.plan.endpoints.find((e) => e.name === 'psm-1')?.address ?? '')) {
    faults.push('the capture holds no packet to psm-1: it did not see the run')
  }
  return faults
}
