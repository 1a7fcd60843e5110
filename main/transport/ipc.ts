/**
 * Calls and events over Electron's IPC: one wrapper that checks who asks. What is asked is parsed by the handler table, as it is for every
 * transport.
 */
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import type { EventEnvelope } from '../../shared/contract.ts'
import { CALL_CHANNEL, CAPTURE_CHANNEL, EVENT_CHANNEL, LISTEN_CHANNEL } from './channels.ts'
import type { CallReply } from './dispatch.ts'
import { isOwnFrame } from './sender.ts'

export interface IpcPort {
  /** Parses and answers; never rejects. */
  dispatch: (name: string, params: unknown) => Promise<CallReply>
  /** Reads a dropped capture from its path; never rejects. */
  readCapture: (capture: string, path: string) => Promise<CallReply>
  /** Gives the function that ends it. */
  subscribe: (listener: (envelope: EventEnvelope) => void) => () => void
  /** The page has begun to listen; called again after each reload. */
  onListening: () => void
}

const REFUSED: CallReply = {
  ok: false,
  error: { code: 'refused', message: 'Refused: only the page of this program itself is answered.' },
}

const isOurs = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent) => isOwnFrame(senderFrame)

/** Pages that listen get every event from then on, until they are reloaded or gone. `isHeard`: there is one. */
export function mountIpc(port: IpcPort): { isHeard: () => boolean } {
  const listening = new Set<WebContents>()
  const known = new WeakSet<WebContents>()

  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, params: unknown) =>
    isOurs(event) && typeof name === 'string' ? port.dispatch(name, params) : REFUSED,
  )
  ipcMain.handle(CAPTURE_CHANNEL, async (event, capture: unknown, path: unknown) =>
    isOurs(event) && typeof capture === 'string' && typeof path === 'string' && path !== ''
      ? port.readCapture(capture, path)
      : REFUSED,
  )
  ipcMain.on(LISTEN_CHANNEL, (event) => {
    if (!isOurs(event)) return
    const { sender } = event
    if (!known.has(sender)) {
      known.add(sender)
      sender.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) listening.delete(sender)
      })
      sender.on('render-process-gone', () => listening.delete(sender))
      sender.once('destroyed', () => listening.delete(sender))
    }
    listening.add(sender)
    port.onListening()
  })
  port.subscribe((envelope) => {
    for (const contents of listening) if (!contents.isDestroyed()) contents.send(EVENT_CHANNEL, envelope)
  })
  return { isHeard: () => listening.size > 0 }
}
