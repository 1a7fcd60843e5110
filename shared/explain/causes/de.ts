/** Die Worte jeder Ursache, auf Deutsch. */
import { AT_THE_ENDS } from './de/at-the-ends.ts'
import { BESIDE_THE_FLOWS } from './de/beside-the-flows.ts'
import { IN_THE_PATH } from './de/in-the-path.ts'
import type { CauseLanguage } from './words.ts'

export const DE: CauseLanguage = {
  causes: { ...IN_THE_PATH, ...AT_THE_ENDS, ...BESIDE_THE_FLOWS },
  evidence: {
    seen: { one: '1 Verbindung, gesehen von {sources}.', other: '{count} Verbindungen, gesehen von {sources}.' },
    example: 'Zum Beispiel: {reason}',
    settle: 'Was Klarheit schaffen würde: {settle}',
  },
  doubts: {
    heard: 'Was nicht dazu passt: Dieselbe Adresse antwortet {sources}; die Maschine ist also eingeschaltet.',
    apart: 'Was nicht dazu passt: Die Traces enden an verschiedenen Maschinen ({heard}).',
    untraced: '{count} von {all} Verbindungen wurden verfolgt; die anderen scheitern wie diese.',
  },
  at: { reported: 'gemeldet von {device}', concluded: 'bei {device}', 'last-responder': 'zuletzt gehört: {device}' },
  traps: {
    'esxi-firewall':
      'Ein ESXi-Host, dessen DSC noch keinem PSM zugeordnet ist, filtert noch mit seiner eigenen Firewall: Sehen Sie ihre Regelsätze an, und welche Adressen jeder zulässt.',
    'native-vlan':
      'Der Verwaltungsverkehr einer DSC ist ohne Tag, wenn nichts anderes eingestellt wurde: Auf einem Trunk landet er im nativen VLAN, und das ist oft nicht das Verwaltungs-VLAN.',
    'tries-in-turn':
      'Eine DSC versucht die Adressen der PSM-Knoten der Reihe nach, so dass ein erreichbarer Knoten zwei unerreichbare verdeckt: Lassen Sie alle freischalten.',
  },
  beside: {
    claimed: 'Mehrere Netzwerkkarten beanspruchen {address}: {macs}.',
    narrow:
      'Von {from} nach {addresses} kommen Pakete von höchstens {bytes} Byte an, und die Schnittstelle sendet bis zu {most}.',
    more: 'Und {count} weitere dieser Art.',
  },
  subject: {
    port: { one: 'Port {ports}', other: 'Ports {ports}' },
    guide: ' (im Handbuch: {ports})',
    on: '{ports} auf {machines}',
    from: '{on}, von {machines}',
    network: { one: '1 Verbindung zu {machines}', other: '{count} Verbindungen zu {machines}' },
  },
  hop: '{address} (Hop {hop})',
  more: '{names} und {count} weitere',
  shifted:
    'Das sind die Ports des Handbuchs; hier ist jeder um {shift} nach oben verschoben, so dass {guide} hier {port} ist.',
  again: 'Noch einmal prüfen: mit der Schaltfläche dieses Befunds in der App, oder mit dem Befehl {command}',
  places: {
    source: 'auf der Quelle, {name} ({address})',
    destination: 'auf dem Ziel, {name} ({address})',
    way: 'auf den Routern und Firewalls zwischen {source} und {destination}',
    edge: 'auf dem Switch oder Router im Netz von {destination}, oder einer Maschine darin',
    asker: 'auf {name}',
  },
}
