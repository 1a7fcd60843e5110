/** The desktop door as it is built: what the page gets, what it is refused, and what it asks of the system. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Bridge } from '../../renderer/client.ts'
import { loopbackDraft } from '../support/core.ts'
import { ethernet, ip4, pcap, tcp } from '../support/packets.ts'
import { dataFolder, type Desktop, launchers, until, whenLoaded } from './launch-desktop.ts'

const NET = 118

// Each test may start Chromium twice, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })
const MEMBERS = ['call', 'onEvent', 'readCapture'] satisfies (keyof Bridge)[]

/** Lets the page note its events; gives what came so far. */
const listen = (desktop: Desktop) =>
  desktop.page(() => {
    const heard: unknown[] = []
    Object.assign(window, { heard })
    window.psmPreflight?.onEvent((envelope) => heard.push(envelope))
  })
interface Heard {
  event: string
  data: Record<string, unknown>
}
const heard = (desktop: Desktop) => desktop.page(() => (window as unknown as { heard: Heard[] }).heard)
const offered = async (desktop: Desktop, name: string) =>
  (await heard(desktop)).find(({ event, data }) => event === 'plan.offered' && data['name'] === name)?.data

const choose = (desktop: Desktop, id: string) =>
  desktop.main(({ Menu }, item) => {
    const found = Menu.getApplicationMenu()?.getMenuItemById(item)
    found?.click()
    return found?.label
  }, id)

/** The next message box is answered with its first button, and noted. */
const noteMessages = (desktop: Desktop) =>
  desktop.main(({ dialog }) => {
    const said: unknown[] = []
    Object.assign(dialog, {
      said,
      showMessageBox: async (...args: unknown[]) => {
        said.push(args.at(-1))
        return { response: 0, checkboxChecked: false }
      },
    })
  })
const messages = (desktop: Desktop) =>
  desktop.main(({ dialog }) => (dialog as unknown as { said: { message: string; detail: string }[] }).said)

