/** What a result that was joined from several machines says beside its flows: which machine gave what, and where they differ. */
import { OUTCOMES } from '../../shared/outcome.ts'
import type { Conflict, FlowResult, MergedRun, RunResult } from '../../shared/result.ts'
import type { RunHead } from '../store/scan-run.ts'
import { outcomeNumber } from './conclusions.ts'
import type { GatheredRuns } from './gather-runs.ts'
import type { JudgedPlan } from './tested-plan.ts'

/** The file that a run is kept in. */
export interface Source {
  /** Relative to the joined result. */
  file: string
  /** Of its bytes, hex. */
  sha256: string
}

type Gathered = Pick<GatheredRuns, 'columns' | 'heads' | 'runOf'>

/** @param flows as they are judged now */
export function joinedParts(
  tested: JudgedPlan,
  gathered: Gathered,
  flows: readonly FlowResult[],
  sources: ReadonlyMap<number, Source>,
): Pick<RunResult, 'runs' | 'conflicts'> {
  return { runs: runsOf(gathered, sources), conflicts: conflictsOf(tested, gathered, flows) }
}

/** Endpoints that a run sent from. */
export const sentFrom = ({ vantages }: Pick<RunHead, 'vantages'>): string[] =>
  vantages.filter(({ state }) => state === 'used').map(({ endpoint }) => endpoint)

function runsOf({ columns, heads, runOf }: Gathered, sources: ReadonlyMap<number, Source>): MergedRun[] {
  // What is tested nowhere is taken from somewhere, and is no contribution.
  const taken = (run: number, outcomes: Int8Array) =>
    outcomes.reduce((count, outcome, index) => count + (outcome >= 0 && runOf[index] === run ? 1 : 0), 0)
  // Heads are newest first, columns oldest first.
  const ofColumn = heads.toReversed()
  return columns.flatMap(({ run, outcomes }, place) => {
    const head = ofColumn[place]
    if (!head) return []
    const { startedAt, finishedAt, complete, tool, environment } = head
    return {
      run,
      ...(sources.get(run) ?? { file: '', sha256: '' }),
      startedAt,
      finishedAt,
      complete,
      tool: { version: tool.version, catalogue: tool.catalogue },
      sentFrom: sentFrom(head),
      flows: taken(run, outcomes),
      ...(environment ? { environment } : {}),
    }
  })
}

/** Flows of which another run concluded something else than the one that is kept. */
function conflictsOf({ indexOf }: JudgedPlan, { columns, runOf }: Gathered, flows: readonly FlowResult[]): Conflict[] {
  return flows.flatMap(({ id, outcome }) => {
    const index = indexOf.get(id) ?? -1
    const kept = columns.find(({ run }) => run === runOf[index])
    const seen = kept?.outcomes[index] ?? -1
    // What a newer catalogue makes of the same evidence is no difference between two machines.
    const others = columns.flatMap(({ run, at, outcomes }) => {
      const other = outcomes[index] ?? -1
      const differs = run !== kept?.run && other >= 0 && other !== seen && other !== outcomeNumber(outcome)
      const word = OUTCOMES[other]
      return differs && word ? [{ run, outcome: word, at }] : []
    })
    return kept && others.length > 0 ? [{ flow: id, kept: { run: kept.run, outcome, at: kept.at }, others }] : []
  })
}
