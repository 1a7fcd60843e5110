/** Events of the core → the store, one batch per frame: a run tells of hundreds of flows in a second, and nobody sees more than 60 of them. */
import type { EventEnvelope } from '../../shared/contract.ts'
import type { Client, Connection } from '../client.ts'
import { putAnswer, putState } from './flow-table.ts'
import { chooseFromMenu } from './menu.ts'
import type { AppStore } from './store.ts'
import { withVantageEvent } from './vantage-slice.ts'

/** Where frames do not come (a hidden window), events are appended all the same. */
const LONGEST_WAIT_MS = 250

/** Gives the function that ends it. */
export function followEvents(client: Client, store: AppStore): () => void {
  let waiting: EventEnvelope[] = []
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    const batch = waiting
    waiting = []
    if (batch.length > 0) applyEvents(store, batch)
  }
  const onEvent = (envelope: EventEnvelope) => {
    waiting.push(envelope)
    if (waiting.length > 1) return
    frame = requestAnimationFrame(flush)
    timer = setTimeout(flush, LONGEST_WAIT_MS)
  }
  let wasLost = false
  const onConnection = (connection: Connection) => {
    store.getState().setConnection(connection)
    const connected = connection === 'open'
    // A page that was cut off long enough, or a core that was started anew, has missed more than events.
    if (connected && wasLost) void openAgain(store)
    wasLost = !connected
  }
  const end = client.listen(onEvent, onConnection)
  return () => {
    end()
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

/** Appends a batch; React is told once. */
export function applyEvents(store: AppStore, batch: readonly EventEnvelope[]): void {
  let touched = false
  for (const envelope of batch) touched = applyEvent(store, envelope) || touched
  if (touched) store.setState(({ flowsVersion }) => ({ flowsVersion: flowsVersion + 1 }))
}

/** Whether a flow was changed. */
function applyEvent(store: AppStore, { event, data }: EventEnvelope): boolean {
  const { check, flows, windowId } = store.getState()
  const isShown = (id: string) => check?.id === id
  switch (event) {
    case 'run.answers':
      if (!isShown(data.check)) return false
      for (const answer of data.answers) putAnswer(flows, answer)
      return true
    case 'run.states':
      if (!isShown(data.check)) return false
      for (const [i, flow] of data.flows.entries()) {
        const state = data.states[i]
        if (state) putState(flows, flow, state)
      }
      return true
    case 'run.progress':
      if (check && isShown(data.check)) store.setState({ check: { ...check, running: data.running } })
      return false
    case 'run.finished':
      if (check && isShown(data.check)) store.setState({ check: { ...check, running: null, result: data.result } })
      void store.getState().readChecks()
      return true
    case 'run.failed':
      if (check && isShown(data.check)) store.setState({ check: { ...check, running: null } })
      store.getState().notify({ tone: 'error', message: data.message })
      return false
    case 'check.changed':
      if (isShown(data.check) && data.except !== windowId) void store.getState().openCheck(data.check)
      return false
    case 'vantage.changed':
    case 'vantage.asked':
    case 'vantage.answered':
      if (check && isShown(data.check)) store.setState({ check: withVantageEvent(check, { event, data }) })
      return false
    case 'checks.changed':
      void store.getState().readChecks()
      return false
    case 'plan.offered':
      void offerPlan(store, data)
      return false
    case 'menu.chosen':
      void chooseFromMenu(store, data.item)
      return false
    case 'program.ending':
      // Told when it has: until then a run that is saved can still be watched.
      return false
    case 'resync':
      void openAgain(store)
      return false
    default:
      return event satisfies never
  }
}

async function openAgain(store: AppStore): Promise<void> {
  const { check, openCheck, readChecks } = store.getState()
  await readChecks().catch(() => undefined)
  if (check) await openCheck(check.id)
}

/** A plan file that the system handed over, or that was dropped: becomes a check, which is opened. */
export async function offerPlan(store: AppStore, { name, text }: { name: string; text: string }): Promise<void> {
  const { createCheck, openCheck, go } = store.getState()
  const id = await createCheck({ from: 'plan', name, text })
  if (id === null) return
  await openCheck(id)
  go({ step: 'site' })
}
