/** As the catalogue says it: what the port groups of the guide are for. */
import type { GroupId } from '../../catalogue/catalogue.ts'
import type { GroupWords } from '../en/groups.ts'

const GROUPS: Readonly<Record<Exclude<GroupId, 'extra'>, GroupWords>> = {
  'user-to-psm': {
    title: 'Arbeitsplatz → PSM',
    purpose:
      'Über diese Ports erreichen Browser und Installationsprogramm die PSM-Knoten. Ohne sie lässt sich der Cluster nicht in Betrieb nehmen, und niemand kann sich anmelden.',
  },
  'psm-to-psm': {
    title: 'PSM-Knoten ↔ PSM-Knoten',
    purpose:
      'Die Knoten wählen einen Leiter, gleichen ihre Datenbanken ab und verlegen Dienste untereinander. Ist einer dieser Ports in irgendeiner Richtung gesperrt, so bildet sich der Cluster nicht, oder er zerbricht beim ersten Ausfall.',
  },
  diagnostics: {
    title: 'Diagnose',
    purpose:
      'penctl und die Diagnose erreichen die Agenten der Karten über einen Reverse-Proxy. Ohne ihn arbeiten die Karten, aber niemand kann in sie hineinsehen, wenn sie es nicht tun.',
  },
  'dsc-to-psm': {
    title: 'DSC → PSM-Knoten',
    purpose:
      'Die Karten melden sich an, erhalten ihre Richtlinien und senden Zustand, Ereignisse und Messwerte. Ist einer dieser Ports gesperrt, so wird eine Karte nicht aufgenommen, oder sie läuft ohne neue Richtlinien und ohne Telemetrie.',
  },
}

export const groups: Readonly<Record<string, GroupWords>> = GROUPS
