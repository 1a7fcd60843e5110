/**
 * What a scenario of the lab is: a network, a plan, and for every flow the truth (what the network really does to it)
 * and what connect() alone may say of it. Pure data; `run-scenario.ts` brings it to life.
 */
import type { BlockedByCertainty, Outcome, Verdict } from '../../shared/outcome.ts'
import type { Stage } from '../../shared/plan/plan.ts'
import type { NetworkSpec } from './network-script.ts'
import { addressesOf, type Family } from './topology.ts'

/**
 * How the tool is run: `connect`: as root with --no-evidence; `user`: as uid 65534; `root`: with all that it can have but a capture;
 * `capture`: and with that. No false pass is
 * allowed but by connect() alone.
 */
export const MODES = ['connect', 'user', 'root', 'capture'] as const
export type Mode = (typeof MODES)[number]

/** Port states of nmap; `cannot`: no answer of nmap's could be the truth, so it is printed but not compared. */
export type NmapState = 'open' | 'closed' | 'filtered' | 'cannot'

export interface Expectation {
  /** Names of destinations; any when absent. */
  to?: readonly string[]
  from?: readonly string[]
  ports?: readonly number[]
  /** What the network really does to the flow, in the contract's words. */
  truth: Outcome
  /** What may be said of it by connect(), the negative control and the identity; only the truth when absent. */
  connectMay?: readonly Outcome[]
  /** The same for a run as uid 65534, and as root, with evidence: a weaker statement that is no false pass. */
  userMay?: readonly Outcome[]
  rootMay?: readonly Outcome[]
  /** With a capture beside it; as for root when absent. */
  captureMay?: readonly Outcome[]
  /** What must be named as being in the way, with evidence; `hop` where that is known. */
  blockedBy?: { address: string; hop?: number; certainty: BlockedByCertainty; modes?: readonly Mode[] }
  /**
   * Needed where `connectMay` holds an outcome that passes although the truth fails: why it cannot be known from here.
   * The conclusion must then be `likely`, with a sentence on what would settle it.
   */
  falsePass?: string
  /** What nmap -sT must say; by default what follows from the truth. */
  nmap?: NmapState
}

/** The plan file as an object, in the shape of the contract. */
export interface LabPlan {
  version: 1
  site: { name: string }
  stage: Stage
  pace?: 'gentle' | 'normal' | 'fast'
  endpoints: readonly { name: string; role: string; address: string; vantage?: 'local' | { ssh: object } }[]
  rules: readonly { id: string; service: string; port: number; from: string; to: string }[]
}

export interface Scenario {
  name: string
  /** What it is there to show, in one sentence. */
  why: string
  network: NetworkSpec
  plan: LabPlan
  /** Groups that are asked for; all when empty. */
  groups: readonly string[]
  /** The first that fits a flow counts; every flow must be fitted by one. */
  expect: readonly Expectation[]
  /** What one warning of the run must say. */
  warns?: RegExp
  /** Packets get lost on purpose: nmap may then be wrong, and is only printed. */
  lossy?: boolean
  /** Limits of the whole process; by default 30 s and 150 MB. */
  maxSeconds?: number
  maxRssMb?: number
  /** Where the others would show nothing new; all when absent. */
  modes?: { only: readonly Mode[]; why: string }
}

/** Flows of the laptop only: nothing is `not-tested`. */
export const LAPTOP_GROUPS = ['user-to-psm', 'extra'] as const

/** Extra ports of the standard plan: 9101 listens on a healthy node, 9102 and 9103 do not. */
const EXTRA_PORTS: readonly number[] = [9101, 9102, 9103]

interface PlanChanges {
  family?: Family
  stage?: Stage
  extraPorts?: readonly number[]
  /** Where the extra rules lead; every node by default. */
  extraTo?: string
  /** Addresses of endpoints that are not where the network has them. */
  addresses?: Readonly<Record<string, string>>
}

/** The plan of the standard network, with a rule for each extra port from the laptop. */
export function labPlan(changes: PlanChanges = {}): LabPlan {
  const at: Record<string, string> = { ...addressesOf(changes.family ?? 4), ...changes.addresses }
  const endpoint = (name: string, role: string) => ({ name, role, address: at[name] ?? 'missing' })
  return {
    version: 1,
    site: { name: 'lab' },
    stage: changes.stage ?? 'preinstall',
    endpoints: [
      { ...endpoint('laptop', 'user-station'), vantage: 'local' },
      { ...endpoint('mgmt', 'management-station'), vantage: 'local' },
      endpoint('psm-1', 'psm-node'),
      endpoint('psm-2', 'psm-node'),
      endpoint('psm-3', 'psm-node'),
      endpoint('dsc-1', 'dsc'),
    ],
    rules: (changes.extraPorts ?? EXTRA_PORTS).map((port) => ({
      id: `x-${port}`,
      service: `lab ${port}`,
      port,
      from: 'user-station',
      to: changes.extraTo ?? 'psm-node',
    })),
  }
}

/** What is true of every standard flow on which the scenario has no say; stands last in a list. */
export const HEALTHY: readonly Expectation[] = [
  { ports: [22, 9001, 9101], truth: 'open' },
  { ports: [80, 443, 8888, 9102, 9103], truth: 'closed' },
]

/** The contract's table of outcome → verdict, without the refinements: written here again, so that it checks ours. */
export function verdictByContract(outcome: Outcome, stage: Stage): Verdict {
  switch (outcome) {
    case 'open':
      return 'pass'
    case 'closed':
      return stage === 'preinstall' ? 'pass' : 'fail'
    case 'wrong-service':
      return stage === 'preinstall' ? 'warn' : 'fail'
    case 'unstable':
      return 'warn'
    case 'not-tested':
      return 'untested'
    default:
      return 'fail'
  }
}

/** Outcomes that the expectation allows. */
export function allowed(expectation: Expectation, mode: Mode): readonly Outcome[] {
  const { truth, connectMay, userMay, rootMay, captureMay = rootMay } = expectation
  return { connect: connectMay, user: userMay, root: rootMay, capture: captureMay }[mode] ?? [truth]
}

/** The outcomes that may be reported here and that would pass on a path that does not work. */
export function falsePasses(expectation: Expectation, stage: Stage, mode: Mode): readonly Outcome[] {
  if (verdictByContract(expectation.truth, stage) !== 'fail') return []
  return allowed(expectation, mode).filter((outcome) => verdictByContract(outcome, stage) === 'pass')
}

/** What nmap -sT -Pn says of a flow with this truth, where it has a word for it. */
export function nmapExpected(expectation: Expectation): NmapState {
  if (expectation.nmap) return expectation.nmap
  switch (expectation.truth) {
    case 'open':
    case 'wrong-service':
      return 'open'
    case 'closed':
      return 'closed'
    case 'rejected':
    case 'silent':
    case 'host-silent':
    case 'unreachable':
      return 'filtered'
    default:
      return 'cannot'
  }
}
