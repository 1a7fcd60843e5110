/**
 * The desktop door: wiring only. One hardened window shows the bundle over `app://`; the core runs in this process, so that a run goes on
 * when the page ends. What can be decided without Electron stands in desktop/, and is tested there.
 */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  nativeTheme,
  Notification,
  protocol,
  screen,
  session,
  shell,
  type WebContents,
} from 'electron'
import type { Delivery, EventEnvelope, MenuItemName } from '../shared/contract.ts'
import { DEFAULT_SETTINGS, type Settings } from '../shared/program-shapes.ts'
import type { ReportFile } from './checks/make-report.ts'
import { background, themeSource } from './desktop/appearance.ts'
import { PLAN_EXTENSIONS, readArguments } from './desktop/arguments.ts'
import { answerFrom } from './desktop/bundle.ts'
import { closeWindow } from './desktop/close-window.ts'
import { type Core, describeProgram, openCore } from './desktop/core.ts'
import { crashLimit } from './desktop/crash-limit.ts'
import { menuTemplate } from './desktop/menu.ts'
import { readOfferedPlan } from './desktop/offered-plan.ts'
import { openOffers } from './desktop/offers.ts'
import { notice } from './desktop/notice.ts'
import { progressBar } from './desktop/progress-bar.ts'
import { openShutdown } from './desktop/shutdown.ts'
import { fitToDisplays, keepWindowState, readWindowState, SMALLEST } from './desktop/window-state.ts'
import { saveReport } from './desktop/save-report.ts'
import { desktopWords } from './desktop/words.ts'
import { dataFolder } from './store/data-folder.ts'
import { APP_HOST, APP_SCHEME, isOwnAddress } from './transport/sender.ts'
import { mountIpc } from './transport/ipc.ts'
import { StaticFiles } from './transport/static-files.ts'

const HOME = `${APP_SCHEME}://${APP_HOST}/`
const here = dirname(fileURLToPath(import.meta.url))

/** What Chromium would send by itself. This program sends nothing but what a plan asks for. */
const SILENCED = ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability']

let window: BrowserWindow | null = null
let settings: Settings = DEFAULT_SETTINGS
let offerPlans = (paths: readonly string[]): void => void started.plans.push(...paths)
const started = readArguments(process.argv, process.cwd())
const data = dataFolder(started.data ?? undefined)

const notices = new Set<Notification>()

const words = () => desktopWords(settings, app.getLocale())
const isMac = process.platform === 'darwin'

function ask(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
  return window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options)
}

const tell = (message: string, detail: string) => void ask({ type: 'error', message, detail })

/** Nothing may leave the page: no other window, no other address, no webview. A file that is dropped would be navigated to. */
function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Our own page may write to the clipboard, for its copy buttons; all else that a page may ask for is refused. */
function refuseWishes({ defaultSession }: typeof session): void {
  const isGranted = (permission: string, origin: string) =>
    permission === 'clipboard-sanitized-write' && isOwnAddress(origin)
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin))
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isGranted(permission, requestingUrl)),
  )
  // Reports are saved by the core, where the dialog says; the page downloads nothing.
  defaultSession.on('will-download', (event) => event.preventDefault())
  // Its dictionaries would be fetched from the network.
  defaultSession.setSpellCheckerEnabled(false)
}

