/** As the English ones: the verdict of a whole check. */
import { numberIn } from '../number.ts'
import type { verdict as en } from '../en/verdict.ts'

const n = numberIn('de')
const flows = (count: number) => `${n(count)} ${count === 1 ? 'Verbindung' : 'Verbindungen'}`
const one = <T>(count: number, single: T, many: T) => (count === 1 ? single : many)
const notAsked = (rest: number) =>
  `${n(rest)} ${one(rest, 'Verbindung', 'Verbindungen')} des Plans ${one(rest, 'wurde', 'wurden')} nicht gefragt`
const asked = (pass: number) =>
  one(pass, 'Die eine gefragte Verbindung besteht', `Alle ${n(pass)} gefragten Verbindungen bestehen`)
const checks = (count: number) => `${n(count)} ${one(count, 'Prüfung', 'Prüfungen')}`

export const verdict: typeof en = {
  passes: (all, pass, proven) =>
    proven === pass
      ? `${one(all, 'Die eine Verbindung besteht', `Alle ${n(all)} Verbindungen bestehen`)}, ${one(all, 'bewiesen', 'alle bewiesen')}.`
      : `${one(all, 'Die eine Verbindung besteht', `Alle ${n(all)} Verbindungen bestehen`)}: ${n(proven)} bewiesen, ${n(pass - proven)} wahrscheinlich.`,
  fails: (fail, all) => `Nicht bereit: ${n(fail)} von ${flows(all)} gestört.`,
  alsoWarn: (warn) => `${n(warn)} mit Warnung.`,
  alsoUntested: (untested) => `${n(untested)} ungeprüft.`,
  warns: (warn, all) => `Keine Störung, aber ${n(warn)} von ${flows(all)} ${one(warn, 'hat', 'haben')} eine Warnung.`,
  nothingAsked: () => 'Nichts wurde geprüft: Es war nach keiner Verbindung gefragt.',
  nothingKnown: (all) =>
    `Noch ist nichts bekannt: ${one(all, 'Die eine Verbindung wurde nicht', `Keine der ${n(all)} Verbindungen wurde`)} geprüft.`,
  notShown: (untested, all) =>
    `Bereitschaft nicht gezeigt: ${n(untested)} von ${flows(all)} ${one(untested, 'ist', 'sind')} ungeprüft. Alles Geprüfte besteht.`,
  partly: (rest) => `Nur zum Teil: ${notAsked(rest)}.`,
  partPasses: (pass, rest) => `Nur zum Teil: ${asked(pass)}; ${notAsked(rest)}.`,
  coveredPasses: (_all, pass, proven) =>
    `Nur zum Teil: ${asked(pass)}, ${proven === pass ? one(pass, 'bewiesen', 'alle bewiesen') : `${n(proven)} bewiesen, ${n(pass - proven)} wahrscheinlich`}.`,
  lacking: (groups) =>
    `Nicht abgedeckt: ${groups.map(({ title, roles }) => `${title} (im Plan fehlt: ${roles.join(' und ')})`).join(', ')}.`,
  role: {
    'user-station': 'Arbeitsplatz',
    'management-station': 'Verwaltungsrechner',
    'psm-node': 'PSM-Knoten',
    dsc: 'DSC',
  },
  fieldsWarn: (warn) => `Außerhalb der Port-Tabelle ${one(warn, 'warnt', 'warnen')} ${checks(warn)}.`,
  fieldsFail: (fail, warn) =>
    `Außerhalb der Port-Tabelle nicht bereit: ${checks(fail)} ${one(fail, 'fällt', 'fallen')} durch${warn === 0 ? '' : `, und ${n(warn)} ${one(warn, 'warnt', 'warnen')}`}.`,
  claimedTwice: (addresses) =>
    `${addresses === 1 ? 'Eine Adresse wird' : `${n(addresses)} Adressen werden`} von zwei Rechnern beansprucht: was dort besteht, kann vom anderen stammen.`,
  stopped: () => 'Die Prüfung wurde vor ihrem Ende angehalten.',
}
