import { type Case, attempt, control, host, notAsked, queued, saw, seen } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'stopped before it was known how far a RST came',
    evidence: seen([queued('ECONNREFUSED')], { unmeasured: { why: 'stopped' } }),
    expect: { outcome: 'not-tested', proof: 'none', reason: /Not tested to the end.*stopped/, settle: /let it finish/ },
  },
  {
    name: 'no vantage',
    evidence: notAsked('no-vantage', 'psm-1 has no vantage'),
    expect: { outcome: 'not-tested', proof: 'none', reason: /psm-1 has no vantage/, settle: /give it a vantage/ },
  },
  {
    name: 'SSH',
    evidence: notAsked('ssh-unsupported'),
    expect: { outcome: 'not-tested', proof: 'none', reason: /because/, settle: /source itself/ },
  },
  {
    name: 'another machine’s address',
    evidence: notAsked('not-this-machine'),
    expect: { outcome: 'not-tested', proof: 'none', reason: /because/, settle: /holds the source address/ },
  },
  {
    name: 'a name',
    evidence: notAsked('name'),
    expect: { outcome: 'not-tested', proof: 'none', reason: /because/, settle: /write the address/ },
  },
  {
    name: 'cancelled',
    evidence: notAsked('cancelled'),
    expect: { outcome: 'not-tested', proof: 'none', reason: /because/, settle: /let it finish/ },
  },
  {
    name: 'resources',
    evidence: notAsked('resources'),
    expect: { outcome: 'not-tested', proof: 'none', reason: /because/, settle: /gentle/ },
  },
  {
    name: 'cancelled in mid-flow: what was seen until then is kept, and concludes nothing',
    evidence: { ...seen([attempt(null)]), notAsked: { observer: 'none', why: 'cancelled', detail: 'stopped' } },
    expect: { outcome: 'not-tested', proof: 'none', reason: /stopped/ },
  },
  {
    name: 'an error of ours is never a pass or a fail',
    evidence: seen([attempt('EAFNOSUPPORT')]),
    expect: { outcome: 'not-tested', proof: 'none', reason: /EAFNOSUPPORT/ },
  },
  {
    name: 'nothing was sent',
    evidence: seen([]),
    expect: { outcome: 'not-tested', proof: 'none', reason: /no SYN was sent/ },
  },
  {
    name: 'a destination that is this machine itself',
    evidence: notAsked('own-address'),
    expect: { outcome: 'not-tested', proof: 'none', reason: /because/, settle: /another machine/ },
  },
  {
    name: 'two address families',
    evidence: notAsked('family'),
    expect: { outcome: 'not-tested', proof: 'none', reason: /because/, settle: /same family/ },
  },
  {
    name: 'a handshake without a negative control has no meaning',
    evidence: seen([attempt(null)], { identity: saw('silence') }),
    host: host(3, { controls: [] }),
    expect: { outcome: 'not-tested', proof: 'none', reason: /negative control/, settle: /let it finish/ },
  },
  {
    name: 'nor with one that was stopped, or whose second half was',
    evidence: seen([attempt(null)], { identity: saw('silence') }),
    host: host(3, { controls: [control(23001, 'open'), control(24010, 'not-tested')] }),
    expect: { outcome: 'not-tested', proof: 'none', reason: /negative control/ },
  },
]
