/**
 * Results of the same plan, from several machines, as one. By the same code as the runs of a check in the app: evidence is judged again, over
 * all flows at once. What cannot be joined is refused, every fault at once.
 */
import { isDeepStrictEqual } from 'node:util'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { type Catalogue, GROUP_IDS, type Role, ROLES } from '../../shared/catalogue/catalogue.ts'
import { expand } from '../../shared/plan/expand.ts'
import type { Endpoint, Flow, Plan, Stage } from '../../shared/plan/plan.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { RunResult } from '../../shared/result.ts'
import { PRACTICE_CATALOGUE } from '../practice/site-data.ts'
import type { RunSource } from '../report/bundle/run-of-bundle.ts'
import { integrityWords } from '../store/integrity.ts'
import type { RunHead } from '../store/scan-run.ts'
import { FirstAnswers } from './first-answers.ts'
import { gatherRuns } from './gather-runs.ts'
import type { Source } from './joined-parts.ts'
import { mergeRuns } from './merge-runs.ts'
import { type FlowGist, type ResultFile, ResultFileError, inspectResult } from './result-file.ts'
import type { JudgedPlan } from './tested-plan.ts'

export interface Inspected {
  /** Oldest first; a file counts by its place in it, from 1. */
  files: ResultFile[]
  known: ReadonlyMap<string, FlowGist>
  faults: string[]
}

/** All of them are looked at, and all that is wrong is said. */
export async function inspectResults(sources: readonly RunSource[]): Promise<Inspected> {
  const known = new Map<string, FlowGist>()
  const files: ResultFile[] = []
  const faults: string[] = []
  for (const { path, name } of sources) {
    try {
      files.push(await inspectResult(path, known, name))
    } catch (error) {
      if (!(error instanceof ResultFileError)) throw error
      faults.push(error.message)
    }
  }
  faults.push(...differences(files))
  files.sort((a, b) => Date.parse(a.head.finishedAt) - Date.parse(b.head.finishedAt))
  return { files, known, faults }
}

/** What keeps files that are sound by themselves from being joined. */
function differences(files: readonly ResultFile[]): string[] {
  const [first] = files
  if (!first) return []
  return files.slice(1).flatMap((file, place) => {
    const same = files.slice(0, place + 1).find((other) => isSame(file, other))
    if (same) return [`${file.name}: the same result as ${same.name}`]
    if (file.head.plan.sha256 !== first.head.plan.sha256)
      return [
        `${file.name}: of another plan: SHA-256 ${short(file.head.plan.sha256)}, and that of ${first.name} is ${short(first.head.plan.sha256)}. Copy one plan file to every machine, and do not change it there`,
      ]
    if (!isDeepStrictEqual(file.head.plan.endpoints, first.head.plan.endpoints))
      return [
        `${file.name}: its machines are not those of ${first.name}, though it names the same plan: it was edited, or is damaged`,
      ]
    if (catalogueOf(file.head) !== catalogueOf(first.head))
      return [`${file.name}: the practice site and a real one cannot be joined (${first.name})`]
    return []
  })
}

/** Also where one of them was laid out anew. */
const isSame = (a: ResultFile, b: ResultFile) =>
  a.sha256 === b.sha256 || (a.head.integrity !== undefined && a.head.integrity === b.head.integrity)

const short = (sha256: string) => `${sha256.slice(0, 16)}…`

/** Ports of the practice site are others than those of the guide, in every version. */
const catalogueOf = ({ tool }: RunHead): Catalogue =>
  tool.catalogue.includes('+ports') ? PRACTICE_CATALOGUE : APPENDIX_B

/** Stages of the files that differ, as a fault; null: they agree. */
export function stageFault(files: readonly ResultFile[]): string | null {
  const stages = new Set(files.map(({ head }) => head.stage))
  if (stages.size < 2) return null
  const said = files.map(({ name, head }) => `  ${name}: ${head.stage}`)
  return `the results are judged for different stages; say which one is meant: --stage preinstall or --stage operational\n${said.join('\n')}`
}