describe.each(launchers())('the desktop app on %s', (_name, launch) => {
  let desktop: Desktop
  const data = dataFolder()

  beforeAll(async () => {
    desktop = await launch({ data })
    await whenLoaded(desktop)
    await listen(desktop)
  })
  afterAll(() => desktop.quit())

  test('the page gets three functions, frozen, and nothing of Node', async () => {
    const found = await desktop.page(() => ({
      members: Object.keys(window.psmPreflight ?? {}).toSorted(),
      frozen: Object.isFrozen(window.psmPreflight),
      node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer'].filter((name) => name in window),
    }))
    expect(found).toEqual({ members: MEMBERS, frozen: true, node: [] })
    if (!desktop.double) return
    expect((await desktop.double.seen()).console).toEqual([])
    const { preload, ...preferences } = await desktop.main(
      ({ BrowserWindow }) =>
        (BrowserWindow.getAllWindows()[0] as unknown as { options: { webPreferences: Record<string, unknown> } })
          .options.webPreferences,
    )
    expect(preload).toMatch(/dist.preload\.cjs$/)
    expect(preferences).toEqual({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: false,
    })
    expect(await desktop.main(({ app }) => (app as unknown as { sandboxed: boolean }).sandboxed)).toBe(true)
  })

  test('the page comes with its content security policy, and the policy is in effect', async () => {
    const headers = await desktop.page(async () => Object.fromEntries((await fetch('/')).headers))
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/)
    const ran = await desktop.page(async () => {
      const seen: string[] = []
      Object.assign(window, { seen })
      document.addEventListener('securitypolicyviolation', (event) => seen.push(`refused ${event.violatedDirective}`))
      const script = document.createElement('script')
      script.textContent = 'window.seen.push("inline ran")'
      document.body.append(script)
      document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="window.seen.push(\'handler ran\')">')
      // Not evaluated by this function itself, which the debugger's protocol lets do more than the page may.
      setTimeout(() => {
        try {
          // oxlint-disable-next-line no-eval -- That it is refused is what is tested.
          ;(0, eval)('window.seen.push("eval ran")')
        } catch (error) {
          seen.push((error as Error).name)
        }
      })
      await fetch('https://192.0.2.1/').catch(() => seen.push('no connection'))
      await new Promise((resolve) => setTimeout(resolve, 200))
      return seen
    })
    expect(ran.filter((line) => line.endsWith('ran'))).toEqual([])
    expect(ran).toEqual(
      expect.arrayContaining(['refused script-src-elem', 'refused script-src-attr', 'EvalError', 'no connection']),
    )
  })

  test('app:// gives out the files of the page, and nothing beside them', async () => {
    const asked = [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/..%5cdesktop.js',
      '/assets/../../desktop.js',
      '/assets/..%2f..%2fdesktop.js',
      '/desktop.js',
      '/%00index.html',
      '/%zz',
      '//etc/passwd',
    ]
    const answers = await desktop.page(
      (paths) => Promise.all(paths.map(async (path) => (await fetch(`${location.origin}${path}`)).status)),
      asked,
    )
    expect(answers).toEqual(asked.map(() => 404))
    expect(await desktop.page(async () => (await fetch('/', { method: 'POST' })).status)).toBe(405)
  })

  test('a call is answered; one that is not of the contract is refused in words', async () => {
    const described = await desktop.page(() => window.psmPreflight?.call('program.describe', {}))
    expect(described).toMatchObject({ ok: true, result: { door: 'desktop', platform: process.platform } })
    const unknown = await desktop.page(() => window.psmPreflight?.call('files.read', { path: '/etc/passwd' }))
    expect(unknown).toMatchObject({ ok: false, error: { code: 'unknown-call' } })
    const nameless = await desktop.page(() => window.psmPreflight?.call(7 as never, {}))
    expect(nameless).toMatchObject({ ok: false, error: { code: 'refused' } })
  })

  test('a capture is read from its path where the user dropped it; a file that the page made itself has none', async () => {
    const path = join(dataFolder(), 'wire.pcap')
    writeFileSync(path, pcap([{ bytes: ethernet(ip4(tcp())) }]))
    const read = (droppedFrom: string | null) =>
      desktop.page(async (from) => {
        const { psmPreflight: bridge } = window
        const begun = await bridge?.call('capture.begin', { name: 'wire.pcap', bytes: 1, check: null })
        const { capture } = (begun as { result: { capture: string } }).result
        const file = Object.assign(new File(['x'], 'wire.pcap'), from === null ? {} : { droppedFrom: from })
        const reply = await bridge?.readCapture(capture, file)
        return { reply, shown: await bridge?.call('capture.show', { capture }) }
      }, droppedFrom)
    const made = await read(null)
    expect(made.reply).toMatchObject({ ok: false, error: { code: 'refused' } })
    if (!desktop.double) return
    const { reply, shown } = await read(path)
    expect(reply).toEqual({ ok: true, result: {} })
    expect(shown).toMatchObject({ ok: true, result: { name: 'wire.pcap', totals: { packets: 1, flows: 1 } } })
  })

  test('a frame in the page has no bridge, and a call from it is refused', async () => {
    const inFrame = await desktop.page(async () => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      await new Promise((resolve) => setTimeout(resolve, 100))
      return 'psmPreflight' in (frame.contentWindow ?? {})
    })
    expect(inFrame).toBe(false)
    if (!desktop.double) return
    const reply = await desktop.double.invokeFromFrame('psm-preflight:call', 'program.describe', {})
    expect(reply).toMatchObject({ ok: false, error: { code: 'refused' } })
  })

  test('no second window, no other address, no permission', async () => {
    const found = await desktop.page(async () => {
      const opened = window.open('https://example.com/', '_blank', 'noopener')
      window.open('/')
      const link = document.createElement('a')
      link.href = 'https://example.com/'
      document.body.append(link)
      link.click()
      const stateOf = async (name: string) =>
        (await navigator.permissions.query({ name: name as PermissionName }).catch(() => ({ state: 'none' }))).state
      await new Promise((resolve) => setTimeout(resolve, 300))
      return {
        opened: opened === null,
        host: location.host.split('.')[0],
        geolocation: await stateOf('geolocation'),
        notifications: await stateOf('notifications'),
        paste: await stateOf('clipboard-read'),
      }
    })
    expect(found).toEqual({
      opened: true,
      host: 'psm-preflight',
      geolocation: 'denied',
      notifications: 'denied',
      paste: 'denied',
    })
    const windows = await desktop.main(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
    expect(windows).toBe(1)
    if (!desktop.double) return
    const { double } = desktop
    const popups = await until('the windows that were asked for', async () => {
      const seen = (await double.seen()).popups
      return seen.length > 0 ? seen : null
    })
    expect(new Set(popups)).toEqual(new Set(['deny']))
  })

  test('the page downloads nothing', async () => {
    await desktop.page(() => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['report']))
      link.download = 'report.txt'
      link.click()
    })
    if (!desktop.double) return
    const { double } = desktop
    const downloads = await until('the download', async () => {
      const seen = (await double.seen()).downloads
      return seen.length > 0 ? seen : null
    })
    expect(downloads).toEqual([true])
  })

  test('the page may copy', async () => {
    expect(await desktop.page(() => navigator.clipboard.writeText('10.77.20.11:9002').then(() => 'copied'))).toBe(
      'copied',
    )
  })

  test('the menu hands the page what it is asked for, in the language of the settings', async () => {
    expect(await choose(desktop, 'new-check')).toBe('New Check')
    await until('the event', async () => (await heard(desktop)).some(({ data }) => data['item'] === 'new-check'))
    await desktop.page(() => window.psmPreflight?.call('settings.save', { theme: 'dark', language: 'de' }))
    expect(await choose(desktop, 'save-report')).toBe('Bericht speichern …')
    await until('the event', async () => (await heard(desktop)).some(({ data }) => data['item'] === 'save-report'))
    expect(await desktop.main(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
    await until('the page in the dark', () => desktop.page(() => matchMedia('(prefers-color-scheme: dark)').matches))
    await desktop.page(() => window.psmPreflight?.call('settings.save', { theme: 'system', language: 'en' }))
    expect(await choose(desktop, 'keys')).toBe('Keyboard Shortcuts')
  })

  test('a plan that was chosen in the open dialog is offered to the page, as text', async () => {
    const plan = join(data, 'site.psmplan')
    writeFileSync(plan, 'site: "<script>alert(1)</script>"\n')
    await desktop.main(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    }, plan)
    await choose(desktop, 'open-plan')
    const given = await until('the plan', () => offered(desktop, 'site.psmplan'))
    expect(given).toEqual({ name: 'site.psmplan', text: 'site: "<script>alert(1)</script>"\n' })
  })

  test('a file that cannot be read is named, with the reason', async () => {
    const folder = join(data, 'folder.yaml')
    mkdirSync(folder)
    await noteMessages(desktop)
    await desktop.main(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    }, folder)
    await choose(desktop, 'open-plan')
    const [said] = await until('the message', async () =>
      (await messages(desktop)).length > 0 ? messages(desktop) : null,
    )
    expect(said).toMatchObject({
      message: 'This file cannot be opened',
      detail: `${folder}: not a file; accepted: a plan, YAML or JSON`,
    })
  })

  test('that the page hangs is told, and waiting leaves it as it is', async () => {
    await noteMessages(desktop)
    await desktop.page(() => void Object.assign(window, { same: true }))
    await desktop.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.emit('unresponsive'))
    const [said] = await until('the message', async () =>
      (await messages(desktop)).length > 0 ? messages(desktop) : null,
    )
    expect(said).toMatchObject({ message: 'The window does not answer', buttons: ['Wait', 'Load Again'] })
    expect(await desktop.page(() => 'same' in window)).toBe(true)
  })

  test('a page that crashed is loaded again', async () => {
    await desktop.page(() => void Object.assign(window, { before: true }))
    await desktop.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    await until('a new page', () => desktop.page(() => !('before' in window) && document.readyState === 'complete'))
    const reply = await until('a call', () => desktop.page(() => window.psmPreflight?.call('program.describe', {})))
    expect(reply).toMatchObject({ ok: true })
    await listen(desktop)
    await choose(desktop, 'new-check')
    await until('events again', async () => (await heard(desktop)).length > 0)
  })
})

