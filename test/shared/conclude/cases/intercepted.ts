import { type Case, attempt, control, host, identityOn, saw, seen } from '../case.ts'

const everything = host(9, { controls: [control(23001, 'open'), control(24010, 'open')] })

export const cases: Case[] = [
  {
    name: 'two ports that nothing should serve are open: so is everything',
    evidence: seen([attempt(null)], { identity: saw('silence') }),
    host: everything,
    expect: { outcome: 'intercepted', proof: 'likely', reason: /23001 and 24010/, settle: /on the destination itself/ },
  },
  {
    name: 'also where the proxy passes the RST of a closed port on',
    evidence: seen([attempt('ECONNRESET')]),
    host: everything,
    expect: { outcome: 'intercepted', proof: 'likely', reason: /a device answers in its place/ },
  },
  {
    name: 'even when the service answered through the device',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], { identity: saw('ssh-banner', 'SSH-2.0-x') }),
    host: everything,
    expect: { outcome: 'intercepted', proof: 'likely', reason: /a device answers in its place/ },
  },
]
