/** Tools that end, hang, flood, are missing or are stopped: each is told, none is waited for. Unix, where `sh` is. */
import { describe, expect, test } from 'vitest'
import { runTool, systemProgram } from '../../../main/probe/run-tool.ts'

const node = (script: string, options: Parameters<typeof runTool>[2]) =>
  runTool(process.execPath, ['-e', script], options)

describe('running a tool', () => {
  test('status and both streams', async () => {
    const run = await node(`console.log('out'); console.error('err'); process.exitCode = 3`, { deadlineMs: 10_000 })
    expect(run).toEqual({ status: 3, stdout: 'out\n', stderr: 'err\n', end: 'exited' })
  })

  test('in English, whatever the user speaks, and without input', async () => {
    const script = `process.stdin.on('data', () => {}).on('end', () => console.log(process.env.LC_ALL))`
    expect((await node(script, { deadlineMs: 10_000 })).stdout).toBe('C\n')
  })

  test('a tool that hangs is ended at its deadline; what it said is kept', async () => {
    const start = performance.now()
    const run = await node(`console.log('so far'); setInterval(() => {}, 1000)`, { deadlineMs: 800 })
    expect(run).toEqual({ status: null, stdout: 'so far\n', stderr: '', end: 'deadline' })
    expect(performance.now() - start).toBeLessThan(3000)
  })

  test('a child that keeps the pipes open is not waited for', async () => {
    const start = performance.now()
    const run = await runTool('sh', ['-c', 'echo here; sleep 5 & wait'], { deadlineMs: 500 })
    expect(run).toMatchObject({ stdout: 'here\n', end: 'deadline' })
    expect(performance.now() - start).toBeLessThan(3000)
  })

  test('of a flood only the beginning is kept', async () => {
    const script = `process.stdout.write('x'.repeat(5_000_000), () => console.error('done'))`
    const run = await node(script, { deadlineMs: 10_000, outputLimit: 1000 })
    expect(run).toEqual({ status: 0, stdout: 'x'.repeat(1000), stderr: 'done\n', end: 'exited' })
  })

  test('a tool that is not there', async () => {
    const run = await runTool('no-such-tool-anywhere', [], { deadlineMs: 1000 })
    expect(run).toMatchObject({ status: null, end: 'missing' })
    expect(run.stderr).toContain('ENOENT')
  })

  test('a run that is stopped, before and while it goes on', async () => {
    const stop = new AbortController()
    const pending = node('setInterval(() => {}, 1000)', { deadlineMs: 10_000, signal: stop.signal })
    setTimeout(() => stop.abort(), 200)
    expect((await pending).end).toBe('aborted')
    expect((await node('0', { deadlineMs: 10_000, signal: stop.signal })).end).toBe('aborted')
  })

  test("Windows' own tools are named with their folder", () => {
    expect(systemProgram('arp', 'linux')).toBe('arp')
    expect(systemProgram('arp', 'win32')).toMatch(/System32.arp\.exe$/)
  })
})
