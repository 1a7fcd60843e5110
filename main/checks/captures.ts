/**
 * Captures that were dropped on a page, each read once for its summary: piece by piece as a browser sends it, or from the path of the
 * desktop app. Only counters are kept, never the file. What comes is hostile: it is bounded in size, in number and in time.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import type { CaptureView } from '../../shared/capture-view.ts'
import type { Params, Result } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import { CaptureReader } from '../capture/capture-reader.ts'
import { fileWarnings } from '../capture/capture-warnings.ts'
import { FlowTracker } from '../capture/flow-tracker.ts'
import { nameFormat } from '../capture/name-format.ts'
import { type ReadWarning, readCaptureFile, readCaptureStream } from '../capture/read-capture.ts'
import { fileErrorWords } from '../file-errors.ts'
import { viewCapture } from './capture-view.ts'
import { CheckError } from './check-error.ts'
import type { TestedPlan } from './tested-plan.ts'

/** A page sends one at a time; each takes some 30 MB of counters at most. */
const MOST_AT_ONCE = 2
/** A page that was closed in the middle sends no more. */
const IDLE_MS = 60_000
/** Bytes that a gzip file may unfold to. */
const MOST_UNPACKED = 4 * 2 ** 30

class Reading {
  private readonly tracker: FlowTracker
  private readonly reader: CaptureReader
  private readonly stream = new PassThrough()
  private readonly aborted = new AbortController()
  private read: Promise<ReadWarning> | null = null
  private received = 0
  private idle: ReturnType<typeof setTimeout> | undefined
  private isBusy = false

  constructor(
    readonly name: string,
    private readonly bytes: number,
    private readonly tested: TestedPlan | null,
    private readonly onIdle: () => void,
  ) {
    this.tracker = new FlowTracker({ servedPorts: new Set(tested?.flows.map(({ port }) => port)) })
    this.reader = new CaptureReader(this.tracker.onPacket)
    this.wait()
  }

  private wait(): void {
    clearTimeout(this.idle)
    this.idle = setTimeout(this.onIdle, IDLE_MS)
    this.idle.unref()
  }

  /** One after the other, as a page sends them; a piece out of its place would be read as damage. */
  async take(offset: number, piece: Buffer): Promise<Result<'capture.piece'>> {
    if (this.isBusy || offset !== this.received)
      throw new CheckError('refused', `The pieces of ${this.name} came in disorder: drop it again.`)
    if (offset + piece.length > this.bytes)
      throw new CheckError('refused', `${this.name} has grown while it was read: drop it again.`)
    this.isBusy = true
    this.wait()
    try {
      this.received += piece.length
      const read = this.begin(() => readCaptureStream(this.stream, this.reader, this.options()))
      // What is no capture is not read to its end, and then nothing empties the stream.
      if (!this.stream.write(piece)) await Promise.race([once(this.stream, 'drain'), read])
      return { received: this.received, done: this.reader.done }
    } finally {
      this.isBusy = false
      this.wait()
    }
  }

  async takeFile(path: string): Promise<void> {
    clearTimeout(this.idle)
    await this.begin(() => readCaptureFile(path, this.reader, this.options()))
    this.wait()
  }

  private options() {
    return { signal: this.aborted.signal, mostUnpacked: MOST_UNPACKED }
  }

  private begin(read: () => Promise<ReadWarning>): Promise<ReadWarning> {
    if (this.read) return this.read
    this.read = read()
    // Told to who asks for the summary.
    this.read.catch(() => {})
    return this.read
  }

  async view(): Promise<CaptureView> {
    clearTimeout(this.idle)
    const read = this.begin(() => readCaptureStream(this.stream, this.reader, this.options()))
    this.stream.end()
    const trouble = await read
    const { facts } = this.reader
    if (facts === null) {
      const found = trouble ?? nameFormat(this.reader.unknown ?? Buffer.alloc(0), this.name)
      throw new CheckError('refused', `${this.name}: ${found}.`)
    }
    return await viewCapture(this.name, this.tracker, facts, fileWarnings(this.reader, trouble), this.tested)
  }

  end(): void {
    clearTimeout(this.idle)
    this.aborted.abort()
    this.stream.destroy()
  }
}

export class Captures {
  private readonly readings = new Map<string, Reading>()

  /** @param mostBytes null: no limit, for a file that is read where it lies */
  constructor(private readonly mostBytes: number | null) {}

  /** Throws {@link CheckError} for one that is too large. */
  begin(given: string, bytes: number, tested: TestedPlan | null): string {
    const name = printable(given)
    if (this.mostBytes !== null && bytes > this.mostBytes) {
      const found = `found ${bytes.toLocaleString('en')} bytes; accepted: up to ${this.mostBytes.toLocaleString('en')}`
      throw new CheckError(
        'refused',
        `${name} is too large to be sent through the browser: ${found}. "psm-preflight capture-summary FILE" reads captures of any size.`,
      )
    }
    for (const [oldest] of this.readings) {
      if (this.readings.size < MOST_AT_ONCE) break
      this.end(oldest)
    }
    const id = randomBytes(16).toString('base64url')
    this.readings.set(id, new Reading(name, bytes, tested, () => this.end(id)))
    return id
  }

  private reading(id: string): Reading {
    const reading = this.readings.get(id)
    if (!reading) throw new CheckError('not-found', 'This capture is not being read any more: drop it again.')
    return reading
  }

  async take({ capture, offset, data }: Params<'capture.piece'>): Promise<Result<'capture.piece'>> {
    return await this.reading(capture).take(offset, Buffer.from(data, 'base64'))
  }

  /** Of the desktop app: the path of the file that the user dropped. */
  async takeFile(capture: string, path: string): Promise<void> {
    const reading = this.reading(capture)
    try {
      await reading.takeFile(path)
    } catch (error) {
      this.end(capture)
      throw new CheckError('refused', `${reading.name} cannot be read: ${fileErrorWords(error)}.`)
    }
  }

  /** Once: then it is forgotten. */
  async show(capture: string): Promise<CaptureView> {
    const reading = this.reading(capture)
    try {
      return await reading.view()
    } finally {
      this.end(capture)
    }
  }

  end(capture: string): void {
    this.readings.get(capture)?.end()
    this.readings.delete(capture)
  }

  close(): void {
    for (const id of this.readings.keys()) this.end(id)
  }
}
