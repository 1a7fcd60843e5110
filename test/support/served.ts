/** A core behind its real HTTP server on loopback, with a small folder of files in place of the built interface. */
import { mkdir, writeFile } from 'node:fs/promises'
import { type Socket, connect } from 'node:net'
import { join } from 'node:path'
import { HttpDoor } from '../../main/transport/http.ts'
import { StaticFiles } from '../../main/transport/static-files.ts'
import { Core, temporaryFolder } from './core.ts'
import { type Leave, enter } from './enter.ts'

export interface Answer {
  status: number
  headers: Headers
  text: string
}

export class Served {
  private constructor(
    readonly core: Core,
    readonly door: HttpDoor,
    private readonly place: Awaited<ReturnType<typeof temporaryFolder>>,
  ) {}

  static async open(): Promise<Served> {
    const place = await temporaryFolder()
    const renderer = join(place.folder, 'renderer')
    await mkdir(join(renderer, 'assets'), { recursive: true })
    await writeFile(join(renderer, 'index.html'), '<!doctype html><title>PSM Preflight</title>')
    await writeFile(join(renderer, 'assets/index-AbCd1234.js'), 'export {}')
    await writeFile(join(renderer, 'notes.secret'), 'not served')
    await writeFile(join(place.folder, 'outside.json'), '{"outside":true}')
    const core = await Core.open(join(place.folder, 'data'))
    const files = await StaticFiles.read(renderer)
    const parts = { handlers: core.handlers, log: core.log, files, port: 0, howToNewLink: 'Press Enter.' }
    return new Served(core, await HttpDoor.open(parts), place)
  }

  get origin(): string {
    return `http://127.0.0.1:${this.door.port}`
  }

  async close(): Promise<void> {
    await this.core.workspace.close()
    await this.door.close()
    await this.place.done()
  }

  /** Cookie and key of a new session, as headers. */
  signIn(): Promise<Leave> {
    return enter(this.door.newLink())
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return answerOf(await fetch(`${this.origin}${path}`, { headers, redirect: 'manual' }))
  }

  async post(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
    const all = { 'content-type': 'application/json', ...headers }
    return answerOf(await fetch(`${this.origin}${path}`, { method: 'POST', headers: all, body }))
  }

  /** Bytes as they are, which fetch would not send; resolves with all that comes back until the end. */
  raw(text: string, timeoutMs = 5000): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = this.socket()
      let answer = ''
      const late = setTimeout(() => reject(new Error(`no end within ${timeoutMs} ms: ${answer}`)), timeoutMs)
      socket.on('data', (chunk) => {
        answer += String(chunk)
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        clearTimeout(late)
        resolve(answer)
      })
      socket.write(text)
    })
  }

  socket(): Socket {
    return connect({ host: '127.0.0.1', port: this.door.port })
  }
}

const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: response.headers,
  text: await response.text(),
})
