/**
 * Starts the built desktop app for the specs: on the double of `electron`, or on Electron itself where its runtime is installed. Both are
 * looked into in the same way: a function that runs in the page, or in the main process with the module `electron` as its first parameter.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Electron from 'electron'
import { _electron } from 'playwright-core'
import { afterAll } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ENTRY = join(root, 'dist/desktop.js')
/** What the double starts; build/ready.mjs installs it on Debian. */
const CHROMIUM = '/usr/bin/chromium'
const PATIENCE_MS = 15_000

type ElectronModule = typeof Electron
type InMain<A, R> = (electron: ElectronModule, arg: A) => R | Promise<R>

/** What only the double can tell. */
export interface Seen {
  notifications: { title: string; body: string }[]
  popups: string[]
  /** Whether each was refused. */
  downloads: boolean[]
  console: string[]
}

export interface Desktop {
  /** Runs in the page's own world. Nothing from outside of the function is seen in it. */
  page: <R, A = undefined>(run: (arg: A) => R | Promise<R>, arg?: A) => Promise<R>
  main: <R, A = undefined>(run: InMain<A, R>, arg?: A) => Promise<R>
  /** Ends it as the user would, and resolves when the process has ended. */
  quit: () => Promise<void>
  /** Null on Electron itself. */
  double: {
    seen: () => Promise<Seen>
    invokeFromFrame: (...args: unknown[]) => Promise<unknown>
    exited: Promise<unknown>
  } | null
}

export interface Start {
  data: string
  args?: string[]
}

export type Launch = (start: Start) => Promise<Desktop>

const folders: string[] = []
// Of every test file that imports this one.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder for the data of one program; removed when the tests of the file have ended. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'psm-desktop-'))
  folders.push(folder)
  return folder
}

/** Waits until the function gives something true, in small steps. */
export async function until<R>(what: string, look: () => Promise<R>): Promise<NonNullable<R>> {
  const end = performance.now() + PATIENCE_MS
  let last: unknown
  while (performance.now() < end) {
    try {
      const found = await look()
      if (found) return found
      last = found
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}; last seen: ${String(last)}`)
}

const environment = (data: string) => ({ ...process.env, PSM_PREFLIGHT_DATA: data })

class Double {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  readonly exited: Promise<unknown>
  #last = 0
  #errors = ''

  constructor({ data, args = [] }: Start) {
    const double = join(root, 'test/desktop/double')
    this.#child = fork(join(double, 'launch.mjs'), [ENTRY, ...args], {
      execArgv: ['--import', join(double, 'register.mjs')],
      env: environment(data),
      cwd: data,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.#errors += text.toString()
    })
    this.#child.on('message', ({ id, value, error }: { id: number; value: unknown; error?: string }) => {
      const { resolve, reject } = this.#waiting.get(id) ?? {}
      this.#waiting.delete(id)
      if (error === undefined) resolve?.(value)
      else reject?.(new Error(error))
    })
    this.exited = once(this.#child, 'exit').then(([code]) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the app has ended (${code}): ${this.#errors}`))
      return code as unknown
    })
  }

  ask(kind: string, rest: object = {}): Promise<unknown> {
    const id = (this.#last += 1)
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      if (this.#child.connected) this.#child.send({ id, kind, ...rest })
      else reject(new Error(`the app has ended: ${this.#errors}`))
    })
  }

  /** Ended by force only when it does not end by itself. */
  async end(): Promise<void> {
    const force = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS)
    await this.exited
    clearTimeout(force)
  }
}

const launchDouble: Launch = async (start) => {
  const double = new Double(start)
  return {
    page: (run, arg) => double.ask('page', { source: String(run), arg }) as never,
    main: (run, arg) => double.ask('main', { source: String(run), arg }) as never,
    quit: async () => {
      void double.ask('main', { source: '({ app }) => app.quit()' }).catch(() => undefined)
      await double.end()
    },
    double: {
      seen: () => double.ask('seen') as Promise<Seen>,
      invokeFromFrame: (...args) => double.ask('frame', { arg: args }),
      exited: double.exited,
    },
  }
}

const launchReal: Launch = async ({ data, args = [] }) => {
  const app = await _electron.launch({
    executablePath: electronProgram() ?? '',
    args: [ENTRY, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args],
    env: environment(data),
  })
  const page = await app.firstWindow()
  return {
    page: (run, arg) => page.evaluate(run as never, arg) as never,
    main: (run, arg) => app.evaluate(run as never, arg) as never,
    quit: () => app.close(),
    double: null,
  }
}

/** Electron's own runtime is a download that not every machine can have; null: it is not installed. */
function electronProgram(): string | null {
  const folder = join(root, 'node_modules/electron')
  const path = join(folder, 'path.txt')
  const program = existsSync(path) ? join(folder, 'dist', readFileSync(path, 'utf8').trim()) : null
  return program !== null && existsSync(program) ? program : null
}

/** What the specs run on. */
export function launchers(): [string, Launch][] {
  const double: [string, Launch] = ['the double of Electron', launchDouble]
  if (electronProgram() !== null) return [double, ['Electron', launchReal]]
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing, and the specs need it: apt-get install chromium`)
  console.info('Specs of the desktop app run on the double only: the Electron runtime is not installed here.')
  return [double]
}

/** Until the page has run its scripts. */
export const whenLoaded = (desktop: Desktop) =>
  until('the page', () => desktop.page(() => document.readyState === 'complete' && 'psmPreflight' in window))
