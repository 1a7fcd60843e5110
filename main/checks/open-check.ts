/**
 * A check that is open: its draft, its plan, its runs, and what is concluded. Windows of one process share it; a second process only
 * reads. Everything that is shown was written before.
 */
import type { CheckResult, CheckSnapshot, PlanDraft, RunRecord } from '../../shared/shapes.ts'
import { endpointsOfDraft } from '../../shared/plan/draft-endpoints.ts'
import type { Fault } from '../../shared/plan/faults.ts'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import type { Catalogue } from '../../shared/catalogue/catalogue.ts'
import { PRACTICE_CATALOGUE } from '../practice/site-data.ts'
import { CheckFolder, type CheckMeta } from '../store/check-folder.ts'
import { type Lock, tryLock } from '../store/lock.ts'
import { writeWhole } from '../store/write-run.ts'
import { fileErrorWords } from '../file-errors.ts'
import type { ActiveRun } from './active-run.ts'
import type { EventSink } from './event-sink.ts'
import { CheckError } from './check-error.ts'
import { currentResult } from './current-result.ts'
import { FirstAnswers, answersOf } from './first-answers.ts'
import { PLAN_CHANGED, RUN_BEGUN, untestedYet } from './listed.ts'
import { type ViewedResult, faultyResult, withRuns } from './result-view.ts'
import { type RunHistory, readHistory } from './run-history.ts'
import { type TestedPlan, testedPlan } from './tested-plan.ts'
import { CheckVantages } from './vantages/check-vantages.ts'

export class OpenCheck {
  readonly catalogue: Catalogue
  tested: TestedPlan | null = null
  faults: Fault[] = []
  answers = new FirstAnswers(0)
  active: ActiveRun | null = null
  readonly vantages: CheckVantages
  private viewed: Promise<ViewedResult> | null = null
  private working: Promise<unknown> = Promise.resolve()
  private metaWritten: Promise<unknown> = Promise.resolve()
  private last: Promise<unknown> = Promise.resolve()
  private isClosing = false
  private isReleased = false
  /** What the list says of it was taken back, and cannot be said anew yet. */
  private isUnsettled = false

  private constructor(
    readonly id: string,
    readonly folder: CheckFolder,
    private meta: CheckMeta,
    public draft: PlanDraft,
    private history: RunHistory,
    private readonly lock: Lock | null,
    readonly readOnly: string | null,
    private readonly events: EventSink,
  ) {
    this.vantages = new CheckVantages(id, events)
    this.catalogue = meta.practice ? PRACTICE_CATALOGUE : APPENDIX_B
    this.adopt(testedPlan(draft, this.catalogue))
  }

  /** Rejects with `CheckFileError` for a folder whose files cannot be read. */
  static async open(id: string, path: string, events: EventSink): Promise<OpenCheck> {
    const folder = new CheckFolder(path)
    // Read before it is locked too: a broken folder is left as it is.
    await folder.readMeta()
    const { lock, readOnly } = await lockOf(folder)
    try {
      const [meta, draft, history] = await Promise.all([folder.readMeta(), folder.readDraft(), readHistory(folder)])
      return new OpenCheck(id, folder, meta, draft, history, lock, readOnly, events)
    } catch (error) {
      await lock?.release()
      throw error
    }
  }

  /** Not without the lock: of another process, or given back. */
  private get mayWrite(): boolean {
    return this.readOnly === null && !this.isReleased
  }

  get practice(): boolean {
    return this.meta.practice
  }

  get discarded(): boolean {
    return this.meta.discarded
  }

  get records(): readonly RunRecord[] {
    return this.history.records
  }

  get nextRun(): number {
    return Math.max(0, ...this.records.map(({ run }) => run), ...this.history.lost) + 1
  }