/** Sentences that the reader must hear before the numbers. */
function warningsOf(files: readonly ResultFile[], stage: Stage, { version }: Catalogue): string[] {
  return files.flatMap(({ name, head, integrity }) => [
    ...(integrity === 'absent' ? [`${name}: ${integrityWords(integrity)}.`] : []),
    ...(head.tool.catalogue === version
      ? []
      : [
          `${name} was judged by another port catalogue (${head.tool.catalogue}): its evidence is judged again by ${version}.`,
        ]),
    ...(head.stage === stage
      ? []
      : [`${name} was judged for ${head.stage}: its evidence is judged again for ${stage}.`]),
    ...(Date.parse(head.finishedAt) <= Date.now()
      ? []
      : [
          `${name} ended at ${head.finishedAt}, which is still to come: a clock is wrong, and the newest result counts.`,
        ]),
    ...(head.complete
      ? []
      : [`${name} was stopped before its end: what it did not ask is untested unless another result has it.`]),
  ])
}

/**
 * Null: none of the files holds a flow. Rejects where a file cannot be read any more.
 * @param sources by the place of the file, from 1
 */
export async function joinResults(
  { files, known }: Inspected,
  given: Stage | undefined,
  sources: ReadonlyMap<number, Source>,
): Promise<RunResult | null> {
  const newest = files.at(-1)
  if (!newest) return null
  const stage = given ?? newest.head.stage
  const catalogue = catalogueOf(newest.head)
  const tested = planOf(newest.head, known, stage, catalogue)
  const gathered = await gatherRuns(
    tested,
    {
      files: files.map(({ path, head }, place) => ({ run: place + 1, path, at: head.finishedAt })).toReversed(),
      merged: null,
      answers: new FirstAnswers(0),
      journaled: () => Promise.resolve(null),
      acrossMachines: true,
      isLater: (one, other) => one > other,
    },
    true,
  )
  const [trouble] = gathered.troubles
  if (trouble !== undefined) throw new ResultFileError(trouble)
  gathered.troubles.push(...warningsOf(files, stage, catalogue))
  const planned = Math.max(tested.flows.length, ...files.map(({ head }) => head.plan.flows ?? 0))
  return mergeRuns(tested, gathered, sources, planned)
}

/** The plan as far as results tell: its machines, and the flows that they asked, in the order of the port table. */
function planOf(head: RunHead, known: ReadonlyMap<string, FlowGist>, stage: Stage, catalogue: Catalogue): JudgedPlan {
  const endpoints = head.plan.endpoints.map(endpointOf)
  const plan: Plan = { version: 1, site: head.site, stage, pace: head.pace, endpoints, rules: [] }
  const ofCatalogue = expand(plan, catalogue).filter(({ id }) => known.has(id))
  const ids = new Set(ofCatalogue.map(({ id }) => id))
  const byName = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]))
  const own = [...known.values()].flatMap((gist) => (ids.has(gist.id) ? [] : ownFlow(gist, byName)))
  const flows = [...ofCatalogue, ...own]
  const indexOf = new Map(flows.map(({ id }, index) => [id, index]))
  return { plan, catalogue, flows, indexOf, sha256: head.plan.sha256 }
}

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)

function endpointOf({ name, role, address, vantage }: RunHead['plan']['endpoints'][number]): Endpoint {
  if (!isRole(role)) throw new ResultFileError(`${name}: found the role ${role}; accepted: ${ROLES.join(', ')}`)
  const kind: Endpoint['vantage'] = vantage === 'ssh' ? { kind: 'ssh', ssh: { user: '', port: 22 } } : { kind: vantage }
  return { name, role, address, isName: !/^[\d.]+$|:/.test(address), vantage: kind }
}

/** Of a rule of the plan itself, or of another version of the catalogue. */
function ownFlow(gist: FlowGist, byName: ReadonlyMap<string, Endpoint>): Flow {
  const source = byName.get(gist.source)
  const group = [...GROUP_IDS, 'extra' as const].find((id) => id === gist.group)
  if (!source || !group)
    throw new ResultFileError(`the flow ${printable(gist.id)} is of no machine or group of the plan`)
  const { id, direction, service, port, destination } = gist
  const { address, isName } = byName.get(destination) ?? {
    address: destination,
    isName: !/^[\d.]+$|:/.test(destination),
  }
  return {
    id,
    group,
    direction,
    service,
    port,
    source,
    destination: { name: destination, address, isName },
    identity: null,
  }
}
