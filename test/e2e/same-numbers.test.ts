/**
 * One check, the same numbers everywhere: what the page shows, and what stands in the PDF, run.json, CSV and JUnit that it saves. Each is
 * read as its reader would read it: the page by its roles and names, the PDF by poppler.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { create } from 'xmlbuilder2'
import { OUTCOMES, PROOFS, VERDICTS } from '../../shared/outcome.ts'
import { notAskedFor } from '../../shared/explain/verdict-sentence.ts'
import { type FlowResult, type RunResult, runResult } from '../../shared/result.ts'
import { everyOutcome } from '../support/every-outcome.ts'
import { pdfPages, popplerMissing } from '../support/poppler.ts'
import { usePracticeTurn } from '../support/practice-turn.ts'
import { putCheck } from '../support/put-check.ts'
import { cellsInSight, heading, untilRun } from './support/app-page.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('the same numbers in a browser') ?? popplerMissing()

/** All cells of a group are in sight. */
const LARGE = { width: 2600, height: 2400 }

interface Counts {
  proven: number
  likely: number
  warn: number
  fail: number
  /** Asked and not concluded. */
  untested: number
  notAsked: number
}

/** "outcome, verdict, proof" of a flow, in the words of run.json. */
type States = Record<string, string>

const stateOf = ({ outcome, verdict, proof }: Pick<FlowResult, 'outcome' | 'verdict' | 'proof'>) =>
  `${outcome} ${verdict} ${proof}`

const keyOf = ({ source, destination, port }: Pick<FlowResult, 'source' | 'destination' | 'port'>) =>
  `${source} to ${destination}, port ${port}`

/** A port that two directions of a group share has the same ends in no two flows. */
function statesOf(run: RunResult): States {
  const states = Object.fromEntries(run.flows.map((flow) => [keyOf(flow), stateOf(flow)]))
  expect(Object.keys(states)).toHaveLength(run.flows.length)
  return states
}

/** Counted here, from the flows alone. */
function countsOf(run: RunResult): Counts {
  const count = (is: (flow: FlowResult) => boolean) => run.flows.filter(is).length
  return {
    proven: count(({ verdict, proof }) => verdict === 'pass' && proof === 'proven'),
    likely: count(({ verdict, proof }) => verdict === 'pass' && proof === 'likely'),
    warn: count(({ verdict }) => verdict === 'warn'),
    fail: count(({ verdict }) => verdict === 'fail'),
    untested: count(({ verdict }) => verdict === 'untested'),
    notAsked: notAskedFor(run),
  }
}

// ── The page ──

const WORDS = {
  proven: /^([\d,]+) proven$/,
  likely: /^([\d,]+) likely$/,
  warn: /^([\d,]+) warnings?$/,
  fail: /^([\d,]+) failed$/,
  untested: /^([\d,]+) untested$/,
}

/** On the page what was not asked is untested, too. */
async function countsOnPage(page: Page): Promise<Omit<Counts, 'notAsked'>> {
  const lines = await page.locator('.conclusion-counts li').allInnerTexts()
  const numberOf = (word: RegExp) => {
    const found = lines.map((line) => word.exec(line.trim())?.[1]).find((text) => text !== undefined)
    return Number((found ?? '0').replaceAll(',', ''))
  }
  return {
    proven: numberOf(WORDS.proven),
    likely: numberOf(WORDS.likely),
    warn: numberOf(WORDS.warn),
    fail: numberOf(WORDS.fail),
    untested: numberOf(WORDS.untested),
  }
}

const SHOWN_OUTCOME: Record<string, string> = {
  'closed, reachable': 'closed',
  'reset on the way': 'reset',
  'host silent': 'host-silent',
  'no route': 'no-route',
  'blocked on this machine': 'blocked-locally',
  'wrong service': 'wrong-service',
  'not tested': 'not-tested',
}
const SHOWN_VERDICT: Record<string, string> = { warning: 'warn' }

/** "psm-3 to psm-1, port 9010 EventsManager" and "closed, reachable, pass, likely" → as in run.json. */
function shownState(label: string, state: string): [string, string] {
  const key = /^.* port \d+/.exec(label)?.[0] ?? label
  const [, shown = state, verdict = 'untested', proof = 'none'] =
    /^(.*), (pass|warning|fail)(?:, (proven|likely))?$/.exec(state) ?? []
  return [key, `${SHOWN_OUTCOME[shown] ?? shown} ${SHOWN_VERDICT[verdict] ?? verdict} ${proof}`]
}

