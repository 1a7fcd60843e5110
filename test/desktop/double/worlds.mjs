/**
 * What runs in the page: in its own world, and in the isolated world of the preload script. The two worlds share the document and no object,
 * so that functions travel as numbers in events of the document, as they travel through Electron's context bridge. Both functions are
 * turned into text; nothing outside of them is seen by them.
 */

export const WORLD = 'preload'
export const BINDING = '__doubleSays'

/** In the page's own world: gives the page what the preload script exposed. */
function pageWorld() {
  const promises = new Map()
  const functions = new Map()
  let last = 0
  let returned
  const say = (message) => document.dispatchEvent(new CustomEvent('to-preload', { detail: JSON.stringify(message) }))
  const packed = (value) => {
    // A file that was dropped, of which the system knows the path; one that the page made itself has none.
    if (value instanceof File) return { file: value.droppedFrom ?? '' }
    if (typeof value !== 'function') return { value }
    functions.set((last += 1), value)
    return { fn: last }
  }
  const call = (target) => {
    const id = (last += 1)
    say({ id, ...target })
    const { kind, value, fn } = returned
    if (kind === 'promise') return new Promise((resolve, reject) => promises.set(id, { resolve, reject }))
    return kind === 'function' ? (...args) => call({ fn, args: args.map(packed) }) : value
  }
  document.addEventListener('to-page', ({ detail }) => {
    const message = JSON.parse(detail)
    if (message.expose) {
      const member = (name) => [name, (...args) => call({ member: name, args: args.map(packed) })]
      const api = Object.freeze(Object.fromEntries(message.members.map(member)))
      Object.defineProperty(window, message.expose, { value: api, enumerable: true })
    } else if (message.returned) returned = message.returned
    else if (message.called) functions.get(message.called)(...message.args)
    else if (message.error) promises.get(message.settled).reject(new Error(message.error))
    else promises.get(message.settled).resolve(message.value)
  })
}

/** In the isolated world: `require('electron')` for the preload script, over the binding that the double listens to. */
function preloadWorld(binding) {
  const calls = new Map()
  const listeners = new Map()
  const functions = new Map()
  let last = 0
  let exposed = {}
  const tell = (message) => globalThis[binding](JSON.stringify(message))
  const toPage = (message) => document.dispatchEvent(new CustomEvent('to-page', { detail: JSON.stringify(message) }))

  const ipcRenderer = {
    invoke: (channel, ...args) =>
      new Promise((resolve, reject) => {
        const id = (last += 1)
        calls.set(id, { resolve, reject })
        tell({ id, channel, args })
      }),
    send: (channel, ...args) => tell({ channel, args }),
    on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    removeListener: (channel, gone) =>
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((listener) => listener !== gone),
      ),
  }
  globalThis.doubleIpc = ipcRenderer
  globalThis.doubleHears = ({ id, value, error, channel, args }) => {
    if (channel !== undefined) for (const listener of listeners.get(channel) ?? []) listener({}, ...args)
    else if (error === undefined) calls.get(id).resolve(value)
    else calls.get(id).reject(new Error(error))
  }

  const unpacked = ({ value, fn, file }) => {
    if (file !== undefined) return { file }
    return fn === undefined ? value : (...args) => toPage({ called: fn, args })
  }
  const webUtils = { getPathForFile: ({ file }) => file }
  const answer = (id, result) => {
    if (result instanceof Promise) {
      toPage({ returned: { kind: 'promise' } })
      result.then(
        (value) => toPage({ settled: id, value }),
        (error) => toPage({ settled: id, error: String(error?.message ?? error) }),
      )
    } else if (typeof result === 'function') {
      functions.set((last += 1), result)
      toPage({ returned: { kind: 'function', fn: last } })
    } else toPage({ returned: { kind: 'value', value: result } })
  }
  document.addEventListener('to-preload', ({ detail }) => {
    const { id, member, fn, args } = JSON.parse(detail)
    answer(id, (fn === undefined ? exposed[member] : functions.get(fn))(...args.map(unpacked)))
  })
  const contextBridge = {
    exposeInMainWorld: (name, api) => {
      exposed = api
      toPage({ expose: name, members: Object.keys(api) })
    },
  }
  return (name) => {
    if (name !== 'electron') throw new Error(`a sandboxed preload script cannot load ${name}`)
    return { contextBridge, ipcRenderer, webUtils }
  }
}

export const pageScript = `(${String(pageWorld)})()`

/** As in Electron, the preload script runs in the top frame only. */
export const preloadScript = (source) => `{
  const require = (${String(preloadWorld)})(${JSON.stringify(BINDING)})
  if (window === window.top) (function (require, module, exports) {
${source}
  })(require, { exports: {} }, {})
}`
