import { type Case, attempt, identityOn, saw, seen } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'an SSH server on the port of the API gateway',
    flow: { port: 443, service: 'API gateway', identity: identityOn(443) },
    evidence: seen([attempt(null)], { identity: saw('ssh-banner', 'SSH-2.0-x', { asked: 'tls' }) }),
    expect: {
      outcome: 'wrong-service',
      proof: 'likely',
      reason: /answered as an SSH server .* where API gateway is a TLS server/,
    },
  },
  {
    name: 'bytes that are not TLS',
    flow: { port: 6443, service: 'Kubernetes API server', identity: identityOn(6443) },
    evidence: seen([attempt(null)], { identity: saw('bytes', 'bytes that are not TLS', { asked: 'tls' }) }),
    expect: { outcome: 'wrong-service', proof: 'likely', reason: /not TLS/ },
  },
  {
    name: 'a web page where a redirect to https belongs',
    flow: { port: 80, service: 'HTTP redirect', identity: identityOn(80) },
    evidence: seen([attempt(null)], { identity: saw('http', 'HTTP/1.1 200 OK', { asked: 'http-redirect' }) }),
    expect: { outcome: 'wrong-service', proof: 'likely', reason: /HTTP server/ },
  },
  {
    name: 'certainly another protocol on a gRPC port',
    flow: { port: 9003, service: 'API server', identity: identityOn(9003) },
    evidence: seen([attempt(null)], { identity: saw('ssh-banner', 'SSH-2.0-x', { asked: 'tls' }) }),
    expect: { outcome: 'wrong-service', proof: 'likely', reason: /SSH server/ },
  },
]
