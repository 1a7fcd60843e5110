/** Outcomes as the pages of the app name them; in English they are those of run.json. */
import type { Outcome } from '../../outcome.ts'

export const outcomes: Readonly<Record<Outcome, string>> = {
  open: 'offen',
  closed: 'geschlossen',
  reset: 'unterwegs zurückgesetzt',
  intercepted: 'abgefangen',
  rejected: 'abgewiesen',
  silent: 'keine Antwort',
  'host-silent': 'Host stumm',
  unreachable: 'nicht erreichbar',
  'no-route': 'keine Route',
  'blocked-locally': 'auf dem Rechner gesperrt',
  'wrong-service': 'falscher Dienst',
  unstable: 'wechselhaft',
  'not-tested': 'nicht geprüft',
}
