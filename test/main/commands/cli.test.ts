/** The built command line as a user runs it: exit statuses, output, Ctrl-C. Only loopback is spoken to. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { type Server, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunResult, runResult } from '../../../shared/result.ts'

const CLI = new URL('../../../dist/cli.js', import.meta.url).pathname
const RULES_PORT = 17_001

let folder = ''
let server: Server
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psm-preflight-cli-'))
  server = createServer((socket) => void socket.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen({ host: '127.66.0.11', port: RULES_PORT }, resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

function start(args: string[], more: { env?: NodeJS.ProcessEnv } = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...process.env, ...more.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })))
  return { child, ended }
}

const cli = (...args: string[]) => start(args).ended

const ENDPOINTS = `
  - { name: laptop, role: user-station, address: 127.66.0.2, vantage: local }
  - { name: mgmt, role: management-station, address: 127.66.0.2 }
  - { name: psm-1, role: psm-node, address: 127.66.0.11 }
  - { name: dsc-1, role: dsc, address: 127.66.0.21 }`

async function planFile(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const rulePlan = (port: number, more = '') => `version: 1
site: { name: Test }
endpoints:${ENDPOINTS}
rules:
  - { id: one, service: one, port: ${port}, from: laptop, to: psm-1 }
${more}`

const readRun = async (dir: string): Promise<RunResult> =>
  runResult.parse(JSON.parse(await readFile(join(folder, dir, 'run.json'), 'utf8')))

describe('exit status', () => {
  test('0: every flow passed, and run.json says what was seen', async () => {
    const plan = await planFile('pass.yaml', rulePlan(RULES_PORT))
    const { status, stdout } = await cli('check', plan, '--group', 'extra', '--out', 'pass', '--format', 'json')
    expect(status).toBe(0)
    expect(stdout).toContain('Sent from laptop (127.66.0.2 through lo)')
    const run = await readRun('pass')
    expect(run.flows.map((f) => [f.id, f.outcome, f.verdict, f.sourceAddress])).toEqual([
      [`one/laptop/psm-1/${RULES_PORT}`, 'open', 'pass', '127.66.0.2'],
    ])
    expect(run.complete).toBe(true)
  })
  test('1: a closed port fails in operational', async () => {
    const plan = await planFile('fail.yaml', rulePlan(17_002))
    const { status } = await cli(
      'check',
      plan,
      '--group',
      'extra',
      '--stage',
      'operational',
      '--out',
      'fail',
      '--format',
      'json',
    )
    expect(status).toBe(1)
    expect((await readRun('fail')).summary).toMatchObject({ flows: 1, fail: 1, byOutcome: { closed: 1 } })
  })
  test('3: nothing failed, something is untested', async () => {
    const plan = await planFile('untested.yaml', rulePlan(RULES_PORT))
    const { status } = await cli('check', plan, '--group', 'diagnostics', '--out', 'untested', '--format', 'json')
    expect(status).toBe(3)
    expect((await readRun('untested')).summary).toMatchObject({ untested: 2, pass: 0 })
  })
  test.each([
    ['no such file', ['check', 'nowhere.yaml'], /nowhere\.yaml.*no such file/],
    ['no argument', ['check'], /missing required argument 'plan'/],
    ['unknown option', ['check', 'x', '--frobnicate'], /unknown option '--frobnicate'/],
    ['unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['unknown format', ['check', 'x', '--format', 'pdf,docx'], /accepted: pdf,json,csv,junit/],
    ['unknown stage', ['check', 'x', '--stage', 'later'], /Allowed choices are preinstall, operational/],
    ['unknown group', ['check', 'x', '--group', 'everything'], /--group: found "everything"; accepted: .*user-to-psm/],
    ['a run that is none', ['report', '/dev/null'], /not a file/],
  ])('2: %s', async (_, args, message) => {
    const { status, stderr } = await cli(...args)
    expect(stderr).toMatch(message)
    expect(status).toBe(2)
  })
  test('2: a broken plan gives every fault with its line, and nothing is written', async () => {
    const plan = await planFile('broken.yaml', rulePlan(0, 'pace: swift\nstage: later\n'))
    const { status, stderr } = await cli('check', plan, '--out', 'broken')
    expect(status).toBe(2)
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: rules\[0\]\.port: found 0/)
    expect(stderr).toMatch(/pace: found "swift"/)
    expect(stderr).toMatch(/3 faults in the plan; nothing was probed\./)
    expect(await readdir(folder)).not.toContain('broken')
  })
  test('2: addresses outside private ranges are not probed unasked', async () => {
    const plan = await planFile('public.yaml', rulePlan(443).replace('127.66.0.11', '9.9.9.9'))
    const { status, stderr } = await cli('check', plan, '--group', 'extra', '--out', 'public')
    expect(stderr).toMatch(/outside private ranges \(9\.9\.9\.9\); nothing was probed/)
    expect(status).toBe(2)
  })
})

test('flows of a source address that this machine does not hold are not tested, and it says so', async () => {
  const plan = await planFile('elsewhere.yaml', rulePlan(RULES_PORT).replaceAll('127.66.0.2,', '10.250.3.9,'))
  const { status, stdout } = await cli('check', plan, '--group', 'extra', '--out', 'elsewhere', '--format', 'json')
  expect(status).toBe(3)
  expect(stdout).toContain('not one of this machine')
  expect((await readRun('elsewhere')).flows[0]).toMatchObject({ outcome: 'not-tested', sourceAddress: '10.250.3.9' })
})

test('--quiet prints nothing', async () => {
  const plan = await planFile('quiet.yaml', rulePlan(RULES_PORT))
  const ended = await cli('check', plan, '--group', 'extra', '--out', 'quiet', '--format', 'json', '--quiet')
  expect(ended).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('--only-failed asks only what failed or warned', async () => {
  const two = rulePlan(
    RULES_PORT,
    '  - { id: two, service: two, port: 17002, from: laptop, to: psm-1 }\nstage: operational\n',
  )
  const plan = await planFile('two.yaml', two)
  expect((await cli('check', plan, '--group', 'extra', '--out', 'two', '--format', 'json')).status).toBe(1)
  await cli('check', plan, '--group', 'extra', '--only-failed', 'two/run.json', '--out', 'again', '--format', 'json')
  expect((await readRun('again')).flows.map((f) => f.id)).toEqual(['two/laptop/psm-1/17002'])
})

test('without a terminal, progress is plain lines without control characters', async () => {
  const plan = await planFile('plain.yaml', rulePlan(RULES_PORT))
  const { stderr } = await cli('check', plan, '--group', 'extra', '--out', 'plain', '--format', 'json')
  expect(stderr).toBe(
    'Testing 1 flow, before the install (preinstall), at the pace normal.\nRules of this plan: 1 asked, first answers: 1 connected\n',
  )
})

test('a file descriptor limit of 40 gives no wrong answer: back off, and ask again', async () => {
  const rules = Array.from(
    { length: 120 },
    (_, i) => `  - { id: r${i}, service: s, port: ${18_000 + i}, from: laptop, to: psm-1 }`,
  )
  const plan = await planFile('many.yaml', rulePlan(RULES_PORT, `${rules.join('\n')}\npace: fast\n`))
  const command = `ulimit -n 40; exec "${process.execPath}" "${CLI}" check "${plan}" --group extra --out many --format json --quiet`
  const child = spawn('bash', ['-c', command], { cwd: folder, stdio: 'inherit' })
  const status = await new Promise((resolve) => child.on('close', resolve))
  expect((await readRun('many')).summary.byOutcome).toEqual({ open: 1, closed: 120 })
  expect(status).toBe(0)
})

describe('Ctrl-C', () => {
  test('writes what is known, marks the rest not-tested, and exits 130', async () => {
    const rules = Array.from(
      { length: 60 },
      (_, i) => `  - { id: r${i}, service: s, port: ${18_000 + i}, from: laptop, to: psm-1 }`,
    )
    const plan = await planFile('slow.yaml', rulePlan(RULES_PORT, `${rules.join('\n')}\npace: gentle\n`))
    const { child, ended } = start(['check', plan, '--group', 'extra', '--out', 'slow', '--format', 'json'])
    await new Promise((resolve) => setTimeout(resolve, 2500))
    child.kill('SIGINT')
    const { status, stderr } = await ended
    expect(status).toBe(130)
    expect(stderr).toContain('what is known is being saved')
    const run = await readRun('slow')
    expect(run.complete).toBe(false)
    expect(run.summary.flows).toBe(61)
    expect(run.summary.pass).toBeGreaterThan(3)
    expect(run.summary.untested).toBeGreaterThan(20)
    expect(run.flows.filter((f) => f.outcome === 'not-tested').every((f) => f.reason.includes('stopped'))).toBe(true)
  })
})

describe('plan', () => {
  test('init writes a plan that check accepts: 231 flows, 12/144/6/3/66 by direction', async () => {
    expect((await cli('plan', 'init', 'start.yaml')).status).toBe(0)
    const { status, stdout } = await cli('plan', 'check', 'start.yaml')
    expect(status).toBe(0)
    for (const count of [12, 144, 6, 3, 66, 231]) expect(stdout).toMatch(new RegExp(`\\b${count}\\b`))
  })
  test('init never overwrites', async () => {
    await planFile('mine.yaml', 'mine')
    const { status, stderr } = await cli('plan', 'init', 'mine.yaml')
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'psm-preflight: mine.yaml: exists already, and is left as it is\n',
    })
    expect(await readFile(join(folder, 'mine.yaml'), 'utf8')).toBe('mine')
  })
})

test('a part of a plan says so first, and a re-test is judged for the stage of the run that it repeats', async () => {
  const plan = await planFile('part.yaml', rulePlan(17_002))
  const first = await cli(
    'check',
    plan,
    '--group',
    'extra',
    '--stage',
    'operational',
    '--out',
    'part',
    '--format',
    'json',
  )
  expect(first.status).toBe(1)
  expect(first.stdout).toMatch(/Not ready: 1 of 1 flow fails\. Partial: \d+ of the plan's flows were not asked\./)
  const again = await cli('check', plan, '--only-failed', 'part/run.json', '--out', 'part-again', '--format', 'json')
  expect(again.status).toBe(1)
  expect(await readRun('part-again')).toMatchObject({ stage: 'operational', summary: { fail: 1 } })
})