  /** One change at a time: a second window waits for the first. */
  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(() => {
      if (this.isClosing) throw new CheckError('refused', 'The check is being closed.')
      return work()
    })
    this.last = result.catch(() => {})
    return await result
  }

  private adopt({ tested, faults }: ReturnType<typeof testedPlan>): void {
    this.tested = tested
    this.faults = faults
    this.answers = answersOf(tested, this.history.cutOff)
    this.viewed = null
  }

  /** What is concluded; worked out when it is first asked for. */
  view(): Promise<ViewedResult> {
    if (this.viewed) return this.viewed
    // One after the other, for each writes the merged result: the last one is that of the last plan.
    const viewed = this.working.then(() => this.work())
    this.viewed = viewed
    this.working = viewed.catch(() => {
      if (this.viewed === viewed) this.viewed = null
    })
    return viewed
  }

  /** The same, from the files as they are now. */
  viewAgain(): Promise<ViewedResult> {
    this.viewed = null
    return this.view()
  }

  private async work(): Promise<ViewedResult> {
    const { tested, folder, history, answers } = this
    if (!tested) return faultyResult(this.faults.length)
    const viewed = await currentResult(tested, folder, history, answers, this.mayWrite)
    const { result } = viewed
    const told = { ...viewed, result: { ...result, warnings: [...new Set([...history.troubles, ...result.warnings])] } }
    await this.keepSummary(told.result, tested)
    return told
  }

  /** For the list of checks; not from a plan that was changed meanwhile, nor while a run goes on. */
  private async keepSummary(result: ViewedResult['result'], tested: TestedPlan): Promise<void> {
    if (tested !== this.tested || this.isUnsettled) return
    const { summary, standing, sentence } = result
    const meta = { ...this.meta, flows: tested.flows.length, summary, standing, sentence }
    if (!this.mayWrite || JSON.stringify(meta) === JSON.stringify(this.meta)) return
    await this.saveMeta(meta)
    this.events.emit('checks.changed', {})
  }

  /** Before anything happens that what the list says may not survive: the program can end at any moment. */
  private async unsettle(sentence: string): Promise<void> {
    this.isUnsettled = true
    await this.saveMeta({ ...this.meta, ...untestedYet(this.tested, this.faults.length, sentence) })
  }

  async result(): Promise<CheckResult> {
    const { result } = await this.view()
    // One that goes on is told apart: here it would look cut off.
    const runs = this.records.filter(({ run, finishedAt }) => finishedAt !== null || run !== this.active?.run)
    return withRuns(result, runs, this.meta.updatedAt)
  }

  async snapshot(): Promise<CheckSnapshot> {
    const result = await this.result()
    // From here on nothing waits: all of it is of one moment.
    return {
      id: this.id,
      practice: this.practice,
      folder: this.folder.path,
      readOnly: this.readOnly,
      draft: this.draft,
      faults: this.faults,
      plan: this.tested?.view ?? null,
      result,
      running: this.active?.progress() ?? null,
      vantages: this.vantages.states(),
      questions: this.vantages.openQuestions(),
    }
  }

  /** Gives whether anything changed. */
  async saveDraft(draft: PlanDraft): Promise<boolean> {
    if (JSON.stringify(draft) === JSON.stringify(this.draft)) return false
    const isJudgedAnew = !isSameQuestion(this.draft, draft)
    if (isJudgedAnew) {
      this.isUnsettled = true
      if (this.meta.standing !== 'untested') await this.unsettle(PLAN_CHANGED)
    }
    await this.folder.writeDraft(draft)
    this.draft = draft
    this.vantages.follow(() => endpointsOfDraft(draft))
    const read = testedPlan(draft, this.catalogue)
    // The same plan, typed otherwise: everything that was worked out stays.
    if (!read.tested || read.tested.sha256 !== this.tested?.sha256) {
      this.adopt(read)
      if (read.tested) await writeWhole(this.folder.plan(), read.tested.yaml)
    }
    const { site, stage } = draft
    const { name, customer, engineer } = site
    const wasTested = this.records.length > 0
    const listed = isJudgedAnew ? untestedYet(this.tested, this.faults.length, wasTested ? PLAN_CHANGED : null) : {}
    this.isUnsettled = false
    const updatedAt = new Date().toISOString()
    await this.saveMeta({ ...this.meta, ...listed, site: name, customer, engineer, stage, updatedAt })
    // Who goes back to the list at once finds there what is known; an error is told to the next who asks.
    if (isJudgedAnew && wasTested) this.view().catch(() => {})
    return true
  }

  async setDiscarded(discarded: boolean): Promise<void> {
    await this.saveMeta({ ...this.meta, discarded })
  }

  /** A run is written down; what was concluded is worked out anew. */
  async addRun(record: RunRecord): Promise<void> {
    const { records, cutOff } = this.history
    const place = records.findIndex(({ run }) => run === record.run)
    if (place >= 0) records[place] = record
    else records.push(record)
    if (record.finishedAt === null) return await this.unsettle(RUN_BEGUN)
    this.isUnsettled = false
    cutOff.delete(record.run)
    this.answers = answersOf(this.tested, cutOff)
    this.viewed = null
    // What another machine found may be old; that it is here now is new.
    const updatedAt = record.imported ? new Date().toISOString() : record.finishedAt
    await this.saveMeta({ ...this.meta, updatedAt })
  }

  /** Before a result of another machine is put among the runs: it may deny what the list says. */
  async expectResult(): Promise<void> {
    await this.unsettle(RUN_BEGUN)
  }

  /** A run failed: what it had answered stands in the journal. */
  async readHistoryAgain(): Promise<void> {
    this.history = await readHistory(this.folder)
    this.answers = answersOf(this.tested, this.history.cutOff)
    this.isUnsettled = false
    this.viewed = null
  }

  private async saveMeta(meta: CheckMeta): Promise<void> {
    this.meta = meta
    const written = this.metaWritten.then(() => this.folder.writeMeta(this.meta))
    this.metaWritten = written.catch(() => {})
    await written
  }

  async close(): Promise<void> {
    this.isClosing = true
    this.active?.cancel()
    // A run that was just being started is there after this.
    await this.last
    this.active?.cancel()
    await this.active?.ended
    this.vantages.close()
    let working: Promise<unknown>
    do {
      working = this.working
      await working
    } while (working !== this.working)
    await this.metaWritten
    this.isReleased = true
    await this.lock?.release()
  }
}

/** Machines, rules and stage: all that conclusions depend on. */
const isSameQuestion = (a: PlanDraft, b: PlanDraft) =>
  JSON.stringify([a.endpoints, a.rules, a.stage]) === JSON.stringify([b.endpoints, b.rules, b.stage])

/** A folder that cannot be written is opened for reading. */
async function lockOf(folder: CheckFolder): Promise<{ lock: Lock | null; readOnly: string | null }> {
  try {
    const trial = await tryLock(folder.lock())
    if ('lock' in trial) {
      await folder.removeLeftOvers()
      return { lock: trial.lock, readOnly: null }
    }
    return { lock: null, readOnly: trial.heldBy }
  } catch (error) {
    return { lock: null, readOnly: `Its folder cannot be written: ${fileErrorWords(error)}.` }
  }
}