/** Of every group, by the matrix that its page shows. */
async function statesOnPage(page: Page, groups: readonly string[]): Promise<States> {
  const states: States = {}
  for (const letter of groups) {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await page.getByRole('gridcell').first().waitFor()
    for (const [label, state] of await cellsInSight(page)) {
      const [key, shown] = shownState(label, state)
      // Where a pair has no flow on a port there is an empty cell; what was not asked stands in no file.
      if (/, port \d+$/.test(key) && shown !== 'not asked yet untested none') states[key] = shown
    }
  }
  return states
}

// ── The files ──

function inCsv(text: string): States {
  const { data } = Papa.parse<Record<string, string>>(text.replace(/^\ufeff/, ''), {
    header: true,
    skipEmptyLines: true,
  })
  const rows = data as unknown as (Omit<FlowResult, 'port'> & { port: number })[]
  return Object.fromEntries(rows.map((row) => [keyOf(row), stateOf(row)]))
}

type Tree = Record<string, unknown>
const list = (value: unknown): Tree[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]) as Tree[]

/** Id → verdict and outcome: JUnit has no place for the proof but in its text, and a case that passed has no text. */
function inJunit(text: string): { root: Tree; verdicts: States } {
  const root = (create(text).end({ format: 'object' }) as Tree)['testsuites'] as Tree
  const cases = list(root['testsuite'])
    .filter((suite) => suite['@name'] !== 'field-checks')
    .flatMap((suite) => list(suite['testcase']))
  const verdicts = cases.map((one): [string, string] => {
    const [failure, skipped] = [one['failure'], one['skipped']] as (Tree | undefined)[]
    const outcome = String((failure ?? skipped)?.['@message'] ?? 'passed').replace(/:.*$/s, '')
    return [
      String(one['@name']),
      failure ? `${String(failure['@type'])} ${outcome}` : skipped ? `untested ${outcome}` : 'pass',
    ]
  })
  return { root, verdicts: Object.fromEntries(verdicts) }
}

const PDF_WORDS = {
  pass: /([\d,]+) pass(?:es)?\b.*?/,
  fail: /([\d,]+) fails?\b/,
  warn: /([\d,]+) warns?\b/,
  untested: /([\d,]+) untested\b/,
}

/** Counts of page 1. */
function countsInPdf(first: string): Counts {
  const line = first.split('\n').find((one) => /\d+ pass(es)? +\d/.test(one)) ?? ''
  const below = /([\d,]+) proven, ([\d,]+) likely(?: +and ([\d,]+) not asked)?/.exec(first)
  const numberOf = (text: string | undefined) => Number((text ?? '0').replaceAll(',', ''))
  const counts = {
    proven: numberOf(below?.[1]),
    likely: numberOf(below?.[2]),
    warn: numberOf(PDF_WORDS.warn.exec(line)?.[1]),
    fail: numberOf(PDF_WORDS.fail.exec(line)?.[1]),
    untested: numberOf(PDF_WORDS.untested.exec(line)?.[1]),
    notAsked: numberOf(below?.[3]),
  }
  expect(numberOf(PDF_WORDS.pass.exec(line)?.[1])).toBe(counts.proven + counts.likely)
  return counts
}

/** A row of "Every flow": source, destination, port, service, outcome, proof. */
const FLOW_ROW = new RegExp(
  `^\\s*(\\S+)\\s+(\\S+)\\s+(\\d+)\\s.*?\\s(closed, reachable|${OUTCOMES.join('|')})\\s+(proven|likely|–)(?:\\s|$)`,
)

/** The verdict is a shape there: it is told by the rest. */
function outcomesInPdf(pages: readonly string[]): States {
  const states: States = {}
  for (const line of pages.slice(1).join('\n').split('\n')) {
    const [, source = '', destination = '', port = '', outcome = '', proof = ''] = FLOW_ROW.exec(line) ?? []
    if (source === '') continue
    const key = keyOf({ source, destination, port: Number(port) })
    expect(states[key], `${key} stands twice`).toBeUndefined()
    states[key] = `${outcome === 'closed, reachable' ? 'closed' : outcome} ${proof === '–' ? 'none' : proof}`
  }
  return states
}