function openWindow(): void {
  const kept = join(app.getPath('userData'), 'window.json')
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const { maximized, ...place } = fitToDisplays(readWindowState(kept), areas)
  const opened = new BrowserWindow({
    ...place,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'PSM Preflight',
    icon: join(here, 'icon.png'),
    backgroundColor: background(settings, nativeTheme.shouldUseDarkColors),
    webPreferences: {
      preload: join(here, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  })
  window = opened
  if (maximized) opened.maximize()
  opened.once('ready-to-show', () => opened.show())
  opened.on('close', () => keepWindowState(kept, { ...opened.getNormalBounds(), maximized: opened.isMaximized() }))
  opened.on('closed', () => {
    window = null
  })
  surviveThePage(opened.webContents)
  void opened.loadURL(HOME)
}

/** The core is in this process: a page that ends or hangs is loaded again, and shows the run that went on. */
function surviveThePage(contents: WebContents): void {
  const mayLoadAgain = crashLimit()
  contents.on('render-process-gone', (_event, { reason }) => {
    console.error(`psm-preflight: the page ended: ${reason}`)
    if (reason === 'clean-exit') return
    if (mayLoadAgain()) contents.reload()
    else void askWhatNow(contents)
  })
  contents.on('unresponsive', () => void askToWait(contents))
}

async function askWhatNow(contents: WebContents): Promise<void> {
  const { crashed, crashedDetail, reload, quit } = words()
  const { response } = await ask({ type: 'error', message: crashed, detail: crashedDetail, buttons: [reload, quit] })
  if (response === 0) contents.reload()
  else app.quit()
}

async function askToWait(contents: WebContents): Promise<void> {
  const { hangs, hangsDetail, wait, reload } = words()
  const { response } = await ask({ type: 'warning', message: hangs, detail: hangsDetail, buttons: [wait, reload] })
  // Its end is what render-process-gone waits for.
  if (response === 1) contents.forcefullyCrashRenderer()
}

function showWindow(): void {
  if (!window) return openWindow()
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

async function choosePlans(): Promise<void> {
  const { planFiles, allFiles } = words()
  const options: Electron.OpenDialogOptions = {
    properties: ['openFile'],
    filters: [
      { name: planFiles, extensions: [...PLAN_EXTENSIONS] },
      { name: allFiles, extensions: ['*'] },
    ],
  }
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  offerPlans(filePaths)
}

/** A report goes where the user says, and nowhere else. */
async function deliver(file: ReportFile): Promise<Delivery> {
  const options = { defaultPath: join(app.getPath('documents'), file.name) }
  const { filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  return filePath ? saveReport(filePath, file) : { kind: 'cancelled' }
}

function wear(next: Settings, core: Core): void {
  settings = next
  nativeTheme.themeSource = themeSource(next)
  window?.setBackgroundColor(background(next, nativeTheme.shouldUseDarkColors))
  const actions = {
    choose: (item: MenuItemName) => core.emit('menu.chosen', { item }),
    openPlan: () => void choosePlans(),
    showChecks: () => void describeProgram(core).then(({ dataFolder }) => shell.openPath(dataFolder)),
  }
  const template = menuTemplate(words(), actions, { mac: isMac, developing: !app.isPackaged })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function followRun(envelope: EventEnvelope): void {
  const bar = progressBar(envelope)
  if (bar) window?.setProgressBar(bar.value, { mode: bar.mode })
  const said = notice(envelope, words())
  if (said === null || window?.isFocused() || !Notification.isSupported()) return
  const notification = new Notification(said)
  // One that nobody holds may be collected before it is clicked.
  notices.add(notification)
  notification.on('click', showWindow)
  notification.on('close', () => notices.delete(notification))
  notification.show()
}

async function start(): Promise<void> {
  protocol.handle(APP_SCHEME, answerFrom(await StaticFiles.read(join(here, 'renderer'))))
  refuseWishes(session)
  app.setAboutPanelOptions({ applicationName: 'PSM Preflight', applicationVersion: __VERSION__ })
  const core = await openCore(data, deliver)
  const ipc = mountIpc({
    dispatch: async (name, params) => {
      const reply = await core.dispatch(name, params)
      if (name === 'settings.save' && reply.ok) wear(reply.result as Settings, core)
      return reply
    },
    readCapture: core.readCapture,
    subscribe: core.subscribe,
    onListening: () => offers.hand(),
  })
  const offers = openOffers({
    read: readOfferedPlan,
    isHeard: ipc.isHeard,
    give: (plan) => core.emit('plan.offered', plan),
    tell: (message) => tell(words().cannotOpen, message),
  })
  offers.offer(started.plans)
  offerPlans = (paths) => {
    if (paths.length === 0) return
    offers.offer(paths)
    showWindow()
  }
  core.subscribe(followRun)
  const close = async () => {
    await closeWindow(window)
    await core.close()
  }
  const shutdown = openShutdown(close, () => app.quit(), console.error)
  app.on('before-quit', shutdown.onQuit)
  app.on('activate', showWindow)
  wear((await describeProgram(core)).settings, core)
  nativeTheme.on('updated', () => window?.setBackgroundColor(background(settings, nativeTheme.shouldUseDarkColors)))
  openWindow()
}

/** Without a core there is nothing to show. */
function giveUp(error: unknown): void {
  dialog.showErrorBox('PSM Preflight', error instanceof Error ? error.message : String(error))
  app.exit(1)
}

function begin(): void {
  app.enableSandbox()
  for (const name of SILENCED) app.commandLine.appendSwitch(name)
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
  // Two programs with data of their own are two programs: each has its lock, its window and its cache.
  const own = join(data, 'window')
  // Electron takes no folder that is not there.
  mkdirSync(own, { recursive: true })
  app.setPath('userData', own)
  if (!app.requestSingleInstanceLock()) return app.quit()
  app.setAppUserModelId('io.github.psm-preflight')
  app.on('web-contents-created', (_event, contents) => confine(contents))
  app.on('second-instance', (_event, argv, cwd) => {
    if (window) showWindow()
    offerPlans(readArguments(argv, cwd).plans)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    offerPlans([path])
  })
  app.on('window-all-closed', () => {
    if (!isMac) app.quit()
  })
  // Never awaited at the top of the module: Electron is ready only after it has run to its end.
  void app.whenReady().then(start).catch(giveUp)
}

begin()
