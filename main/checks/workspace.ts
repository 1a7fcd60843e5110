/** All checks of one data folder, for one process: which are open, the practice site while it is needed, and the settings. */
import { join } from 'node:path'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import type { Params } from '../../shared/contract.ts'
import type { Program, Settings } from '../../shared/program-shapes.ts'
import { PracticeError, type PracticeSite, openPracticeSite } from '../practice/site.ts'
import { CheckFileError, CheckFolder } from '../store/check-folder.ts'
import { makeDirectory } from '../store/make-directory.ts'
import { readSettings, writeSettings } from '../store/settings-file.ts'
import { Captures } from './captures.ts'
import { CheckError } from './check-error.ts'
import { ComparedFiles } from './compared-files.ts'
import { type Created, createCheck } from './create-check.ts'
import type { EventSink } from './event-sink.ts'
import { listChecks } from './list-checks.ts'
import { OpenCheck } from './open-check.ts'
import type { RunPlace, Turn } from './start-run.ts'

/** More are closed again, oldest use first: each holds its plan and its columns. */
const MOST_OPEN = 6

/** Bytes of a capture that a browser sends; a larger one is a matter of the command line, or of an `editcap` first. */
const MOST_UPLOADED = 500_000_000

export class Workspace {
  private readonly open = new Map<string, Promise<OpenCheck>>()
  private readonly closing = new Map<string, Promise<void>>()
  /** Calls under way, by check. */
  private readonly uses = new Map<string, number>()
  /** The one that is tested, or is about to be. */
  private tested: OpenCheck | null = null
  private practice: Promise<PracticeSite> | null = null
  private isClosing = false
  readonly captures: Captures
  readonly compared = new ComparedFiles()

  private constructor(
    readonly folder: string,
    readonly door: Program['door'],
    readonly events: EventSink,
    private settings: Settings,
  ) {
    this.captures = new Captures(door === 'serve' ? MOST_UPLOADED : null)
  }

  /** Rejects with the system's error where the folder cannot be made. */
  static async open(folder: string, door: Program['door'], events: EventSink): Promise<Workspace> {
    await makeDirectory(join(folder, 'checks'))
    return new Workspace(folder, door, events, await readSettings(join(folder, 'settings.json')))
  }

  describe(): Program {
    return {
      version: __VERSION__,
      catalogue: APPENDIX_B.version,
      door: this.door,
      platform: process.platform,
      dataFolder: this.folder,
      settings: this.settings,
    }
  }

  async saveSettings(settings: Settings): Promise<Settings> {
    await writeSettings(join(this.folder, 'settings.json'), settings)
    this.settings = settings
    return settings
  }

  /** A check that cannot be read takes nothing from the capture: it is summarised without a plan. */
  async beginCapture(name: string, bytes: number, check: string | null) {
    const tested = check === null ? null : await this.use(check, (open) => open.tested).catch(() => null)
    return { capture: this.captures.begin(name, bytes, tested) }
  }

  list() {
    return listChecks(join(this.folder, 'checks'))
  }

  async create(from: Params<'checks.create'>): Promise<Created> {
    const created = await createCheck(join(this.folder, 'checks'), from)
    if (created.ok) this.events.emit('checks.changed', {})
    return created
  }

  /**
   * Opens a check, which stays open until the work is done. Rejects as the work does, and with {@link CheckError} where there is no such
   * check, or its files cannot be read.
   */
  async use<T>(id: string, work: (check: OpenCheck) => T | Promise<T>): Promise<T> {
    this.uses.set(id, (this.uses.get(id) ?? 0) + 1)
    try {
      const opening = this.opening(id)
      await this.closeOldest()
      return await work(await opening)
    } finally {
      const left = (this.uses.get(id) ?? 0) - 1
      if (left > 0) this.uses.set(id, left)
      else this.uses.delete(id)
    }
  }

  /** The same, looking again whether another process has let go of it. */
  async reopen<T>(id: string, work: (check: OpenCheck) => T | Promise<T>): Promise<T> {
    await this.use(id, async (check) => {
      const opening = this.open.get(id)
      // Two windows may ask at once: what the first one opened anew is not let go of.
      if (check.readOnly !== null && opening && (await opening) === check) this.forget(id, opening)
    })
    return await this.use(id, work)
  }

  /** One and the same for all who ask, until it is closed. */
  private opening(id: string): Promise<OpenCheck> {
    if (this.isClosing) throw new CheckError('refused', 'The program is ending.')
    const known = this.open.get(id)
    const opening = known ?? this.read(id)
    // Put last: used last.
    this.open.delete(id)
    this.open.set(id, opening)
    if (!known) opening.catch(() => this.forget(id, opening))
    return opening
  }

  private forget(id: string, opening: Promise<OpenCheck>): void {
    if (this.open.get(id) === opening) this.open.delete(id)
  }

  private async read(id: string): Promise<OpenCheck> {
    const path = join(this.folder, 'checks', id)
    await this.closing.get(id)?.catch(() => {})
    if ((await new CheckFolder(path).changedAt()) === null)
      throw new CheckError('not-found', 'There is no such check in the data folder any more.')
    try {
      return await OpenCheck.open(id, path, this.events)
    } catch (error) {
      if (error instanceof CheckFileError) throw new CheckError('refused', error.message)
      throw error
    }
  }

  private async closeOldest(): Promise<void> {
    for (const [id, opening] of this.open) {
      if (this.open.size <= MOST_OPEN) return
      const check = await opening.catch(() => null)
      if (!check || check.active || this.uses.has(id) || this.open.get(id) !== opening) continue
      this.forget(id, opening)
      // Opened again meanwhile, it would find the lock of this very process.
      const closing = check.close()
      this.closing.set(id, closing)
      await closing.finally(() => this.closing.delete(id))
    }
  }

  private async opened(): Promise<OpenCheck[]> {
    const all = await Promise.allSettled(this.open.values())
    return all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  }

  readonly runPlace = (): RunPlace => ({
    events: this.events,
    openPractice: () => this.openPractice(),
    takeTurn: (check) => this.takeTurn(check),
  })

  private takeTurn(check: OpenCheck): Turn | { takenBy: OpenCheck } {
    if (this.tested) return { takenBy: this.tested }
    this.tested = check
    return {
      end: () => {
        if (this.tested === check) this.tested = null
      },
    }
  }

  private async openPractice(): Promise<void> {
    this.practice ??= openPracticeSite()
    try {
      await this.practice
    } catch (error) {
      this.practice = null
      if (error instanceof PracticeError) throw new CheckError('refused', `The practice site: ${error.message}`)
      throw error
    }
  }

  /** Runs are stopped and saved, the practice site ends, locks are removed. */
  async close(): Promise<void> {
    this.isClosing = true
    this.captures.close()
    await this.compared.close()
    await Promise.all((await this.opened()).map((check) => check.close()))
    const site = await this.practice?.catch(() => null)
    await site?.close()
  }
}
