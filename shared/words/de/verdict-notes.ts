/** As the English ones: what is added to a reason where the plain table of outcomes did not decide the verdict. */
import type { verdictNotes as en } from '../en/verdict-notes.ts'

export const verdictNotes: typeof en = {
  notNeededYet: () => 'Vor der Installation muss dort nichts lauschen.',
  vmNotReady: () =>
    'Eine frische PSM-VM lauscht auf diesem Port (Erfahrungswissen), also sieht die VM nicht bereit aus.',
  notJoined: () =>
    'Nur ein Knoten außerhalb eines Clusters lauscht auf diesem Port (Erfahrungswissen): Dieser Knoten ist nicht beigetreten.',
  runsElsewhere: () =>
    'Dieser Dienst läuft immer nur auf einem Knoten des Clusters (Erfahrungswissen), und auf einem anderen ist er offen.',
  standInAnswers: () => 'Es antwortet ein Stellvertreter, also lauscht der Dienst nicht auf diesem Port.',
  natBetweenNodes: (source) =>
    `Die Mitglieder des Clusters vergleichen Adressen (${source}): Zwischen Knoten darf es kein NAT geben.`,
  otherAddressSeen: () => 'Regeln und Protokolle am Ziel sehen eine andere Adresse als die des Plans.',
  vmDoesNotListen: () =>
    'Der Weg ist bewiesen; eine frische PSM-VM lauscht auf diesem Port aber von selbst (Erfahrungswissen), und diese tut es nicht.',
}
