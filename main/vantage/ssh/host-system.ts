/**
 * Which system a host runs, where no program of ours is there to tell it. It matters for Windows, which sends a refused SYN three times more:
 * "refused" comes after two seconds there, and a shorter wait would call it silence.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunRemote } from '../../remote-process.ts'

/**
 * A shell of Unix takes the first, cmd.exe the second; PowerShell takes neither, and says so in a way of its own. The Unix tools of Git,
 * MSYS and Cygwin name themselves, and Windows after that: "MINGW64_NT-10.0-19045".
 */
const COMMAND = 'uname -s || ver'
const WINDOWS = /Microsoft Windows|[A-Za-z\d]_NT\b|At line:\d+|ParserError|\bcmdlet\b/
const ANSWER_MS = 3000
const MOST_CHARS = 2000

const PLATFORMS: Readonly<Record<string, NodeJS.Platform>> = {
  Linux: 'linux',
  Darwin: 'darwin',
  FreeBSD: 'freebsd',
  OpenBSD: 'openbsd',
  NetBSD: 'netbsd',
  SunOS: 'sunos',
  AIX: 'aix',
}

/** By the name that uname(1) gives. What is not known is taken for Linux, as the nodes and cards are. */
export const platformNamed = (system: string): NodeJS.Platform => PLATFORMS[system] ?? 'linux'

/** Never rejects; a host that runs no command, or does not answer in time, is taken for Linux. */
export async function systemOf(run: RunRemote): Promise<NodeJS.Platform> {
  const ending = new AbortController()
  try {
    return await Promise.race([
      asked(run, ending.signal),
      sleep(ANSWER_MS, platformNamed(''), { signal: ending.signal, ref: false }),
    ])
  } catch {
    return platformNamed('')
  } finally {
    ending.abort()
  }
}

async function asked(run: RunRemote, signal: AbortSignal): Promise<NodeJS.Platform> {
  const process = await run(COMMAND)
  const end = () => process.end()
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  let said = ''
  for (const stream of [process.stdout, process.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, MOST_CHARS)
    })
  process.stdin.end()
  await process.exited
  const [name = ''] = said.trim().split(/\s+/)
  return WINDOWS.test(said) ? 'win32' : platformNamed(name)
}