describe.each(launchers())('starting and ending on %s', (_name, launch) => {
  test('a plan of the command line waits for the page; a second start hands its plan over and ends', async () => {
    const data = dataFolder()
    const { version, ...rest } = { version: 1, ...loopbackDraft(NET) }
    const plan = { version, site: { name: 'Handed over' }, endpoints: rest.endpoints }
    writeFileSync(join(data, 'first.yaml'), JSON.stringify(plan))
    writeFileSync(join(data, 'second.yaml'), 'site: second\n')
    const desktop = await launch({ data, args: [join(data, 'first.yaml')] })
    await whenLoaded(desktop)
    await listen(desktop)
    await until('the check that the page made of it', async () =>
      JSON.stringify(await desktop.page(() => window.psmPreflight?.call('checks.list', {}))).includes('Handed over'),
    )
    if (desktop.double) {
      const second = await launch({ data, args: ['--some-switch', 'second.yaml'] })
      expect(await second.double?.exited).toBe(0)
      const given = await until('the plan', () => offered(desktop, 'second.yaml'))
      expect(given).toEqual({ name: 'second.yaml', text: 'site: second\n' })
    }
    await desktop.quit()
  })

  test('the window opens where it was, at the size that it had', async () => {
    const data = dataFolder()
    const first = await launch({ data })
    await whenLoaded(first)
    const place = { x: 40, y: 60, width: 1010, height: 730 }
    await first.main(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place)
    await first.quit()
    const second = await launch({ data })
    await whenLoaded(second)
    expect(await second.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toEqual(place)
    await second.quit()
  })
})
