/** The evidence of one flow, read when it is asked for from those runs that asked it: a run of a large site is a large file. */
import type { FlowDetail } from '../../shared/shapes.ts'
import { timelineOf } from '../../shared/explain/timeline.ts'
import { hostsOf } from '../../shared/host-of.ts'
import { RunFileError, findFlow, readHosts } from '../store/scan-run.ts'
import { CheckError } from './check-error.ts'
import type { OpenCheck } from './open-check.ts'

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
    if (finishedAt === null || !(run === current || conclusions.wasAskedIn(run, index))) continue
    const found = await orNull(findFlow(folder.run(run), flow.id))
    if (!found) continue
    const { outcome, verdict, proof, reason } = found
    history.push({ run, at: finishedAt, outcome, verdict, proof, reason })
    if (run !== current) continue
    result = found
    const hosts = await orNull(readHosts(folder.run(run)))
    host = hosts && hostsOf(hosts)(found)
  }
  // As it is judged now: the stage may be another one than in the run.
  if (current > 0) result = (await orNull(findFlow(folder.merged(), flow.id))) ?? result
  return { flow: index, result, host, timeline: result ? timelineOf(result, host) : [], history }
}

/** Null: the file is missing or damaged, which the warnings of the check say already. */
async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof RunFileError) return null
    throw error
  }
}
