/** A check in a data folder, as the core would have left it after one run of its whole plan. */
import { join } from 'node:path'
import { Journal } from '../../main/store/journal.ts'
import { writeRunFile } from '../../main/store/write-run.ts'
import { draftOfPlan } from '../../shared/plan/draft.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { RunResult } from '../../shared/result.ts'
import { Core } from './core.ts'

/** Gives the id of the check. */
export async function putCheck(folder: string, plan: Plan, run: RunResult): Promise<string> {
  const core = await Core.open(folder)
  const id = await core.create(draftOfPlan(plan))
  await core.workspace.close()
  const check = join(folder, 'checks', id)
  await writeRunFile(run, join(check, 'runs', '1.json'))
  const journal = await Journal.open(join(check, 'journal.jsonl'))
  const { startedAt, finishedAt, flows } = run
  await journal.append({ what: 'start', run: 1, at: startedAt, ask: { kind: 'all' }, flows: flows.length })
  await journal.append({ what: 'end', run: 1, at: finishedAt, complete: true })
  await journal.close()
  return id
}
