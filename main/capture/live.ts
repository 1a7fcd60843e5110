/**
 * A capture during a check: a tool captures, its stream is decoded as it comes, and what belongs to the plan's flows is kept in a
 * file. Nothing else is kept or counted, whatever else this machine is doing.
 */
import { rm } from 'node:fs/promises'
import type { CaptureTotals, CapturedFlow } from '../../shared/capture-summary.ts'
import { AddressClaims } from './address-claims.ts'
import { type CaptureSource, startChild } from './capture-child.ts'
import type { PacketHeader } from './capture-format.ts'
import { CaptureReader } from './capture-reader.ts'
import { FrameDecoder } from './decode-frame.ts'
import { ACK, RST, SYN, TCP } from './decoded-packet.ts'
import { FlowTracker } from './flow-tracker.ts'
import { type CaptureEvidence, captureEvidence } from './join.ts'
import { KeptPackets } from './kept-packets.ts'
import { PacketFilter, arpClaim, captureFilter, findArp } from './packet-filter.ts'
import { flowRow, flowRows, totalsOf } from './summarise.ts'
import { type CaptureTool, droppedPackets, findCaptureTools, noToolWords } from './tools.ts'

export interface LiveCaptureOptions {
  /** Names as the system knows them; `any`: all of them. */
  interfaces: string[] | 'any'
  /** Addresses that the probes leave from. */
  sources: string[]
  /** Addresses of the plan that are probed. */
  destinations: string[]
  /** Ports of the plan: where no SYN tells who is the client, they do. */
  ports?: ReadonlySet<number>
  /** Where the kept packets go; a file that is there is replaced. */
  file: string
  /** Bytes of that file. */
  maxBytes: number
  /** The capture ends by itself after this long. Default four hours. */
  deadlineMs?: number
  signal?: AbortSignal
  /** An answer (SYN-ACK, RST) or an ICMP error of ours has just come. Must be quick, and must not throw. */
  onAnswer?: () => void
  /** Instead of the tools that this machine has; for tests. */
  tools?: readonly CaptureTool[]
}

/** Every flow of ours that was seen, failed handshakes first, and what holds for all. */
export interface FlowSummaryTable {
  flows: CapturedFlow[]
  totals: CaptureTotals
}

export interface CaptureResult {
  /** Null when no file could be written. */
  file: string | null
  /** In the file. */
  packets: number
  /** That the tool says it lost; null where it does not say. */
  dropped: number | null
  tool: string
  summary: FlowSummaryTable
  /** One sentence for the report; null when the capture is whole. */
  warning: string | null
  /** It saw all packets from its start to its end, whether or not they could be kept: what was not seen was not there. */
  sawAll: boolean
}

export interface LiveCapture {
  tool: string
  /** What was seen of one flow until now; null: no packet of it. */
  evidence(source: string, destination: string, port: number): CaptureEvidence | null
  /** Who said in ARP until now that an address of the plan is his. */
  claims(): { address: string; mac: string }[]
  /** Ends the capture once the last packets have come. May be called more than once. */
  stop(): Promise<CaptureResult>
}

const DEADLINE_MS = 4 * 3600 * 1000
/** The last answers are on their way from the kernel through the tool to us. (measured: below 20 ms with --immediate-mode) */
const SETTLE_MS = 200

/** Resolves once packets are really captured, or with what is missing, in words, and what would help. */
export async function startLiveCapture(options: LiveCaptureOptions): Promise<LiveCapture | { missing: string }> {
  const { interfaces, sources, destinations, tools = findCaptureTools() } = options
  const request = { interfaces, sources, filter: captureFilter(sources, destinations) }
  const reasons: string[] = []
  for (const tool of tools) {
    const run = new LiveRun(options, tool)
    await run.openFile()
    const child = await startChild(tool, request, (chunk) => run.push(chunk))
    if (typeof child !== 'string') return run.begin(child)
    reasons.push(child)
    await run.discard()
  }
  return { missing: reasons.length === 0 ? noToolWords(process.platform) : reasons.join('; ') }
}

class LiveRun implements LiveCapture {
  readonly tool: string
  private readonly tracker: FlowTracker
  private readonly reader: CaptureReader
  private readonly decoder = new FrameDecoder()
  private readonly filter: PacketFilter
  private readonly addressClaims = new AddressClaims()
  private child: CaptureSource | null = null
  private kept: KeptPackets | null = null
  private fileError: string | null = null
  private early: string | null = null
  private stopping: Promise<CaptureResult> | null = null
  private timer: NodeJS.Timeout | undefined
  private readonly onExit = () => this.child?.abandon()
  private readonly onAbort = () => {
    this.early ??= 'the check was stopped'
    void this.stop()
  }

