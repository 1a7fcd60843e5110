/** The change request of a check for a firewall: of what failed, or of its whole plan; shown, or as files for the user. */
import type { z } from 'zod'
import type { Params, Result } from '../../shared/contract.ts'
import { DIALECTS } from '../../shared/explain/dialects/all.ts'
import { type RuleRequest, permitFlows, ruleRequest } from '../../shared/explain/rule-request.ts'
import { flowResult } from '../../shared/result.ts'
import { siteSlug } from '../report/file-name.ts'
import { rulesArchive } from '../report/rules-archive.ts'
import { scanRun } from '../store/scan-run.ts'
import { CheckError } from './check-error.ts'
import { type ReportFile, currentRun } from './make-report.ts'
import type { OpenCheck } from './open-check.ts'

/** What a permit is decided by, and made of. */
const asked = flowResult.pick({
  verdict: true,
  outcome: true,
  blockedBy: true,
  source: true,
  sourceAddress: true,
  destination: true,
  address: true,
  port: true,
})

type Which = Pick<Params<'rules.show'>, 'of' | 'ticket'>

export async function showRules(
  check: OpenCheck,
  { dialect: id, ...which }: Params<'rules.show'>,
): Promise<Result<'rules.show'>> {
  const dialect = dialectOf(id)
  const request = await requestOf(check, which)
  const { text, rollback } = dialect.render(request)
  return {
    file: dialect.file,
    text,
    rollback:
      rollback === null || dialect.rollbackFile === null ? null : { file: dialect.rollbackFile, text: rollback },
    rules: request.rules.length,
    flows: request.flows,
    leftOut: request.leftOut,
  }
}

export async function rulesFile(check: OpenCheck, params: Params<'rules.save'>): Promise<ReportFile> {
  const prefix = `preflight-${siteSlug(check.draft.site.name)}`
  if (params.part === 'all') {
    const archive = await rulesArchive(await requestOf(check, params))
    return { name: `${prefix}-rules.zip`, mediaType: 'application/zip', content: archive }
  }
  const dialect = dialectOf(params.dialect)
  const { text, rollback } = dialect.render(await requestOf(check, params))
  const [file, content] = params.part === 'rules' ? [dialect.file, text] : [dialect.rollbackFile, rollback]
  if (file === null || content === null)
    throw new CheckError('refused', `${dialect.title} changes nothing: there is nothing to take back.`)
  return { name: `${prefix}-${file}`, mediaType: 'text/plain; charset=utf-8', content: Buffer.from(content) }
}

function dialectOf(id: string): (typeof DIALECTS)[number] {
  const dialect = DIALECTS.find((one) => one.id === id)
  if (!dialect) throw new CheckError('not-found', 'There are no rules for such a firewall.')
  return dialect
}

async function requestOf(check: OpenCheck, { of, ticket }: Which): Promise<RuleRequest> {
  const names = { site: check.draft.site.name, ticket }
  return ruleRequest(of === 'plan' ? plannedFlows(check) : await failedFlows(check), names)
}

async function failedFlows(check: OpenCheck) {
  const flows: z.infer<typeof asked>[] = []
  await scanRun(await currentRun(check), asked, () => {
    flows.length = 0
    return (flow) => void flows.push(...permitFlows([flow]))
  })
  return flows
}

function plannedFlows({ tested }: OpenCheck) {
  if (!tested) throw new CheckError('refused', 'The plan has faults: rules need a sound plan.')
  return tested.flows.map(({ source, destination, port }) => ({
    source: source.name,
    sourceAddress: source.address,
    destination: destination.name,
    address: destination.address,
    port,
  }))
}
