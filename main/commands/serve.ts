/** `psm-preflight serve`: the guided app in a browser, on loopback. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Workspace } from '../checks/workspace.ts'
import { fileErrorWords } from '../file-errors.ts'
import { dataFolder } from '../store/data-folder.ts'
import { EXIT, UsageError } from '../terms.ts'
import { EventLog } from '../transport/event-log.ts'
import { handlersOf } from '../transport/handlers.ts'
import { HttpDoor } from '../transport/http.ts'
import { StaticFiles } from '../transport/static-files.ts'
import { pathWords } from './directory.ts'
import { openBrowser } from './open-browser.ts'

export interface ServeOptions {
  port: number
  data?: string | undefined
  /** False for --no-open. */
  open: boolean
}

const BY_ENTER = 'For a new link, press Enter where PSM Preflight was started.'
const BY_START = 'For a new link, end PSM Preflight where it was started, and start it again.'

/** Serves until it is told to end. Throws {@link UsageError} where it cannot. */
export async function serve({ port, data, open }: ServeOptions): Promise<number> {
  const isTerminal = process.stdin.isTTY
  const files = await StaticFiles.read(rendererFolder())
  const log = new EventLog()
  const workspace = await openWorkspace(dataFolder(data), log)
  const howToNewLink = isTerminal ? BY_ENTER : BY_START
  const door = await openDoor({ handlers: handlersOf(workspace), log, files, port, howToNewLink })
  // Heard from now on: a run may be started as soon as the address is known.
  const told = endOfService()
  const link = door.newLink()
  process.stdout.write(`${link}\n`)
  process.stderr.write(`${isTerminal ? 'The link works once. Enter gives a new one, Ctrl-C ends.' : BY_START}\n`)
  const input = isTerminal ? createInterface({ input: process.stdin }) : null
  input?.on('line', () => process.stdout.write(`${door.newLink()}\n`))
  // A readline on a terminal takes Ctrl-C for itself.
  input?.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  if (open) openBrowser(link)
  await told
  input?.close()
  log.emit('program.ending', {})
  await workspace.close()
  await door.close()
  return EXIT.passed
}

/** Beside this file or one folder up: commands are parts of the bundle. */
function rendererFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const found = [join(here, 'renderer'), join(here, '..', 'renderer')].find((path) =>
    existsSync(join(path, 'index.html')),
  )
  if (found === undefined) throw new UsageError('serve: the interface is not built; npm run build makes it.')
  return found
}

async function openWorkspace(folder: string, log: EventLog): Promise<Workspace> {
  try {
    return await Workspace.open(folder, 'serve', log)
  } catch (error) {
    throw new UsageError(`--data: ${pathWords(folder)} cannot be used: ${fileErrorWords(error)}`)
  }
}

async function openDoor(parts: Parameters<typeof HttpDoor.open>[0]): Promise<HttpDoor> {
  try {
    return await HttpDoor.open(parts)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'EADDRINUSE' ? 'another program uses it' : fileErrorWords(error)
    throw new UsageError(`--port: port ${parts.port} of 127.0.0.1 cannot be had: ${why}`)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Once: runs are stopped and saved. Twice: the program ends at once; what was shown is in the journal all the same. */
function endOfService(): Promise<void> {
  let isEnding = false
  return new Promise((resolve) => {
    const onSignal = () => {
      if (isEnding) process.exit(EXIT.interrupted)
      isEnding = true
      process.stderr.write('\nEnding: what is known is being saved. Press Ctrl-C again to end at once.\n')
      resolve()
    }
    for (const name of SIGNALS) process.on(name, onSignal)
  })
}
