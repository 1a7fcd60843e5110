/**
 * pktmon, which is part of Windows 10 2004 and later: it writes an event trace, and shows nothing until that is converted. So the
 * packets come all at once, when the capture is stopped. Needs an administrator. Not tried: written by Microsoft's documentation.
 */
import { execFile, execFileSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CaptureSource } from './capture-child.ts'
import { type CaptureRequest, type PktmonCommands, pktmonCommands, whyNotStarted } from './tools.ts'

const COMMAND_MS = 60_000
const MOST_OUTPUT = 1 << 20
/** MiB of the event trace, which wraps around. */
const TRACE_MIB = 256

/** Starts pktmon; gives why it does not start, in words, where it does not. */
export async function startPktmon(
  path: string,
  request: CaptureRequest,
  onData: (chunk: Buffer) => void,
): Promise<CaptureSource | string> {
  const folder = await mkdtemp(join(tmpdir(), 'psm-preflight-pktmon-'))
  const commands = pktmonCommands(request.sources, folder, TRACE_MIB)
  try {
    for (const command of commands.before) await run(path, command)
    return new PktmonSource(path, folder, commands, onData)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    const { stderr, stdout, message } = error as Partial<Record<'stderr' | 'stdout' | 'message', string>>
    return whyNotStarted({ id: 'pktmon', path }, [stderr, stdout, message].join('\n'), process.platform)
  }
}

const run = (path: string, args: readonly string[]) =>
  promisify(execFile)(path, args, { timeout: COMMAND_MS, maxBuffer: MOST_OUTPUT, windowsHide: true })

class PktmonSource implements CaptureSource {
  stderr = ''
  ended = false
  readonly closed: Promise<void>
  private end: () => void = () => {}

  constructor(
    private readonly path: string,
    private readonly folder: string,
    private readonly commands: PktmonCommands,
    private readonly onData: (chunk: Buffer) => void,
  ) {
    this.closed = new Promise((resolve) => {
      this.end = resolve
    })
  }

  /** Nothing comes before the end, so that there is nothing to pause. */
  pause(): void {}

  resume(): void {}

  async stop(): Promise<void> {
    if (this.ended) return
    this.ended = true
    try {
      await run(this.path, this.commands.stop)
      await run(this.path, this.commands.convert)
      for (const command of this.commands.after) await run(this.path, command)
      for await (const chunk of createReadStream(this.commands.converted)) this.onData(chunk as Buffer)
    } catch (error) {
      this.stderr += error instanceof Error ? error.message : String(error)
    } finally {
      await rm(this.folder, { recursive: true, force: true })
      this.end()
    }
  }

  abandon(): void {
    if (!this.ended)
      execFileSync(this.path, this.commands.stop, { timeout: COMMAND_MS, stdio: 'ignore', windowsHide: true })
  }
}