describe.skipIf(why !== null)('the same numbers', { timeout: 120_000 }, () => {
  let browser: Browser
  let serving: Serving | null = null
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psm-preflight-same-'))
    browser = await launchBrowser()
  })
  // Also of a test that failed: the next one starts another.
  afterEach(async () => {
    await serving?.remove()
  })
  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** As the user saves it: the path of what was downloaded. */
  async function save(page: Page, name: RegExp): Promise<string> {
    await page.getByRole('button', { name: /^Other formats/ }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name }).click()
    return (await download).path()
  }

  async function savePdf(page: Page): Promise<string> {
    await page.getByRole('button', { name: /^PDF report/ }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save PDF' }).click()
    const path = await (await download).path()
    await page.keyboard.press('Escape')
    return path
  }

  /** On the summary; everything is compared with the run.json that it saves. */
  async function verify(page: Page, groups: readonly string[]): Promise<RunResult> {
    const [pdf, json, csv, junit] = [
      await savePdf(page),
      await save(page, /^JSON/),
      await save(page, /^CSV/),
      await save(page, /^JUnit/),
    ]
    const run = runResult.parse(JSON.parse(await readFile(json, 'utf8')))
    const [counts, states] = [countsOf(run), statesOf(run)]
    const { proven, likely, warn, fail, untested, notAsked } = counts

    expect(run.summary).toMatchObject({ pass: proven + likely, proven, warn, fail, untested })
    expect(await countsOnPage(page)).toEqual({ proven, likely, warn, fail, untested: untested + notAsked })
    const sentence = await page.locator('.conclusion-sentence').innerText()
    expect(inCsv(await readFile(csv, 'utf8'))).toEqual(states)

    const { root, verdicts } = inJunit(await readFile(junit, 'utf8'))
    const fields = run.fieldChecks ?? []
    const having = (...wanted: string[]) => fields.filter(({ verdict }) => wanted.includes(verdict)).length
    expect(root).toMatchObject({
      '@tests': String(run.flows.length + fields.length),
      '@failures': String(fail + warn + having('fail', 'warn')),
      '@skipped': String(untested + having('untested')),
    })
    expect(verdicts).toEqual(
      Object.fromEntries(
        run.flows.map(({ id, verdict, outcome }) => [id, verdict === 'pass' ? 'pass' : `${verdict} ${outcome}`]),
      ),
    )

    const pages = pdfPages(pdf)
    const [first = ''] = pages
    expect(countsInPdf(first)).toEqual(counts)
    expect(first.replaceAll(/\s+/g, ' ')).toContain(sentence)
    expect(outcomesInPdf(pages)).toEqual(
      Object.fromEntries(run.flows.map((flow) => [keyOf(flow), `${flow.outcome} ${flow.proof}`])),
    )

    expect(await statesOnPage(page, groups)).toEqual(states)
    return run
  }

  test('of a run with every outcome, every verdict, and a part that was not asked', async () => {
    const data = join(folder, 'every-outcome')
    const { plan, run: made } = everyOutcome()
    await putCheck(data, plan, made)
    serving = await startServing({ dataFolder: data })
    const { page, context, troubles } = await visit(browser, serving.address, LARGE)
    await page.getByRole('table').getByRole('button').first().click()
    await heading(page, /Summary/).waitFor()
    const run = await verify(page, ['u', 'p', 'c', 'x'])
    const occurring = (of: (flow: FlowResult) => string) => [...new Set(run.flows.map(of))].toSorted()
    expect(occurring(({ outcome }) => outcome)).toEqual(OUTCOMES.toSorted())
    expect(occurring(({ verdict }) => verdict)).toEqual(VERDICTS.toSorted())
    expect(occurring(({ proof }) => proof)).toEqual(PROOFS.toSorted())
    expect(notAskedFor(run)).toBeGreaterThan(0)
    expect(troubles).toEqual([])
    await context.close()
  })

  describe('of the practice site', () => {
    usePracticeTurn()

    test('tested as a whole, and one group of it again', async () => {
      serving = await startServing({ dataFolder: join(folder, 'practice') })
      const { page, context, troubles } = await visit(browser, serving.address, LARGE)
      await page.getByRole('button', { name: /Practice site/ }).click()
      await heading(page, /^Site$/).waitFor()
      const summary = async () => {
        await page.keyboard.press('g')
        await page.keyboard.press('r')
        await heading(page, /Summary/).waitFor()
      }
      await summary()
      await page.keyboard.press('Control+Enter')
      await untilRun(page, serving.dataFolder, 1)
      const run = await verify(page, ['u', 'p', 'd', 'c'])
      expect(run.flows).toHaveLength(195)
      await page.keyboard.press('g')
      await page.keyboard.press('p')
      await heading(page, /PSM . PSM/).waitFor()
      await page.keyboard.press('Control+Enter')
      await untilRun(page, serving.dataFolder, 2)
      await summary()
      expect((await verify(page, ['u', 'p', 'd', 'c'])).flows).toHaveLength(195)
      expect(troubles).toEqual([])
      await context.close()
    })
  })
})
