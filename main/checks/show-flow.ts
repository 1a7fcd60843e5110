/** The evidence of one flow, read from the runs when it is asked for. */
import type { FlowDetail } from '../../shared/shapes.ts'
import { timelineOf } from '../../shared/explain/timeline.ts'
import { RunFileError, findFlow } from '../store/scan-run.ts'
import { CheckError } from './check-error.ts'
import type { OpenCheck } from './open-check.ts'
import { matchFlows } from './tested-plan.ts'

export async function showFlow(check: OpenCheck, index: number): Promise<FlowDetail> {
  const { tested, folder } = check
  const flow = tested?.flows[index]
  if (!tested || !flow) throw new CheckError('not-found', 'The plan has no such flow any more.')
  const { conclusions } = await check.view()
  const history: FlowDetail['history'] = []
  let host: FlowDetail['host'] = null
  let result: FlowDetail['result'] = null
  const current = conclusions.runOf(index)
  for (const { run, finishedAt } of check.records) {
    if (finishedAt === null) continue
    const found = await findIn(folder.run(run), flow.id)
    if (!found?.flow || matchFlows(tested, found.head.plan)(found.flow) === null) continue
    const { outcome, verdict, proof, reason, sourceAddress, address } = found.flow
    history.push({ run, at: finishedAt, outcome, verdict, proof, reason })
    if (run !== current) continue
    result = found.flow
    host = found.head.hosts.find((one) => one.source === sourceAddress && one.address === address) ?? null
  }
  // As it is judged now: the stage may be another one than in the run.
  if (current > 0) result = (await findIn(folder.merged(), flow.id))?.flow ?? result
  return { flow: index, result, host, timeline: result ? timelineOf(result, host) : [], history }
}

/** Null: the file is missing or damaged, which the warnings of the check say already. */
async function findIn(path: string, id: string) {
  try {
    return await findFlow(path, id)
  } catch (error) {
    if (error instanceof RunFileError) return null
    throw error
  }
}
