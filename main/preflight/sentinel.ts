/**
 * Notices when the network begins to shun us: a port that answered is asked again whenever a flow stays silent, and once more at
 * the end. Where it has gone silent too, the silence of others says nothing of their paths.
 */
import type { FlowEvidence } from '../../shared/observation.ts'
import type { PathMemory } from './path-memory.ts'

/** Asks one port of a path by the usual schedule, from its own source ports. */
export type AskAgain = (path: PathMemory, port: number) => Promise<FlowEvidence>

/** Silent flows that end within this time of each other share one question: fewer packets, and no loop on an open port. */
const SHARED_MS = 400

interface Watch {
  port: number | null
  /** The port completed a handshake; a RST may be that of a device nearer than the one that shuns. */
  open: boolean
  askedAt: number
  asking: Promise<void> | null
}

/** One per run. */
export class Sentinel {
  private readonly watches = new Map<PathMemory, Watch>()
  private readonly shunnedBy = new Map<string, { path: PathMemory; port: number }>()

  constructor(
    private readonly ask: AskAgain,
    private readonly now: () => number,
    /** Called once for each source address, when a port that had answered is silent. */
    private readonly onShunned: (path: PathMemory, port: number) => void,
  ) {}

  /** A port answered: it can be asked again. */
  noteAnswer(path: PathMemory, port: number, connected: boolean): void {
    const watch = this.watchOf(path)
    if (watch.port !== null && (watch.open || !connected)) return
    watch.port = port
    watch.open = connected
  }

  /** A flow stays silent while it is being asked. */
  noteSilence(path: PathMemory): void {
    const watch = this.watchOf(path)
    if (watch.port === null || watch.asking || this.now() - watch.askedAt < SHARED_MS) return
    void this.check(path, watch)
  }

  /** At the end of the run, for the paths where something stayed silent. */
  async finish(paths: readonly PathMemory[]): Promise<void> {
    await Promise.all(
      paths.map(async (path) => {
        const watch = this.watchOf(path)
        await watch.asking
        if (watch.port !== null && !this.shunnedBy.has(path.source)) await this.check(path, watch)
      }),
    )
  }

  /** The port that went silent, of any destination from this source; null when nothing did. */
  shunned(path: PathMemory): number | null {
    return this.shunnedBy.get(path.source)?.port ?? null
  }

  private watchOf(path: PathMemory): Watch {
    const known = this.watches.get(path)
    if (known) return known
    const watch: Watch = { port: null, open: false, askedAt: -Infinity, asking: null }
    this.watches.set(path, watch)
    return watch
  }

  private check(path: PathMemory, watch: Watch): Promise<void> {
    watch.askedAt = this.now()
    watch.asking = this.askOnce(path, watch).finally(() => {
      watch.asking = null
    })
    return watch.asking
  }

  private async askOnce(path: PathMemory, { port }: Watch): Promise<void> {
    if (port === null) return
    const { attempts, notAsked } = await this.ask(path, port)
    // Cancelled, or short of sockets: says nothing.
    if (notAsked || attempts.length === 0) return
    if (attempts.some((a) => a.result === 'connected' || a.result === 'error')) return
    if (this.shunnedBy.has(path.source)) return
    this.shunnedBy.set(path.source, { path, port })
    this.onShunned(path, port)
  }
}
