/** The built command line as a process in a folder of its own, for tests. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

export const CLI = new URL('../../../dist/cli.js', import.meta.url).pathname

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

export interface Workplace {
  /** Inside the folder. */
  path: (...names: string[]) => string
  start: (command: string, args: string[], more?: Settings) => { child: ChildProcess; ended: Promise<Ended> }
  cli: (...args: string[]) => Promise<Ended>
  write: (name: string, text: string) => Promise<string>
}

interface Settings {
  env?: NodeJS.ProcessEnv
  stdio?: StdioOptions
}

const PIPES: StdioOptions = ['ignore', 'pipe', 'pipe']

/** A folder for the tests of a file, removed after them. */
export function workplace(): Workplace {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psm-preflight-cli-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const path = (...names: string[]) => join(folder, ...names)
  const start: Workplace['start'] = (command, args, { env = {}, stdio = PIPES } = {}) => {
    const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env }, stdio })
    let stdout = ''
    let stderr = ''
    child.stdout?.on('data', (chunk) => {
      stdout += String(chunk)
    })
    child.stderr?.on('data', (chunk) => {
      stderr += String(chunk)
    })
    const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })))
    return { child, ended }
  }
  return {
    path,
    start,
    cli: (...args) => start(process.execPath, [CLI, ...args]).ended,
    write: async (name, text) => {
      await writeFile(path(name), text)
      return path(name)
    },
  }
}

/** One rule to a port of 127.66.0.11 where nothing listens: one flow, which fails in operational. */
export const failingPlan = (address = '127.66.0.11', more = '') => `version: 1
site: { name: Test }
stage: operational
endpoints:
  - { name: laptop, role: user-station, address: 127.66.0.2, vantage: local }
  - { name: mgmt, role: management-station, address: 127.66.0.2 }
  - { name: psm-1, role: psm-node, address: ${address} }
  - { name: dsc-1, role: dsc, address: 127.66.0.21 }
${more}rules:
  - { id: one, service: one, port: 17005, from: laptop, to: psm-1 }
`