  constructor(
    private readonly options: LiveCaptureOptions,
    tool: CaptureTool,
  ) {
    this.tool = tool.path
    this.tracker = new FlowTracker({ servedPorts: options.ports, mostConnections: 16_384 })
    this.filter = new PacketFilter(options.sources, options.destinations)
    this.reader = new CaptureReader((b, start, end, header) => this.packet(b, start, end, header))
  }

  async openFile(): Promise<void> {
    const { file, maxBytes } = this.options
    try {
      this.kept = await KeptPackets.open(file, maxBytes)
    } catch (error) {
      this.fileError = `its packets are not kept: cannot write ${file} (${(error as NodeJS.ErrnoException).code ?? String(error)})`
    }
  }

  /** The tool did not start: nothing is left behind. */
  async discard(): Promise<void> {
    if (!this.kept) return
    await this.kept.close(null)
    await rm(this.options.file, { force: true })
  }

  begin(child: CaptureSource): this {
    const { deadlineMs = DEADLINE_MS, signal } = this.options
    this.child = child
    process.once('exit', this.onExit)
    this.timer = setTimeout(() => {
      this.early ??= `it ended by itself after ${Math.round(deadlineMs / 60_000)} minutes`
      void this.stop()
    }, deadlineMs)
    this.timer.unref()
    void this.watch(child)
    signal?.addEventListener('abort', this.onAbort, { once: true })
    if (signal?.aborted === true) this.onAbort()
    return this
  }

  private async watch(child: CaptureSource): Promise<void> {
    await child.closed
    if (this.stopping === null) this.early = `${this.tool} ended before the check did`
  }

  push(chunk: Buffer): void {
    this.reader.push(chunk)
    const { kept, child } = this
    if (kept?.isFull !== true || child === null) return
    child.pause()
    kept.drained(() => child.resume())
  }

  private packet(b: Buffer, start: number, end: number, header: PacketHeader): void {
    const { packet } = this.decoder
    this.decoder.decode(b, start, end, header.wireLength, header.linkType, header.little)
    if (!this.filter.isOurs(b, packet)) {
      const arp = findArp(b, start, end, header.linkType)
      if (arp >= 0 && this.filter.isOurArp(b, arp, end)) {
        this.kept?.keep(b, start, end, header)
        if (this.filter.isOurClaim(b, arp)) this.addressClaims.add(arpClaim(b, arp))
      }
      return
    }
    this.tracker.onPacket(b, start, end, header)
    this.kept?.keep(b, start, end, header)
    const isAnswer = packet.kind !== TCP || (packet.flags & RST) !== 0 || (packet.flags & (SYN | ACK)) === (SYN | ACK)
    if (isAnswer) this.options.onAnswer?.()
  }

  evidence(source: string, destination: string, port: number): CaptureEvidence | null {
    const row = flowRow(this.tracker, source, destination, port)
    return row && captureEvidence(row)
  }

  claims(): { address: string; mac: string }[] {
    return this.addressClaims.all()
  }

  stop(): Promise<CaptureResult> {
    this.stopping ??= this.finish()
    return this.stopping
  }

  private async finish(): Promise<CaptureResult> {
    const { child, reader, tracker } = this
    clearTimeout(this.timer)
    this.options.signal?.removeEventListener('abort', this.onAbort)
    if (child && !child.ended) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    await child?.stop()
    process.off('exit', this.onExit)
    reader.end()
    const dropped = droppedPackets(child?.stderr ?? '')
    await this.kept?.close(dropped)
    const facts = reader.facts ? [{ ...reader.facts, dropped }] : []
    return {
      file: this.kept && this.kept.error === null ? this.options.file : null,
      packets: this.kept?.packets ?? 0,
      dropped,
      tool: this.tool,
      summary: { flows: [...flowRows(tracker)], totals: totalsOf(tracker, facts) },
      warning: this.warning(dropped),
      // A tool that does not say what it lost may have lost something; so may we, of flows that we had no room for.
      sawAll:
        this.early === null &&
        dropped === 0 &&
        reader.facts !== null &&
        reader.damage === null &&
        tracker.tcp.packetsBeyond === 0,
    }
  }

  private warning(dropped: number | null): string | null {
    const { kept, reader, early, fileError } = this
    const parts = [
      early,
      dropped !== null && dropped > 0
        ? `it lost ${dropped} packets: an answer that is missing in it may have come`
        : null,
      fileError,
      kept?.error ? `its file is not whole: ${kept.error.message}` : null,
      kept && kept.beyond > 0 ? `${kept.beyond} packets more than its file may hold were seen and not kept` : null,
      reader.facts === null && early === null ? `nothing that ${this.tool} wrote could be read` : null,
      reader.damage && early === null
        ? `its stream was damaged at byte ${reader.damage.offset}: ${reader.damage.what}`
        : null,
    ].filter((part) => part !== null)
    return parts.length === 0 ? null : `The capture is not whole: ${parts.join('; ')}.`
  }
}
