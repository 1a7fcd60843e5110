/** Reading a run flow by flow gives the same as reading it as a whole, and damage is never taken for an end. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RunFileError, findFlow, readHosts, scanRun } from '../../../main/store/scan-run.ts'
import { readRun } from '../../../main/store/read-run.ts'
import { writeRunFile } from '../../../main/store/write-run.ts'
import { type FlowResult, flowResult } from '../../../shared/result.ts'
import { temporaryFolder } from '../../support/core.ts'
import { mixedRun } from '../../support/sample-run.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let path: string
beforeEach(async () => {
  place = await temporaryFolder()
  path = join(place.folder, '1.json')
  await writeRunFile(mixedRun(), path)
})
afterEach(() => place.done())

async function scanned() {
  const flows: FlowResult[] = []
  const head = await scanRun(path, flowResult, () => (flow) => void flows.push(flow))
  return { ...head, flows }
}

test('the same as the whole file', async () => {
  expect(await scanned()).toEqual((await readRun(path)).run)
})

test('a file that was laid out anew is read too', async () => {
  const { run } = await readRun(path)
  for (const text of [JSON.stringify(run), JSON.stringify(run, null, 2)]) {
    await writeFile(path, text)
    expect(await scanned()).toEqual(run)
  }
})

test('one flow is found by its id', async () => {
  const { run } = await readRun(path)
  const wanted = run.flows[17]
  expect(await findFlow(path, wanted?.id ?? '')).toEqual(wanted)
  expect(await findFlow(path, 'not/there')).toBeNull()
  expect(await readHosts(path)).toEqual(run.hosts)
  await writeFile(path, JSON.stringify(run))
  expect(await findFlow(path, wanted?.id ?? '')).toEqual(wanted)
  expect(await readHosts(path)).toEqual(run.hosts)
})

test('what comes after the flow that is wanted is not read; where it is missing, all is', async () => {
  const text = await readFile(path, 'utf8')
  const { run } = await readRun(path)
  const [first] = run.flows
  await writeFile(path, text.slice(0, text.length / 2))
  expect(await findFlow(path, first?.id ?? '')).toEqual(first)
  await expect(findFlow(path, 'not/there')).rejects.toThrow(RunFileError)
  await expect(readHosts(path)).rejects.toThrow(RunFileError)
})

test('cut off anywhere, it is an error that names the file', async () => {
  const text = await readFile(path, 'utf8')
  for (let share = 0; share < 40; share += 1) {
    await writeFile(path, text.slice(0, Math.floor((text.length * share) / 40)))
    await expect(scanned(), `${share}/40`).rejects.toThrow(RunFileError)
  }
  await writeFile(path, text.replace('"outcome":"open"', '"outcome":"fine"'))
  await expect(scanned()).rejects.toThrow(/1\.json/)
  await expect(scanRun(join(place.folder, 'none.json'), flowResult, () => () => {})).rejects.toThrow(/no such file/)
})
