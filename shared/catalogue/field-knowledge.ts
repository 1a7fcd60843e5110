/**
 * What is known of the ports beyond Appendix B. Nothing here is in the guide's table; each entry says where
 * it comes from and how sure it is, and the report repeats that.
 */
import type { FieldKnowledge } from './catalogue.ts'

const FIELD = 'field knowledge of the PSM Preflight contract, not Appendix B'

const KUBERNETES =
  'Kubernetes documentation, "TLS for the API server and the kubelet"; certificate names: field knowledge'

/** The cluster's own certificate authority signs them all. */
const signed = (...subjects: string[]) => ({ subjects, issuer: 'CMDRootCA' })

/** The services that speak gRPC behind the cluster's own certificate authority. */
const GRPC_PORTS = [9003, 9004, 9005, 9009, 9010, 9011, 9012, 9014, 9015, 9020, 9030, 9051] as const

export const FIELD_KNOWLEDGE: FieldKnowledge = {
  version: '3',
  identity: [
    { ports: [22], kinds: ['ssh-banner'], certificate: null, certainty: 'documented', source: 'RFC 4253 §4.2' },
    {
      ports: [80],
      kinds: ['http-redirect'],
      certificate: null,
      certainty: 'documented',
      source: 'Appendix B: "redirects to 443"',
    },
    {
      ports: [443],
      kinds: ['tls'],
      certificate: signed('pen-apigw'),
      certainty: 'documented',
      source: 'Appendix B: "ApiGw HTTPS"',
    },
    {
      ports: [6443],
      kinds: ['tls'],
      certificate: signed('kube-apiserver'),
      certainty: 'documented',
      source: KUBERNETES,
    },
    {
      ports: [10250],
      kinds: ['tls'],
      certificate: signed('system:node:'),
      certainty: 'documented',
      source: KUBERNETES,
    },
    { ports: [9200], kinds: ['tls'], certificate: signed(), certainty: 'reported', source: FIELD },
    {
      ports: [9002, 9019],
      kinds: ['http2-settings', 'tls'],
      certificate: signed(),
      certainty: 'reported',
      source: FIELD,
    },
    {
      ports: GRPC_PORTS,
      kinds: ['tls', 'http2-settings'],
      certificate: signed(),
      certainty: 'reported',
      source: FIELD,
    },
  ],
  placement: [
    { ports: [6443, 9014, 10257, 10259], placement: 'leader', certainty: 'reported', source: FIELD },
    { ports: [9003, 9004, 9005, 9011, 9015, 9020, 9030], placement: 'one-copy', certainty: 'reported', source: FIELD },
  ],
  listeningBeforeBootstrap: { ports: [22, 9001, 9002, 9019], certainty: 'reported', source: FIELD },
  bootstrapOnly: { ports: [9001], certainty: 'reported', source: FIELD },
  // "peer.RemoteAddr() against these IP addresses" of the certificate, where it has some.
  addressesCompared: { certainty: 'documented', source: 'etcd documentation, Transport security model' },
  checks: {
    echo: {
      title: 'ICMP echo between PSM nodes',
      purpose: 'The bootstrap wants nodes that answer the echo of each other.',
      certainty: 'reported',
      source: FIELD,
    },
    ntp: {
      title: 'Time by NTP, UDP 123',
      purpose: 'Nodes and cards set their clocks by NTP; certificates are not valid on a machine whose clock is wrong.',
      certainty: 'reported',
      source: `${FIELD}; the protocol: RFC 5905, RFC 4330`,
    },
    names: {
      title: 'DNS names of PSM nodes',
      purpose: 'A name that is two addresses, or another one elsewhere, joins the wrong machine.',
      certainty: 'reported',
      source: FIELD,
    },
    overlap: {
      title: 'Networks that the nodes use themselves',
      purpose: 'A node sends what lies in 172.17.0.0/16 to its own containers: it never reaches a machine there.',
      certainty: 'reported',
      source: `Docker documentation: the default bridge network is 172.17.0.0/16; that PSM nodes have it: ${FIELD}`,
    },
    clock: {
      title: 'Clocks of the vantages',
      purpose: 'Members of a cluster whose clocks are apart refuse the certificates and leases of each other.',
      certainty: 'reported',
      source: `${FIELD}; 1 s: above it etcd warns ("the clock difference against peer is too high")`,
    },
  },
}
