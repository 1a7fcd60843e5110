/** A run in the desktop app: it outlives the page, shows itself in the taskbar, is told when nobody looks, and is saved at the end. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { CallName, Params, Result } from '../../shared/contract.ts'
import type { PlanDraft } from '../../shared/shapes.ts'
import { loopbackDraft } from '../support/core.ts'
import { dataFolder, type Desktop, launchers, until, whenLoaded } from './launch-desktop.ts'

const NET = 119

// Each test starts Chromium once or twice, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })

async function call<N extends CallName>(desktop: Desktop, name: N, params: Params<N>): Promise<Result<N>> {
  const reply = await desktop.page(([name, params]) => window.psmPreflight?.call(name, params), [name, params] as const)
  if (!reply?.ok) throw new Error(`${name}: ${reply?.error.message ?? 'no bridge'}`)
  return reply.result as Result<N>
}

async function createCheck(desktop: Desktop, draft: PlanDraft): Promise<string> {
  const created = await call(desktop, 'checks.create', { from: 'blank' })
  if (!created.ok) throw new Error('faults')
  await call(desktop, 'plan.save', { id: created.id, draft })
  return created.id
}

async function startRun(desktop: Desktop, id: string): Promise<void> {
  expect(await call(desktop, 'run.start', { id, ask: { kind: 'all' } })).toMatchObject({ started: true })
}

const running = async (desktop: Desktop, id: string) => (await call(desktop, 'checks.open', { id })).running
const hasEnded = async (desktop: Desktop, id: string) => (await running(desktop, id)) === null
/** Indices of the flows of which something is known. */
async function known(desktop: Desktop, id: string): Promise<number[]> {
  const { states, answers } = await call(desktop, 'checks.flows', { id, from: 0, limit: 2000 })
  const concluded = states.flatMap((state, flow) => (state ? [flow] : []))
  return [...new Set([...concluded, ...answers.map(([flow]) => flow)])]
}

describe.each(launchers())('a run in the desktop app on %s', (_name, launch) => {
  test('it goes on while the page crashes and is loaded again, and the taskbar shows how far it is', async () => {
    const desktop = await launch({ data: dataFolder() })
    await whenLoaded(desktop)
    const id = await createCheck(desktop, loopbackDraft(NET, { pace: 'gentle' }))
    await startRun(desktop, id)
    const before = await until('first answers', async () => {
      const found = await known(desktop, id)
      return found.length > 0 ? found : null
    })
    await desktop.page(() => void Object.assign(window, { before: true }))
    await desktop.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    await until('a new page', () => desktop.page(() => !('before' in window) && 'psmPreflight' in window))
    const now = await until('the run', () => running(desktop, id))
    expect(now).toMatchObject({ run: 1, flows: 195 })
    expect(await known(desktop, id)).toEqual(expect.arrayContaining(before))
    await until('more answers', async () => (await known(desktop, id)).length > before.length)
    await call(desktop, 'run.cancel', { id })
    await until('the end of the run', () => hasEnded(desktop, id))
    if (desktop.double) {
      const bars = await desktop.main(
        ({ BrowserWindow }) => (BrowserWindow.getAllWindows()[0] as unknown as { bars: [number, string][] }).bars,
      )
      expect(bars.some(([value, mode]) => value > 0 && value < 1 && mode === 'normal')).toBe(true)
      expect(bars.at(-1)).toEqual([-1, 'none'])
    }
    await desktop.quit()
  })

  test('its end is told when the window is not looked at, and its report goes where the dialog said', async () => {
    const data = dataFolder()
    const desktop = await launch({ data })
    await whenLoaded(desktop)
    const id = await createCheck(desktop, loopbackDraft(NET))
    await desktop.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
    await startRun(desktop, id)
    await until('the end of the run', () => hasEnded(desktop, id))
    if (desktop.double) {
      const { sentence } = (await call(desktop, 'checks.open', { id })).result
      expect((await desktop.double.seen()).notifications).toEqual([{ title: 'The run has finished', body: sentence }])
    }

    const save = async (answer: { canceled: boolean; filePath: string }) => {
      await desktop.main(({ dialog }, given) => {
        dialog.showSaveDialog = async () => given
      }, answer)
      return desktop.page((check) => window.psmPreflight?.call('reports.save', { id: check, format: 'pdf' }), id)
    }
    const path = join(data, 'report of the site.pdf')
    expect(await save({ canceled: false, filePath: path })).toEqual({ ok: true, result: { kind: 'saved', path } })
    expect(readFileSync(path).toString('latin1', 0, 5)).toBe('%PDF-')
    expect(await save({ canceled: true, filePath: '' })).toEqual({ ok: true, result: { kind: 'cancelled' } })
    writeFileSync(join(data, 'file'), '')
    const refused = await save({ canceled: false, filePath: join(data, 'file', 'report.pdf') })
    expect(refused).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(JSON.stringify(refused)).toContain('cannot be written')
    await desktop.quit()
  })

  test('the PDF is looked at in the window, and what is saved is what was seen', async () => {
    const data = dataFolder()
    const desktop = await launch({ data })
    await whenLoaded(desktop)
    const id = await createCheck(desktop, loopbackDraft(NET))
    await startRun(desktop, id)
    await until('the end of the run', () => hasEnded(desktop, id))
    /** Presses the first one of this name, once it can be pressed. */
    const press = (name: string) =>
      until(name, () =>
        desktop.page((words) => {
          const found = [...document.querySelectorAll('button')].find((one) => one.textContent?.includes(words))
          if (found === undefined || found.disabled) return false
          found.click()
          return true
        }, name),
      )
    await press(`Loopback ${NET}`)
    await press('PDF report')
    await until('a drawn page', () => desktop.page(() => document.querySelector('.preview-page canvas') !== null))
    const path = join(data, 'seen.pdf')
    await desktop.main(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
    }, path)
    await press('Save PDF')
    await until('the file', async () => existsSync(path))
    expect(readFileSync(path).toString('latin1', 0, 5)).toBe('%PDF-')
    if (desktop.double)
      expect((await desktop.double.seen()).console.filter((line) => /policy|refused/i.test(line))).toEqual([])
    await desktop.quit()
  })

  test('quitting in mid-run cancels and saves it, and what was shown is there after the next start', async () => {
    const data = dataFolder()
    const first = await launch({ data })
    await whenLoaded(first)
    const id = await createCheck(first, loopbackDraft(NET, { pace: 'gentle' }))
    await startRun(first, id)
    const shown = await until('first answers', async () => {
      const found = await known(first, id)
      return found.length > 3 ? found : null
    })
    await first.quit()
    if (first.double) expect(await first.double.exited).toBe(0)
    const second = await launch({ data })
    await whenLoaded(second)
    expect(await known(second, id)).toEqual(expect.arrayContaining(shown))
    const { running, readOnly, result } = await call(second, 'checks.open', { id })
    expect([running, readOnly, result.runs.length]).toEqual([null, null, 1])
    expect(result.runs[0]).toMatchObject({ run: 1, complete: false, finishedAt: expect.any(String) })
    await second.quit()
  })
})
