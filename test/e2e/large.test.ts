/**
 * 36,000 flows in the browser: opening, scrolling and filtering keep every task of the page under 50 ms. Measured in Chromium's own trace, as
 * the time that the thread worked: what else the machine does is not the page's.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AttemptObservation } from '../../shared/observation.ts'
import type { RunResult } from '../../shared/result.ts'
import { putCheck } from '../support/put-check.ts'
import { samplePlan, scatteredRun } from '../support/sample-run.ts'
import { heading } from './support/app-page.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('36,000 flows in a browser')
const LONGEST_MS = 50
const TIMES = 3
const MOST_HEAP_MB = 200
const FIRST_PAINT_MS = 1000

const attempt = { observer: 'connect', sourceAddress: null, sourcePort: null, errno: null } as const
const REFUSED: AttemptObservation[] = [{ ...attempt, at: 0, elapsedMs: 0.4, result: 'error', errno: 'ECONNREFUSED' }]
const SILENT = Array.from(
  { length: 6 },
  (_, n): AttemptObservation => ({ ...attempt, at: n * 200, elapsedMs: 1200 - n * 200, result: 'unanswered' }),
)

/** What was seen of each flow, so that the core, which judges a run of another version anew, comes to the same. */
function asSeen(run: RunResult): RunResult {
  const addressOf = new Map(run.flows.map((flow) => [flow.source, flow.sourceAddress]))
  for (const flow of run.flows)
    flow.evidence = { ...flow.evidence, attempts: flow.outcome === 'silent' ? SILENT : REFUSED }
  return { ...run, hosts: run.hosts.map((host) => ({ ...host, source: addressOf.get(host.source) ?? host.source })) }
}

interface TraceEvent {
  name: string
  cat: string
  ph: string
  pid: number
  tid: number
  dur?: number
  tdur?: number
  args?: { name?: string }
}

describe.skipIf(why !== null)('36,000 flows', { timeout: 180_000 }, () => {
  let browser: Browser
  let serving: Serving
  let page: Page
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'psm-preflight-large-'))
    const run = asSeen(scatteredRun())
    expect(run.flows.length).toBeGreaterThan(36_000)
    await putCheck(folder, samplePlan(1000), run)
    serving = await startServing({ dataFolder: folder })
    browser = await launchBrowser()
    ;({ page } = await visit(browser, serving.address))
    await page.getByRole('table').waitFor()
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await serving.remove()
  })

  /** The longest tasks of the page's main thread while `work` goes on, longest first: working time and wall time, milliseconds. */
  async function longestTasks(work: () => Promise<void>): Promise<{ worked: number; wall: number }[]> {
    await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] })
    await work()
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
    const mains = new Set(
      traceEvents
        .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid} ${tid}`),
    )
    const tasks = traceEvents.filter(
      ({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && mains.has(`${pid} ${tid}`),
    )
    expect(tasks.length).toBeGreaterThan(10)
    return tasks
      .map(({ dur = 0, tdur = dur }) => ({ worked: tdur / 1000, wall: dur / 1000 }))
      .toSorted((a, b) => b.worked - a.worked)
      .slice(0, 5)
  }

  /** Measured up to three times: the caches of a busy machine are not the page's either. Fails when no time was quick enough. */
  async function expectNoLongTask(what: string, work: () => Promise<void>): Promise<void> {
    const seen: number[] = []
    for (let i = 0; i < TIMES && !seen.some((ms) => ms < LONGEST_MS); i += 1) {
      const tasks = await longestTasks(work)
      const words = tasks.map((t) => `${t.worked.toFixed(0)} ms (wall ${t.wall.toFixed(0)})`)
      console.info(`${what}: longest tasks ${words.join(', ')}`)
      seen.push(tasks[0]?.worked ?? Number.POSITIVE_INFINITY)
    }
    expect(Math.min(...seen)).toBeLessThan(LONGEST_MS)
  }

  test('the first paint comes within a second', async () => {
    const paints: number[] = []
    for (let i = 0; i < TIMES && !paints.some((ms) => ms < FIRST_PAINT_MS); i += 1) {
      if (i > 0) await page.reload()
      await page.getByRole('table').waitFor()
      const [paint] = await page.evaluate(() =>
        performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime),
      )
      console.info(`first contentful paint after ${paint?.toFixed(0)} ms`)
      paints.push(paint ?? Number.POSITIVE_INFINITY)
    }
    expect(Math.min(...paints)).toBeLessThan(FIRST_PAINT_MS)
  })

  test('opening', async () => {
    await expectNoLongTask('opening', async () => {
      await page.keyboard.press('g')
      await page.keyboard.press('h')
      await page.getByRole('table').getByRole('button').first().click()
      await heading(page, /Summary/).waitFor()
      await page.keyboard.press('g')
      await page.keyboard.press('c')
      await heading(page, /DSC . PSM/).waitFor()
      await page.getByRole('gridcell').first().waitFor()
      await page.waitForTimeout(1500)
    })
    await expect.poll(() => page.getByRole('navigation').first().innerText()).toMatch(/2\d,\d{3}\/33,000/)
  })

  test('scrolling', async () => {
    await page.getByRole('gridcell').first().hover()
    await expectNoLongTask('scrolling', async () => {
      for (let i = 0; i < 60; i += 1) {
        await page.mouse.wheel(i % 20 === 19 ? -20_000 : 900, 0)
        await page.waitForTimeout(16)
      }
    })
  })

  test('filtering', async () => {
    await expectNoLongTask('filtering', async () => {
      await page.keyboard.press('/')
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Delete')
      for (const key of 'dsc-77') {
        await page.keyboard.press(key)
        await page.waitForTimeout(120)
      }
      for (let i = 0; i < 6; i += 1) {
        await page.keyboard.press('Backspace')
        await page.waitForTimeout(120)
      }
      await page.keyboard.type('silent', { delay: 100 })
    })
    await page.keyboard.press('Escape')
  })

  test('the heap stays small', async () => {
    const session = await page.context().newCDPSession(page)
    await session.send('HeapProfiler.enable')
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    console.info(`heap of the page: ${(usedSize / 1_048_576).toFixed(0)} MB`)
    expect(usedSize / 1_048_576).toBeLessThan(MOST_HEAP_MB)
  })
})
