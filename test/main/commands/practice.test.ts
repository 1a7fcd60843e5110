/** The practice site through the built command line: found is what was set, and nothing is left behind. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runResult } from '../../../shared/result.ts'
import { usePracticeTurn } from '../../support/practice-turn.ts'

const CLI = new URL('../../../dist/cli.js', import.meta.url).pathname

usePracticeTurn()

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psm-preflight-practice-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function practice(interruptAfterMs?: number): Promise<{ status: number | null; stdout: string }> {
  const child = spawn(process.execPath, [CLI, 'practice', '--out', folder, '--format', 'pdf,json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  if (interruptAfterMs !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfterMs)
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout })))
}

/** Listening sockets on the practice site's addresses. */
async function leftOvers(): Promise<string[]> {
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n')
  return lines.filter((line) => /^\s*\d+: [0-9A-F]{2}004D7F:[0-9A-F]{4} \S+ 0A /.test(line))
}

test.sequential('finds exactly the faults that are set, exits 0, leaves a PDF and no listener', async () => {
  const { status, stdout } = await practice()
  expect(stdout).toContain('Found exactly the 4 faults that were set, and nothing else.')
  expect(status).toBe(0)
  expect((await readdir(folder)).sort()).toEqual(['report.pdf', 'run.json'])
  const run = runResult.parse(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')))
  expect(run.summary).toMatchObject({ flows: 195, pass: 186, fail: 6, warn: 3, untested: 0 })
  expect(run.flows.every((f) => f.address.startsWith('127.77.0.') && f.sourceAddress.startsWith('127.77.0.'))).toBe(
    true,
  )
  expect(await leftOvers()).toEqual([])
})

test.sequential('Ctrl-C ends it with 130 and leaves no listener', async () => {
  const { status } = await practice(700)
  expect(status).toBe(130)
  expect(await leftOvers()).toEqual([])
})
