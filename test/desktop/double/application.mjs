/** Electron's `app`: its order of events, its single instance, its way to quit. */
import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { double, preventable, strict } from './state.mjs'

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

class Application extends EventEmitter {
  #paths = new Map([
    ['documents', process.cwd()],
    ['userData', join(process.cwd(), 'user-data')],
  ])
  #ready = Promise.withResolvers?.() ?? deferred()
  #quitting = false
  switches = []
  sandboxed = false
  windows = new Set()
  isPackaged = true

  /** Called when the entry module has run to its end, as in Electron: one that waits for it at its top level never gets here. */
  becomeReady() {
    double.ready = true
    this.emit('ready')
    this.#ready.resolve()
  }

  whenReady() {
    return this.#ready.promise
  }

  isReady() {
    return double.ready
  }

  #before(what) {
    if (double.ready) throw new Error(`${what} must be called before the ready event`)
  }

  enableSandbox() {
    this.#before('app.enableSandbox')
    this.sandboxed = true
  }

  get commandLine() {
    return strict('commandLine', { appendSwitch: (name) => this.switches.push(name) })
  }

  setPath(name, path) {
    if (!existsSync(path)) throw new Error(`app.setPath: there is no folder ${path}`)
    this.#paths.set(name, path)
  }

  getPath(name) {
    const path = this.#paths.get(name)
    if (path === undefined) throw new Error(`the double of electron has no path ${name}`)
    mkdirSync(path, { recursive: true })
    return path
  }

  getLocale() {
    return 'en-GB'
  }

  setName() {}

  setAppUserModelId() {}

  setAboutPanelOptions() {}

  requestSingleInstanceLock() {
    const folder = this.getPath('userData')
    const lock = join(folder, 'double-lock')
    try {
      const holder = Number(readFileSync(lock, 'utf8'))
      if (isAlive(holder)) {
        writeFileSync(join(folder, `second-${process.pid}.json`), JSON.stringify([process.argv, process.cwd()]))
        return false
      }
    } catch {
      // Nobody holds it.
    }
    writeFileSync(lock, String(process.pid))
    watch(folder, (_kind, name) => this.#onSecond(join(folder, String(name)))).unref()
    return true
  }

  #onSecond(path) {
    if (!/second-\d+\.json$/.test(path)) return
    try {
      const [argv, cwd] = JSON.parse(readFileSync(path, 'utf8'))
      rmSync(path)
      this.emit('second-instance', {}, argv, cwd)
    } catch {
      // Half written, or read already: the watch calls again.
    }
  }

  quit() {
    if (this.#quitting) return
    const event = preventable()
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.#quitting = true
    for (const window of this.windows) window.close()
    this.onWindowClosed()
  }

  onWindowClosed() {
    if (this.windows.size > 0) return
    if (!this.#quitting) return void this.emit('window-all-closed')
    this.emit('will-quit', preventable())
    this.emit('quit', {}, 0)
    this.exit(0)
  }

  exit(code = 0) {
    void Promise.resolve(double.browser?.close()).finally(() => process.exit(code))
  }
}

function deferred() {
  let resolve
  const promise = new Promise((done) => {
    resolve = done
  })
  return { promise, resolve }
}

export const application = new Application()
