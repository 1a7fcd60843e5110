/**
 * The result file `run.json`, schema `psm-preflight/run@1`. Names are fixed by the contract; `group: extra`, `plan`, `pace`,
 * `hosts` and `warnings` are additions. A file is parsed with this schema before anything of it is used.
 */
import { z } from 'zod'
import { environment } from './environment.ts'
import { fieldCheck } from './field-checks/field-check.ts'
import { flowEvidence, hostEvidence } from './observation.ts'
import { CERTAINTIES, OUTCOMES, PROOFS, VERDICTS } from './outcome.ts'
import { PACES, STAGES } from './plan/plan.ts'
import { RUN_SCHEMA } from './summary.ts'

export const blockedBy = z.object({
  address: z.string(),
  hop: z.number().int().nullable(),
  certainty: z.enum(CERTAINTIES),
})

export const flowResult = z.object({
  id: z.string(),
  group: z.string(),
  direction: z.string(),
  service: z.string(),
  port: z.number().int().min(1).max(65535),
  source: z.string(),
  /** The address that the probes really left from; for an untested flow the plan's. */
  sourceAddress: z.string(),
  destination: z.string(),
  /** The literal that was dialled; for a name that did not resolve, the name. */
  address: z.string(),
  vantage: z.enum(['local', 'ssh', 'none']),
  outcome: z.enum(OUTCOMES),
  verdict: z.enum(VERDICTS),
  proof: z.enum(PROOFS),
  /** One plain sentence. */
  reason: z.string(),
  /** One sentence on what would settle it; null when proven. */
  settle: z.string().nullable(),
  /** Round trip of the handshake or the RST, milliseconds: the kernel's where it tells, else as this program measured it, with its own delay. */
  rttMs: z.number().nullable(),
  attempts: z.number().int(),
  durationMs: z.number(),
  blockedBy: blockedBy.optional(),
  evidence: flowEvidence,
  /** Id of the finding that explains it. */
  finding: z.string().nullable(),
})
export type FlowResult = z.infer<typeof flowResult>

export const finding = z.object({
  id: z.string(),
  cause: z.string(),
  severity: z.enum(['fail', 'warn']),
  title: z.string(),
  /** Empty for what is wrong beside the flows. */
  flows: z.array(z.string()),
  /** The device at which it acts, where one was seen. Absent in results of versions before it. */
  at: blockedBy.optional(),
  explanation: z.string(),
  /** How we know, and what would settle it. */
  evidence: z.string(),
  /** What would settle who does it, where its flows themselves leave nothing open. */
  settle: z.string().optional(),
  whoCanFix: z.string(),
  steps: z.array(z.string()),
  /** Text to paste, by dialect. */
  rules: z.record(z.string(), z.string()),
  /** Lines to type, by platform: they show whether it is so. Absent in results of versions before them. */
  verify: z.record(z.string(), z.array(z.string())).optional(),
  /** Without flows: the endpoints from which it is asked again; empty: all. */
  askedFrom: z.array(z.string()).optional(),
  /** Without flows: ids of the checks beyond the port table that it explains. */
  fieldChecks: z.array(z.string()).optional(),
})
export type Finding = z.infer<typeof finding>

export const planEndpoint = z.object({
  name: z.string(),
  role: z.string(),
  address: z.string(),
  vantage: z.enum(['local', 'ssh', 'none']),
})

export const summary = z.object({
  flows: z.number().int(),
  pass: z.number().int(),
  /** Passed flows that are proven. */
  proven: z.number().int(),
  fail: z.number().int(),
  warn: z.number().int(),
  untested: z.number().int(),
  byOutcome: z.record(z.string(), z.number().int()),
})
export type Summary = z.infer<typeof summary>

/** One of the results that a merged one was made of. */
export const mergedRun = z.object({
  /** Counts from 1, oldest first. */
  run: z.number().int(),
  /** Where it is kept, with all its evidence: relative to this file. */
  file: z.string(),
  /** Of the bytes of that file, hex. */
  sha256: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  complete: z.boolean(),
  tool: z.object({ version: z.string(), catalogue: z.string() }),
  /** Endpoints that it sent from. */
  sentFrom: z.array(z.string()),
  /** Tested flows whose conclusion is taken from it. */
  flows: z.number().int(),
  /** The machine that sent. */
  environment: environment.optional(),
})
export type MergedRun = z.infer<typeof mergedRun>

const seenInRun = z.object({ run: z.number().int(), outcome: z.enum(OUTCOMES), at: z.iso.datetime() })

/** Results that differ about a flow. The newest is kept; the evidence of each is in the file of its run. */
export const conflict = z.object({ flow: z.string(), kept: seenInRun, others: z.array(seenInRun) })
export type Conflict = z.infer<typeof conflict>

export const runResult = z.object({
  schema: z.literal(RUN_SCHEMA),
  tool: z.object({ name: z.literal('psm-preflight'), version: z.string(), catalogue: z.string() }),
  site: z.object({ name: z.string(), customer: z.string().optional(), engineer: z.string().optional() }),
  stage: z.enum(STAGES),
  pace: z.enum(PACES),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Minutes east of UTC on the machine that ran the check. */
  utcOffsetMinutes: z.number().int(),
  /** False after Ctrl-C: the flows that were not asked are `not-tested`. */
  complete: z.boolean(),
  plan: z.object({
    /** SHA-256 of the plan file, hex. */
    sha256: z.string(),
    endpoints: z.array(planEndpoint),
    /** Ids of the groups that were asked for. */
    groups: z.array(z.string()),
    /** Flows of the whole plan: more than the result holds where a part was asked for. Absent in results of versions before it. */
    flows: z.number().int().optional(),
    /** What chose the part: `--group`, `--from`, and the run that `--only-failed` named. Absent where nothing did. */
    filter: z
      .object({
        groups: z.array(z.string()).optional(),
        from: z.array(z.string()).optional(),
        onlyFailed: z.string().optional(),
      })
      .optional(),
  }),
  /** Of a check with several runs on one machine: when each was, and how many flows it asked. Oldest first. */
  runTimes: z
    .array(
      z.object({
        run: z.number().int(),
        startedAt: z.iso.datetime(),
        finishedAt: z.iso.datetime(),
        complete: z.boolean(),
        flows: z.number().int(),
      }),
    )
    .optional(),
  flows: z.array(flowResult),
  findings: z.array(finding),
  vantages: z.array(
    z.object({
      endpoint: z.string(),
      kind: z.enum(['local', 'ssh', 'none']),
      address: z.string(),
      interface: z.string().nullable(),
      state: z.enum(['used', 'unusable', 'none']),
      note: z.string(),
    }),
  ),
  hosts: z.array(hostEvidence),
  /** Beyond the guide's port table; not counted in the summary. Absent where none was made, and in results of versions before them. */
  fieldChecks: z.array(fieldCheck).optional(),
  /** The machine that sent; absent in results of versions before it. */
  environment: environment.optional(),
  /** Sentences that the reader must see before the numbers. */
  warnings: z.array(z.string()),
  summary,
  /** Only where results of several machines were joined: what each gave, oldest first. */
  runs: z.array(mergedRun).optional(),
  /** Flows of which these results say different things. */
  conflicts: z.array(conflict).optional(),
  /** SHA-256 of all the rest as canonical JSON (RFC 8785), hex. Absent in results of versions before it. */
  integrity: z.string().optional(),
})
export type RunResult = z.infer<typeof runResult>
