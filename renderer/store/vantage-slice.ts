/** SSH links of the open check: testing them, answering what is asked for them, and whether runs start stand-ins over them. */
import type { EventEnvelope } from '../../shared/contract.ts'
import type { VantageAnswer } from '../../shared/vantage-shapes.ts'
import type { OpenCheck } from './check-slice.ts'
import { messageOf } from './errors.ts'
import type { Slice } from './store.ts'

export interface VantageSlice {
  /** Wanted by the engineer, of every check until the page is closed; {@link mayStandIn} tells where they can be had. */
  standIns: boolean
  setStandIns: (standIns: boolean) => void
  /** Also saves what was typed: a link is made as the plan says. */
  testVantages: (endpoints: readonly string[]) => Promise<void>
  disconnectVantages: (endpoints: readonly string[]) => Promise<void>
  /** The answer goes to the core and stays nowhere here. */
  answerQuestion: (question: string, answer: VantageAnswer) => Promise<void>
}

/** One would make a port of a running cluster pass that no service holds. */
export const mayStandIn = (check: Pick<OpenCheck, 'draft' | 'plan'> | null): boolean =>
  check !== null &&
  check.draft.stage !== 'operational' &&
  (check.plan?.endpoints.some(({ vantage }) => vantage === 'ssh') ?? false)

export const vantageSlice: Slice<VantageSlice> = (set, get, client) => {
  const withCheck = async (work: (id: string) => Promise<unknown>) => {
    const id = get().check?.id
    if (id === undefined) return
    await work(id).catch((error: unknown) => get().notify({ tone: 'error', message: messageOf(error) }))
  }
  return {
    standIns: true,
    setStandIns: (standIns) => set({ standIns }),
    testVantages: (endpoints) =>
      withCheck(async (id) => {
        if (endpoints.length === 0 || !(await get().saveDraft())) return
        await client.call('vantage.test', { id, endpoints: [...endpoints] })
      }),
    disconnectVantages: (endpoints) =>
      withCheck((id) => client.call('vantage.disconnect', { id, endpoints: [...endpoints] })),
    answerQuestion: (question, answer) => withCheck((id) => client.call('vantage.answer', { id, question, answer })),
  }
}

type VantageEvent = Pick<
  Extract<EventEnvelope, { event: 'vantage.changed' | 'vantage.asked' | 'vantage.answered' }>,
  'event' | 'data'
>

/** The check, with what an event told of its links and of what is asked for them. */
export function withVantageEvent(check: OpenCheck, { data }: VantageEvent): OpenCheck {
  if ('vantages' in data) {
    // Those that changed take the place of what was known of them.
    const states = new Map(check.vantages.map((state) => [state.endpoint, state]))
    for (const state of data.vantages) states.set(state.endpoint, state)
    return { ...check, vantages: [...states.values()] }
  }
  const { question } = data
  return typeof question === 'string'
    ? { ...check, questions: check.questions.filter(({ id }) => id !== question) }
    : { ...check, questions: [...check.questions, question] }
}
