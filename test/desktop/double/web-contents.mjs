/** Electron's WebContents over a page of real Chromium. `app://` is mapped to an https name that only this file answers. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { double, preventable, strict } from './state.mjs'
import { BINDING, pageScript, preloadScript, WORLD } from './worlds.mjs'

const SUFFIX = '.app.test'
const toChromium = (url) => url.replace(/^app:\/\/([^/]+)/, `https://$1${SUFFIX}`)
const toElectron = (url) => url.replace(/^https:\/\/([^/]+)\.app\.test/, 'app://$1')

/** Electron's names → those that Chromium is told. */
const PERMISSIONS = {
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
  geolocation: 'geolocation',
  notifications: 'notifications',
}

/** Null: the window of the frame is not made yet. */
function frameOf(request) {
  try {
    return request.frame()
  } catch {
    return null
  }
}

export class WebContents extends EventEmitter {
  #page = null
  #cdp = null
  #url = ''
  /** Address that the main process itself goes to. */
  #expected = ''
  #frames = new Map()
  #worlds = new Map()
  #openHandler = () => ({ action: 'allow' })

  constructor(preferences, onReady) {
    super()
    this.preferences = preferences
    this.onReady = onReady
    this.self = strict('webContents', this)
  }

  async loadURL(url) {
    this.#url = url
    const context = await double.browser.newContext({ viewport: { width: 1280, height: 800 } })
    context.on('page', (page) => this.#page && void this.#onPopup(page))
    this.#page = await context.newPage()
    this.#cdp = await context.newCDPSession(this.#page)
    await this.#follow()
    await context.route('**/*', (route) => this.#answer(route))
    await context.grantPermissions(this.#granted(url), { origin: new URL(toChromium(url)).origin })
    await this.#page.emulateMedia({ colorScheme: double.dark() ? 'dark' : 'light' })
    this.#page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    this.#page.on('download', (download) => void this.#onDownload(download))
    this.#page.on('console', (message) => double.console.push(message.text()))
    this.#expected = toChromium(url)
    await this.#page.goto(this.#expected)
    this.onReady()
  }

  /** A page of Playwright that has crashed cannot be used again: Electron's can, so another one takes its place. */
  reload() {
    void this.#page.context().close()
    this.#page = null
    void this.loadURL(this.#url)
  }

  #granted(url) {
    const isGranted = (name) =>
      double.permissions.check?.(this.self, name, `${new URL(url).protocol}//${new URL(url).host}/`, {}) ?? true
    return Object.entries(PERMISSIONS).flatMap(([name, known]) => (isGranted(name) ? [known] : []))
  }

  async #follow() {
    const cdp = this.#cdp
    cdp.on('Page.frameAttached', ({ frameId, parentFrameId }) =>
      this.#frames.set(frameId, { parent: parentFrameId, url: '' }),
    )
    cdp.on('Page.frameNavigated', ({ frame }) => this.#frames.set(frame.id, { parent: frame.parentId, url: frame.url }))
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD) this.#worlds.set(context.id, context.auxData.frameId)
    })
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => this.#worlds.delete(executionContextId))
    cdp.on('Runtime.executionContextsCleared', () => this.#worlds.clear())
    cdp.on(
      'Runtime.bindingCalled',
      ({ payload, executionContextId }) => void this.#onCall(JSON.parse(payload), executionContextId),
    )
    await cdp.send('Page.enable')
    await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: pageScript })
    const source = preloadScript(readFileSync(this.preferences.preload, 'utf8'))
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD })
    await cdp.send('Runtime.enable')
  }

  #frame(id) {
    const frame = this.#frames.get(id)
    if (!frame) return null
    const parent = frame.parent === undefined ? null : this.#frame(frame.parent)
    return strict('senderFrame', { url: toElectron(frame.url), parent })
  }

  async #onCall({ id, channel, args }, world) {
    const event = strict('event', { sender: this.self, senderFrame: this.#frame(this.#worlds.get(world)) })
    if (id === undefined) return void double.ipc.emit(channel, event, ...args)
    const handler = double.handlers.get(channel)
    try {
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      await this.#hear(world, { id, value: await handler(event, ...args) })
    } catch (error) {
      await this.#hear(world, { id, error: `Error invoking remote method '${channel}': ${String(error)}` })
    }
  }

  async #hear(world, message) {
    const expression = `doubleHears(${JSON.stringify(message)})`
    // The page may have gone on meanwhile.
    await this.#cdp.send('Runtime.evaluate', { expression, contextId: world }).catch(() => undefined)
  }

  send(channel, ...args) {
    for (const [world, frame] of this.#worlds) {
      if (this.#frames.get(frame)?.parent === undefined) void this.#hear(world, { channel, args })
    }
  }

  async #answer(route) {
    const request = route.request()
    const url = toElectron(request.url())
    if (request.isNavigationRequest()) {
      const frame = frameOf(request)
      if (frame?.page() !== this.#page) return this.#asked(url) === 'deny' ? route.abort('aborted') : route.continue()
      const event = preventable({ url, isMainFrame: frame === this.#page.mainFrame(), isSameDocument: false })
      if (request.url() !== this.#expected) {
        this.emit('will-frame-navigate', event)
        if (event.isMainFrame) this.emit('will-navigate', event)
        if (event.defaultPrevented) return route.abort('aborted')
      }
      this.#expected = ''
      this.emit('did-start-navigation', event)
    }
    const handler = double.protocols.get(new URL(url).protocol)
    if (!handler) return route.abort('failed')
    const response = await handler(new Request(url, { method: request.method() }))
    const body = Buffer.from(await response.arrayBuffer())
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body })
  }

  async #onDownload(download) {
    const event = preventable()
    double.session.emit('will-download', event)
    double.downloads.push(event.defaultPrevented)
    if (event.defaultPrevented) await download.cancel()
  }

  #asked(url) {
    const { action } = this.#openHandler({ url })
    double.popups.push(action)
    return action
  }

  /** Chromium has opened it already; Electron asks first. */
  async #onPopup(page) {
    if (this.#asked(page.url()) !== 'deny') return
    await page.close()
    await this.#page?.bringToFront().catch(() => undefined)
  }

  setWindowOpenHandler(handler) {
    this.#openHandler = handler
  }

  isDestroyed() {
    return this.#page === null
  }

  forcefullyCrashRenderer() {
    void this.#cdp.send('Page.crash').catch(() => undefined)
  }

  async close() {
    await this.#page?.context().close()
    this.#page = null
    this.emit('destroyed')
  }

  async dress() {
    await this.#page?.emulateMedia({ colorScheme: double.dark() ? 'dark' : 'light' })
  }

  /** For the specs: runs a function in the page's own world, where its content security policy holds. */
  async evaluate(source, arg) {
    return this.#run(`(${source})(${JSON.stringify(arg) ?? ''})`)
  }

  /** For the specs: calls from the isolated world of a frame below the page, as a page that was taken over could. */
  async invokeFromFrame(channel, ...args) {
    const isBelow = ([, frame]) => this.#frames.get(frame)?.parent !== undefined
    const [contextId] = [...this.#worlds].find(isBelow) ?? []
    if (contextId === undefined) throw new Error('the page has no frame')
    return this.#run(`doubleIpc.invoke(...${JSON.stringify([channel, ...args])})`, contextId)
  }

  async picture(path) {
    await this.#page.screenshot({ path })
  }

  async #run(expression, contextId) {
    const { result, exceptionDetails: failure } = await this.#cdp.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      // As after a click, without which nothing may be copied.
      userGesture: true,
      ...(contextId === undefined ? {} : { contextId }),
    })
    if (failure) throw new Error(failure.exception?.description ?? failure.text)
    return result.value
  }
}
