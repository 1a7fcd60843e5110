import { type Case, attempt, control, host, identityOn, queued, saw, seen, segment, proof, standIn } from '../case.ts'

const tls = (subject: string, issuer: string) =>
  saw('tls', `certificate ${subject}`, { asked: 'tls', certificate: { subject, issuer } })

export const cases: Case[] = [
  {
    name: 'the destination proved itself, and saw the address of another sender of the plan',
    evidence: { ...seen([queued(null)]), ...proof('10.77.30.21', { sentAs: 'dsc-1' }) },
    expect: {
      outcome: 'open',
      proof: 'likely',
      reason: /reached from 10\.77\.30\.21, the address of dsc-1/,
      settle: /NAT/,
    },
  },
  {
    name: 'nobody told what it was sent from, and the destination saw another address than that of the plan',
    evidence: { ...seen([attempt(null)], { route: null }), ...proof('10.77.10.99') },
    expect: { outcome: 'open', proof: 'likely', reason: /from 10\.77\.10\.99, not from 10\.77\.10\.10/, settle: /NAT/ },
  },
  {
    name: 'nobody told what it was sent from, and the destination saw the address of the plan',
    evidence: { ...seen([attempt(null)], { route: null }), ...proof() },
    expect: { outcome: 'open', proof: 'proven', reason: /proved itself/, settle: null },
  },
  {
    name: 'how far it came was not found out, and the destination proved itself',
    evidence: { ...seen([queued(null)], { unmeasured: { why: 'time' } }), ...proof() },
    expect: { outcome: 'open', proof: 'proven', reason: /proved itself/, settle: null },
  },
  {
    name: 'a certificate that only this product shows is proof',
    flow: { port: 443, service: 'API gateway', identity: identityOn(443) },
    evidence: seen([attempt(null)], { identity: tls('CN=pen-apigw', 'CN=CMDRootCA') }),
    host: host(4),
    expect: { outcome: 'open', proof: 'proven', reason: /showed itself as API gateway/, settle: null },
  },
  {
    name: 'TLS inspection copies the subject and signs it anew',
    flow: { port: 443, service: 'API gateway', identity: identityOn(443) },
    evidence: seen([attempt(null)], { identity: tls('CN=pen-apigw', 'CN=Inspection CA') }),
    expect: { outcome: 'open', proof: 'likely', reason: /another machine could do as well/ },
  },
  {
    name: 'a name that only contains the right one is another name',
    flow: { port: 443, service: 'API gateway', identity: identityOn(443) },
    evidence: seen([attempt(null)], { identity: tls('CN=not-pen-apigw', 'CN=CMDRootCA') }),
    expect: { outcome: 'open', proof: 'likely', reason: /another machine could do as well/ },
  },
  {
    name: 'a node name of any node',
    flow: { port: 10250, service: 'Kubelet', identity: identityOn(10250) },
    evidence: seen([attempt(null)], { identity: tls('O=system:nodes, CN=system:node:psm-1', 'CN=CMDRootCA') }),
    expect: { outcome: 'open', proof: 'proven', reason: /showed itself as Kubelet/, settle: null },
  },
  {
    name: 'a replaced certificate is no fault, and no proof',
    flow: { port: 443, service: 'API gateway', identity: identityOn(443) },
    evidence: seen([attempt(null)], { identity: tls('CN=psm.example.com', 'CN=Example CA') }),
    expect: {
      outcome: 'open',
      proof: 'likely',
      reason: /another machine could do as well/,
      settle: /on the destination itself/,
    },
  },
  {
    name: 'an SSH banner is what any machine could send',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], { identity: saw('ssh-banner', 'SSH-2.0-OpenSSH_9.2') }),
    expect: { outcome: 'open', proof: 'likely', reason: /SSH server/, settle: /on the destination itself/ },
  },
  {
    name: 'a real service, whose own kernel held this very connection',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], {
      identity: saw('ssh-banner', 'SSH-2.0-OpenSSH_9.2'),
      ...standIn({}, { state: 'taken', held: true }),
    }),
    expect: {
      outcome: 'open',
      proof: 'proven',
      reason: /answered as an SSH server .*, and the destination itself held this very connection\.$/,
      settle: null,
    },
  },
  {
    name: 'a real service, where nobody could look who holds the connection',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], {
      identity: saw('ssh-banner', 'SSH-2.0-OpenSSH_9.2'),
      ...standIn({}, { state: 'taken', held: null }),
    }),
    expect: { outcome: 'open', proof: 'likely', reason: /another machine could do as well/ },
  },
  {
    name: 'a service that never speaks has completed a handshake all the same',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], { identity: saw('silence') }),
    expect: { outcome: 'open', proof: 'likely', reason: /nothing shows which machine/ },
  },
  {
    name: 'no identity is known, and nothing was said',
    evidence: seen([attempt(null)], { identity: saw('silence') }),
    host: host(3, { controls: [control(23001, 'closed')] }),
    expect: { outcome: 'open', proof: 'likely', reason: /completed a handshake/, settle: /on the destination itself/ },
  },
  {
    name: 'one open control may be a service of the host: not all is open, so a handshake still counts',
    evidence: seen([attempt(null)], { identity: saw('silence') }),
    host: host(3, { controls: [control(23001, 'open'), control(24010, 'closed')] }),
    expect: { outcome: 'open', proof: 'likely', reason: /completed a handshake/ },
  },
  {
    name: 'lost attempts before the answer do not make it unstable',
    evidence: seen([{ ...attempt(null), result: 'superseded' }, attempt(null, 0.4, 200)], { identity: saw('silence') }),
    expect: { outcome: 'open', proof: 'likely', reason: /completed a handshake/ },
  },
  {
    name: 'hearsay about a gRPC port is not held against bytes of no known kind',
    flow: { port: 9003, service: 'API server', identity: identityOn(9003) },
    evidence: seen([attempt(null)], { identity: saw('bytes', '00ff', { asked: 'tls' }) }),
    expect: { outcome: 'open', proof: 'likely', reason: /completed a handshake/ },
  },
  {
    name: 'SYN-ACK from as far as anything of the host came from: still anybody there could have sent it',
    evidence: seen([queued(null)], { segments: [segment('SYN-ACK')] }),
    host: host(5, { hops: { routers: 3, from: 'RST of port 443' } }),
    expect: { outcome: 'open', proof: 'likely', reason: /completed a handshake/ },
  },
  {
    name: 'a stand-in proved itself',
    evidence: { ...seen([attempt(null)], { identity: saw('stand-in') }), ...proof() },
    expect: { outcome: 'open', proof: 'proven', reason: /stand-in at the destination proved itself\.$/, settle: null },
  },
  {
    name: 'a proof is worth more than a control that could not be asked',
    evidence: { ...seen([attempt(null)]), ...proof() },
    host: host(1, { controls: [] }),
    expect: { outcome: 'open', proof: 'proven', reason: /proved itself/ },
  },
  {
    name: 'a proof is worth more than a distance that could not be settled',
    evidence: { ...seen([attempt(null)], { unsettled: { hops: 1, farthest: 3, why: 'ways' } }), ...proof() },
    expect: { outcome: 'open', proof: 'proven', reason: /proved itself/ },
  },
  {
    name: 'a proof through NAT',
    evidence: { ...seen([attempt(null)]), ...proof('10.77.12.1') },
    expect: { outcome: 'open', proof: 'proven', reason: /NAT on the way rewrites the source address to 10\.77\.12\.1/ },
  },
  {
    name: 'a proof from behind an address that stands for the destination',
    evidence: {
      ...seen([attempt(null)]),
      ...proof(undefined, { seenDestination: { address: '192.168.1.5', port: 9010 } }),
    },
    expect: { outcome: 'open', proof: 'proven', reason: /NAT on the way leads it to 192\.168\.1\.5:9010/ },
  },
  {
    name: 'a stand-in with another key',
    evidence: {
      ...seen([attempt(null)], { identity: saw('stand-in') }),
      ...standIn(
        { accepted: null, listener: null },
        { state: 'none', by: 'hand', nonce: 'wrong', detail: 'another key' },
      ),
    },
    expect: { outcome: 'open', proof: 'likely', reason: /did not prove itself: another key/, settle: /same key/ },
  },
  {
    name: 'a stand-in where an SSH server belongs, and nobody asked it',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], { identity: saw('stand-in') }),
    expect: { outcome: 'open', proof: 'likely', reason: /not asked for its proof/ },
  },
  {
    name: 'a handshake without a proof, where nobody counted',
    evidence: {
      ...seen([attempt(null)]),
      ...standIn({ accepted: null, listener: null }, { nonce: 'none', by: 'hand' }),
    },
    expect: { outcome: 'open', proof: 'likely', reason: /nothing shows which machine/ },
  },
]
