/** As the English ones: what the types and codes of ICMP and ICMPv6 say. */
import type { icmp as en } from '../en/icmp.ts'

const unreachable4: typeof en.unreachable4 = {
  0: 'Netz unerreichbar',
  1: 'Host unerreichbar',
  2: 'Protokoll unerreichbar',
  3: 'Port unerreichbar',
  4: 'Fragmentierung nötig',
  5: 'Quellroute gescheitert',
  6: 'Netz unbekannt',
  7: 'Host unbekannt',
  8: 'Quellhost isoliert',
  9: 'Netz administrativ untersagt',
  10: 'Host administrativ untersagt',
  11: 'Netz für diese Dienstart unerreichbar',
  12: 'Host für diese Dienstart unerreichbar',
  13: 'Kommunikation administrativ untersagt',
  14: 'Vorrang des Hosts verletzt',
  15: 'Vorrang zu niedrig',
}

const unreachable6: typeof en.unreachable6 = {
  0: 'keine Route zum Ziel',
  1: 'Kommunikation administrativ untersagt',
  2: 'außerhalb des Bereichs der Quelladresse',
  3: 'Adresse unerreichbar',
  4: 'Port unerreichbar',
  5: 'Quelladresse verstößt gegen Richtlinie',
  6: 'Route zum Ziel weist ab',
  7: 'Fehler im Quellrouten-Header',
}

export const icmp: typeof en = {
  unreachable4,
  unreachable6,
  sourceQuench: 'Sender drosseln',
  redirect: 'Umleitung',
  reassembly: 'Zeit zum Zusammensetzen überschritten',
  ttl: 'TTL unterwegs abgelaufen',
  hopLimit: 'Hop-Limit unterwegs erreicht',
  parameter: 'Parameterfehler',
  tooBig: 'Paket zu groß',
  unnamed: (type, code) => `Typ ${type} Code ${code}`,
  numbered: (words, name, type, code) => `${words} (${name} Typ ${type}, Code ${code})`,
}
