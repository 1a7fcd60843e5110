/** As the English ones: a comparison of two results. */
import type { Change } from '../../comparison.ts'
import type { Verdict } from '../../outcome.ts'
import type { Aspect, comparison as en } from '../en/comparison.ts'
import { numberIn } from '../number.ts'
import { outcomes } from './outcomes.ts'

const n = numberIn('de')

const TITLE: Record<Change, string> = {
  broken: 'Neu gestört',
  'still-failing': 'Weiter gestört',
  'newly-untested': 'Zuvor geprüft, jetzt ungeprüft',
  'not-asked': 'Nicht wieder gefragt',
  'newly-tested': 'Neu geprüft',
  fixed: 'Behoben',
  'changed-evidence': 'Besteht wie zuvor, mit anderem Beleg',
  'still-untested': 'In beiden ungeprüft',
  unchanged: 'Besteht wie zuvor',
}

const COUNTED: Record<Change, string> = {
  fixed: 'behoben',
  broken: 'neu gestört',
  'still-failing': 'weiter gestört',
  'newly-untested': 'jetzt ungeprüft',
  'not-asked': 'nicht wieder gefragt',
  'newly-tested': 'neu geprüft',
  'changed-evidence': 'mit anderem Beleg bestanden',
  'still-untested': 'in beiden ungeprüft',
  unchanged: 'bestanden wie zuvor',
}

const DIFFERS: Record<Aspect, string> = {
  outcome: 'Ergebnis',
  verdict: 'Urteil',
  proof: 'Beweis',
  blockedBy: 'was im Weg steht',
  reason: 'Grund',
}

const VERDICT: Record<Verdict, string> = { pass: 'besteht', fail: 'gestört', warn: 'Warnung', untested: 'ungeprüft' }

export const comparison: typeof en = {
  title: (change) => TITLE[change],
  counted: (change, count) => `${n(count)} ${COUNTED[change]}`,
  sentence: (compared, parts) =>
    `${n(compared)} ${compared === 1 ? 'Verbindung' : 'Verbindungen'} verglichen: ${parts.join(', ')}.`,
  beyond: (count) => `${count} außerhalb der Port-Tabelle ${count === 1 ? 'besteht' : 'bestehen'} nicht.`,
  notAsked: () => 'nicht gefragt',
  seen: ({ verdict, outcome, proof }) =>
    `${VERDICT[verdict]}, ${outcomes[outcome]}${proof === 'proven' ? ', bewiesen' : ''}`,
  differs: (aspect) => DIFFERS[aspect],
}
