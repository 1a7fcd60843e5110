import { describe, expect, test } from 'vitest'
import { RunMemory } from '../../../main/preflight/path-memory.ts'

function memory(platform: NodeJS.Platform = 'linux') {
  const run = new RunMemory(platform)
  return { run, path: run.pathOf('10.0.0.1', '10.0.0.2') }
}

describe('round trip and loss', () => {
  test('the first sample is the round trip, half of it the variance (RFC 6298 §2.2)', () => {
    const { run, path } = memory()
    run.noteAnswer(path, false, { waited: [], elapsedMs: 8 })
    expect([path.srttMs, path.rttvarMs]).toEqual([8, 4])
    run.noteAnswer(path, true, { waited: [], elapsedMs: 16 })
    expect([path.srttMs, path.rttvarMs]).toEqual([9, 5])
    expect(path.answered).toBe(2)
  })
  test('an unanswered attempt before the answer was lost; one that had no time was not', () => {
    const { run, path } = memory()
    run.noteAnswer(path, false, { waited: [400, 200, 20], elapsedMs: 1 })
    expect(path.loss).toEqual({ asked: 3, lost: 2 })
    expect(run.loss).toEqual({ asked: 3, lost: 2 })
  })
  test('an answer after the kernel repeated the SYN is a loss and no round trip (Karn)', () => {
    const { run, path } = memory()
    run.noteAnswer(path, false, { waited: [], elapsedMs: 1021 })
    expect([path.srttMs, path.loss.lost, path.heard]).toEqual([null, 1, true])
  })
  test('on Windows a slow refusal is neither', () => {
    const { run, path } = memory('win32')
    run.noteAnswer(path, true, { waited: [], elapsedMs: 2040 })
    expect([path.srttMs, path.loss.lost]).toEqual([null, 0])
  })
})

describe('errors', () => {
  test('a volley counts from its first error; a later one begins anew', () => {
    const { run, path } = memory()
    for (const at of [10, 20, 40]) run.noteError(path, at, 5, 1)
    expect(run.errors).toMatchObject({ firstAt: 10, volleyAt: 10 })
    run.noteError(path, 1020, 1000, 7)
    expect(run.errors).toMatchObject({ firstAt: 10, volleyAt: 1020 })
    expect([path.errors, run.lateErrors]).toEqual([4, 1])
  })
  test('errors at ten a second are no volley', () => {
    const { run, path } = memory()
    for (const at of [0, 100, 200, 300]) run.noteError(path, at, 5, 1)
    expect(run.errors).toMatchObject({ volleyAt: 300 })
  })
  test('a neighbour failure says nothing of a rate, unless the host was heard', () => {
    const { run, path } = memory()
    run.noteError(path, 3071, 3071, 6)
    expect([run.errors, path.errors]).toEqual([null, 1])
    run.noteAnswer(path, true, { waited: [], elapsedMs: 1 })
    run.noteError(path, 4000, 3900, 9)
    expect(run.errors).not.toBeNull()
  })
  test('what this machine’s own routing says is not counted', () => {
    const { run, path } = memory()
    path.route = { observer: 'route', sourceAddress: null, interface: null, errno: 'ENETUNREACH' }
    run.noteError(path, 1, 1, 1)
    expect([run.errors, path.errors]).toEqual([null, 0])
  })
})
