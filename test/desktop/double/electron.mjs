/**
 * A double of the module `electron`, as much of it as the desktop door uses, on real Chromium: pages, worlds, content security policy and
 * permissions are real. It cannot show native dialogs and menus, the asar, fuses and the sandbox.
 */
import { EventEmitter } from 'node:events'
import { application } from './application.mjs'
import { double, preventable, strict } from './state.mjs'
import { WebContents } from './web-contents.mjs'

export const app = strict('app', application)

class Window extends EventEmitter {
  bars = []
  focused = true
  maximized = false

  constructor(options) {
    super()
    if (!double.ready) throw new Error('Cannot create BrowserWindow before app is ready')
    this.options = options
    this.bounds = { x: 0, y: 0, width: 1280, height: 800, ...pick(options) }
    this.contents = new WebContents(options.webPreferences, () => this.emit('ready-to-show'))
    this.webContents = this.contents.self
    this.self = strict('BrowserWindow', this)
    application.windows.add(this)
    application.emit('web-contents-created', {}, this.webContents)
    return this.self
  }

  static getAllWindows = () => [...application.windows].map(({ self }) => self)

  loadURL(url) {
    return this.contents.loadURL(url)
  }

  close() {
    const event = preventable()
    this.emit('close', event)
    if (event.defaultPrevented) return
    this.destroy()
  }

  destroy() {
    application.windows.delete(this)
    void this.contents.close()
    this.emit('closed')
    application.onWindowClosed()
  }

  getNormalBounds() {
    return this.bounds
  }

  setBounds(bounds) {
    this.bounds = { ...this.bounds, ...bounds }
  }

  isMaximized() {
    return this.maximized
  }

  maximize() {
    this.maximized = true
  }

  isMinimized() {
    return false
  }

  isFocused() {
    return this.focused
  }

  show() {}

  focus() {
    this.focused = true
  }

  blur() {
    this.focused = false
  }

  setBackgroundColor(colour) {
    this.options.backgroundColor = colour
  }

  setProgressBar(value, options) {
    this.bars.push([value, options?.mode])
  }
}

function pick({ x, y, width, height }) {
  return Object.fromEntries(Object.entries({ x, y, width, height }).filter(([, value]) => value !== undefined))
}

export const BrowserWindow = Window

/** Every question is cancelled, until a spec puts an answer in its place. */
export const dialog = strict('dialog', {
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  showMessageBox: async () => ({ response: 0, checkboxChecked: false }),
  showErrorBox: (title, text) => console.error(`${title}: ${text}`),
})

export const ipcMain = strict('ipcMain', {
  handle: (channel, handler) => void double.handlers.set(channel, handler),
  on: (channel, listener) => double.ipc.on(channel, listener),
})

let applicationMenu = null
const findItem = (items, id) =>
  items.reduce((found, item) => found ?? (item.id === id ? item : findItem(item.submenu?.items ?? [], id)), null)

function menuOf(template) {
  const items = template.map((item) => ({ ...item, ...(item.submenu ? { submenu: menuOf(item.submenu) } : {}) }))
  return strict('Menu', { items, getMenuItemById: (id) => findItem(items, id) })
}

export const Menu = strict('Menu', {
  buildFromTemplate: menuOf,
  setApplicationMenu: (menu) => {
    applicationMenu = menu
  },
  getApplicationMenu: () => applicationMenu,
})

class NativeTheme extends EventEmitter {
  #source = 'system'

  get themeSource() {
    return this.#source
  }

  set themeSource(source) {
    this.#source = source
    this.emit('updated')
    for (const { contents } of application.windows) void contents.dress()
  }

  get shouldUseDarkColors() {
    return this.#source === 'dark'
  }
}
const theme = new NativeTheme()
double.dark = () => theme.shouldUseDarkColors
export const nativeTheme = strict('nativeTheme', theme)

export class Notification extends EventEmitter {
  static isSupported = () => true

  constructor(options) {
    super()
    this.options = options
  }

  show() {
    double.notifications.push(this.options)
  }
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: () => {
    if (double.ready) throw new Error('protocol.registerSchemesAsPrivileged must be called before the app is ready')
  },
  handle: (scheme, handler) => {
    if (!double.ready) throw new Error('protocol.handle cannot be called before the app is ready')
    double.protocols.set(`${scheme}:`, handler)
  },
})

export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
})

export const session = strict('session', {
  defaultSession: strict('defaultSession', {
    on: (event, listener) => double.session.on(event, listener),
    setPermissionCheckHandler: (handler) => {
      double.permissions.check = handler
    },
    setPermissionRequestHandler: (handler) => {
      double.permissions.request = handler
    },
    setSpellCheckerEnabled: () => undefined,
  }),
})

export const shell = strict('shell', { openPath: async () => '' })
