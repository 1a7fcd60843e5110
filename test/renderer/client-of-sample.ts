/** A client that answers from a sample, keeps what it was asked, and lets a test send events. */
import type { Client } from '../../renderer/client.ts'
import type { CallName, Delivery, EventEnvelope, FlowDetail, Params, Result } from '../../shared/contract.ts'
import type { SampleCheck } from '../support/sample-check.ts'

type Answers = { [N in CallName]?: (params: Params<N>) => Result<N> }

export interface SampleClient extends Client {
  asked: { name: CallName; params: unknown }[]
  send: (event: Omit<EventEnvelope, 'seq'>) => void
}

function detailOf({ results }: SampleCheck, flow: number): FlowDetail {
  const result = results[flow] ?? null
  return {
    flow,
    result,
    host: null,
    timeline: result
      ? [
          { atMs: 0, when: '0 ms', text: `SYN to ${result.address}:${result.port}`, kind: 'sent' },
          { atMs: 200, when: '200 ms', text: 'SYN again from a new source port (6 in all)', kind: 'sent' },
          { atMs: 1800, when: '1.8 s', text: result.reason, kind: result.rttMs === null ? 'silence' : 'answer' },
          { atMs: null, when: 'trace', text: '10.77.10.1 (hop 1) answered; nothing answered beyond it.', kind: 'fact' },
        ]
      : [],
    history: [],
  }
}

const DOWNLOAD: Delivery = { kind: 'download', url: '/files/report', name: 'report.pdf' }

export function clientOfSample(sample: SampleCheck, answers: Answers = {}): SampleClient {
  const asked: SampleClient['asked'] = []
  const listeners = new Set<(envelope: EventEnvelope) => void>()
  let seq = 1
  const own: Answers = {
    'program.describe': () => ({
      version: '0.1.0',
      catalogue: 'test',
      door: 'serve',
      platform: 'linux',
      dataFolder: '/checks',
      settings: { theme: 'system', language: 'en' },
    }),
    'checks.list': () => ({ checks: [] }),
    'checks.open': () => structuredClone(sample.snapshot),
    'checks.flows': ({ from, limit }) => ({
      from,
      flows: sample.flows.slice(from, from + limit),
      states: sample.states.slice(from, from + limit),
      answers: [],
    }),
    'flows.show': ({ flow }) => detailOf(sample, flow),
    'run.start': () => ({ started: true, run: 2 }),
    'run.cancel': () => ({}),
    'reports.save': () => DOWNLOAD,
    ...answers,
  }
  return {
    asked,
    call: async (name, params) => {
      asked.push({ name, params })
      const answer = own[name]
      if (!answer) throw new Error(`the sample does not answer ${name}`)
      return answer(params)
    },
    listen: (onEvent, onConnection) => {
      listeners.add(onEvent)
      onConnection(true)
      return () => listeners.delete(onEvent)
    },
    send: (event) => {
      seq += 1
      for (const listener of listeners) listener({ ...event, seq } as EventEnvelope)
    },
  }
}
