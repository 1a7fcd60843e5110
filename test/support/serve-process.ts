/** `serve` as a process of its own, which a test can kill, and a browser's part of the talk with it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CALLS, type CallName, type EventEnvelope, type Params, type Result } from '../../shared/contract.ts'
import { bundle } from './bundle.ts'

let built: Promise<string> | null = null

/** The command as one module, with a page beside it: the interface itself is not needed here. */
function serveModule(): Promise<string> {
  built ??= bundle('main/commands/serve.ts').then((module) => {
    const renderer = join(dirname(module), 'renderer')
    mkdirSync(renderer, { recursive: true })
    writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>PSM Preflight</title>')
    return module
  })
  return built
}

export class ServeProcess {
  readonly envelopes: EventEnvelope[] = []
  private wake: () => void = () => {}
  stderr = ''

  private constructor(
    readonly child: ChildProcess,
    readonly link: string,
    private readonly cookie: string,
  ) {}

  /** @param data folder of the checks */
  static async start(data: string): Promise<ServeProcess> {
    const module = await serveModule()
    const script = `const { serve } = await import(${JSON.stringify(`file://${module}`)})
      process.exit(await serve({ port: 0, data: ${JSON.stringify(data)}, open: false }))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk)
    })
    const link = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk) => resolve(String(chunk).trim()))
      child.once('exit', () => reject(new Error(`serve ended: ${stderr}`)))
    })
    const { headers } = await fetch(link, { redirect: 'manual' })
    const process_ = new ServeProcess(child, link, headers.get('set-cookie')?.split(';')[0] ?? '')
    child.stderr.on('data', (chunk) => {
      process_.stderr += String(chunk)
    })
    return process_
  }

  async call<N extends CallName>(name: N, params: Params<N>): Promise<Result<N>> {
    const response = await fetch(`${new URL(this.link).origin}/api/${name}`, {
      method: 'POST',
      headers: { cookie: this.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(params),
    })
    const reply = (await response.json()) as { ok: boolean; result: unknown; error: { message: string } }
    if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
    return CALLS[name].result.parse(reply.result) as Result<N>
  }

  /** Events are read as they come, until the process or the test ends. */
  async listen(): Promise<void> {
    const response = await fetch(`${new URL(this.link).origin}/events`, { headers: { cookie: this.cookie } })
    void this.read(response)
  }

  private async read(response: Response): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true })
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1]
          if (data !== undefined) this.envelopes.push(JSON.parse(data))
        }
        this.wake()
      }
    } catch {
      // The process was killed.
    }
  }

  async event(name: EventEnvelope['event']): Promise<EventEnvelope> {
    for (;;) {
      const found = this.envelopes.find(({ event }) => event === name)
      if (found) return found
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  async end(signal: 'SIGKILL' | 'SIGINT'): Promise<number | null> {
    const ended = once(this.child, 'exit') as Promise<[number | null]>
    this.child.kill(signal)
    return (await ended)[0]
  }
}
