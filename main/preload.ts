/**
 * The only thing that the page gets of Electron: calls by name and a stream of events. It runs sandboxed, so it is one CommonJS file; the
 * page sees copies made by the context bridge, and never `ipcRenderer` itself.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent, webUtils } from 'electron'
import { CALL_CHANNEL, CAPTURE_CHANNEL, EVENT_CHANNEL, LISTEN_CHANNEL } from './transport/channels.ts'

contextBridge.exposeInMainWorld('psmPreflight', {
  call: (name: string, params: unknown) => ipcRenderer.invoke(CALL_CHANNEL, name, params),
  // The page gives the file itself and never its path: it can name none that the user did not give it.
  readCapture: (capture: string, file: File) =>
    ipcRenderer.invoke(CAPTURE_CHANNEL, capture, webUtils.getPathForFile(file)),
  onEvent: (listener: (envelope: unknown) => void) => {
    const pass = (_event: IpcRendererEvent, envelope: unknown) => listener(envelope)
    ipcRenderer.on(EVENT_CHANNEL, pass)
    ipcRenderer.send(LISTEN_CHANNEL)
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, pass)
    }
  },
})
