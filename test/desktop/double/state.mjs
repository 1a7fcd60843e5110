/** What the parts of the double share, and what makes it strict: a member that it does not have throws, so that no call is lost silently. */
import { EventEmitter } from 'node:events'

export const double = {
  browser: null,
  ready: false,
  handlers: new Map(),
  ipc: new EventEmitter(),
  protocols: new Map(),
  permissions: { check: null, request: null },
  /** What the open handler said of each window that the page opened. */
  popups: [],
  /** Of each download that the page began, whether it was refused. */
  downloads: [],
  session: new EventEmitter(),
  console: [],
  notifications: [],
  dark: () => false,
}

export function strict(name, target) {
  return new Proxy(target, {
    get: (object, key) => {
      // Classes with private members want themselves as `this`.
      if (key in object) {
        const value = object[key]
        return typeof value === 'function' && !Object.hasOwn(object, key) ? value.bind(object) : value
      }
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined
      throw new Error(`the double of electron has no ${name}.${key}`)
    },
    set: (object, key, value) => {
      object[key] = value
      return true
    },
  })
}

export const preventable = (fields = {}) => ({
  ...fields,
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true
  },
})
