/** As the English ones: what is concluded from an error. */
import type { errors as en } from '../en/errors.ts'

export const errors: typeof en = {
  noRoute: (address) => `Dieser Rechner hat keine Route zu ${address}: Nichts wurde gesendet.`,
  calledUnreachable: (address) =>
    `Die Routingtabelle dieses Rechners nennt ${address} unerreichbar: Nichts wurde gesendet.`,
  prohibited: (at, errno) =>
    `Routing oder Richtlinie dieses Rechners selbst verbietet ${at} (${errno}): Nichts wurde gesendet.`,
  blackhole: (address) => `Eine Blackhole-Route auf diesem Rechner schluckt ${address}: Nichts wurde gesendet.`,
  refusedToSend: (at, words) => `Dieser Rechner weigerte sich, an ${at} zu senden: ${words}.`,
  localPolicy: () =>
    'Sehen Sie in der lokalen Firewall, der Sicherheitssoftware und den Richtlinienrouten dieses Rechners nach.',
  couldNotSend: (at, words) => `Nicht geprüft: Dieser Rechner konnte nicht an ${at} senden (${words}).`,
  lookUpError: () => 'Gehen Sie dem Fehler auf diesem Rechner nach, und starten Sie die Prüfung noch einmal.',

  prohibitedV6: (at, errno) => `Ein Gerät antwortete für ${at}: administrativ untersagt (${errno}).`,
  errorQueue: () =>
    'Der ICMP-Fehler selbst nennt das Gerät, das ihn gesendet hat: Starten Sie die Prüfung unter Linux und ohne --no-evidence, oder lesen Sie ihn in einem Paketmitschnitt auf diesem Rechner.',
  itselfRejects: (address, words, port) =>
    `${address} selbst antwortete „${words}“ für Port ${port}: Die eigene Firewall weist ihn ab.`,
  loops: (reporter, words, at, address) =>
    `${reporter} antwortete „${words}“ für ${at}: Die Route zu ${address} läuft im Kreis, oder ist länger, als ein Weg sein sollte.`,
  rejected: (reporter, words, at, othersAnswerOf) =>
    `${reporter} antwortete „${words}“ für ${at}${othersAnswerOf === null ? '' : `, obwohl ${othersAnswerOf} auf anderen Ports antwortet`}.`,
  noNeighbourThere: (after, reporter, words, address) =>
    `Nach ${after} antwortete ${reporter} „${words}“ für ${address}: Dort antwortet keine Maschine mit dieser Adresse auf ARP oder ND.`,
  noWay: (reporter, words, address) => `${reporter} antwortete „${words}“ für ${address}: Er hat keinen Weg dorthin.`,
  noNeighbourHere: (address, after) =>
    `Im eigenen Netz dieses Rechners antwortete keine Maschine für ${address} auf ARP oder ND (nach ${after}).`,
  ownFirewall: (words, at) =>
    `Die eigene Firewall dieses Rechners antwortete „${words}“ für ${at}: Nichts wurde gesendet.`,
  noNeighbour: (after, words, address) =>
    `Nach ${after} kam „${words}“ für ${address}: Keine Maschine mit dieser Adresse antwortet auf ARP oder ND.`,
  neighbourTable: () =>
    'Prüfen Sie, ob die Maschine eingeschaltet und die Adresse richtig ist; sehen Sie in ihrem Netz in die ARP- oder Nachbartabelle.',
  rejectedUnnamed: (words, port, address) =>
    `Ein Gerät antwortete „${words}“ für Port ${port}, während ${address} auf anderen Ports antwortet: Es weist diesen Port ab.`,
  unreachableUnnamed: (words, address) =>
    `Ein Gerät antwortete „${words}“ für ${address}, und von der Adresse selbst war nichts zu hören.`,

  resetNearer: (at, address, how) =>
    `Auf ${at} antwortete ein RST eines Geräts auf dem Weg, nicht von ${address}: ${how}.`,
  closedAsFar: (at, from, address, away, isProven) =>
    `Auf ${at} antwortete ein RST von so weit her wie ${from} von ${address} (${away}): Der Weg ist ${isProven ? '' : 'wohl '}offen, nichts lauscht.`,
  closedByRst: (at, nothingNearer) =>
    `Auf ${at} antwortete ein RST${nothingNearer ? '; nichts Näheres als der letzte Hop antwortet für es' : ''}: Der Weg ist wohl offen, nichts lauscht.`,
  closed: (at) => `${at} wurde abgewiesen, wie von einem Host, auf dem nichts lauscht: Der Weg ist wohl offen.`,
  oddDistance: (at, away, address, needed) =>
    `Auf ${at} antwortete ein RST aus ${away}, während ein SYN zu ${address} ${needed} braucht, und kein Handshake dieser Adresse ließ sich messen: Ein Gerät auf dem Weg kann an seiner Stelle antworten.`,
  withinNetwork: () =>
    'In einem gemeinsamen Netz ist ein Switch, der zurücksetzt, so nah wie die Maschine selbst: Ein Paketmitschnitt auf dem Ziel zeigt, ob die Verbindung dort ankommt.',
  whoRefused: () =>
    'Ein Paketmitschnitt auf dem Ziel zeigt, ob die Verbindung dort ankommt und von der Maschine selbst abgewiesen wird, oder von einem Gerät auf dem Weg.',
  whoseRst: () =>
    'Ein offener Port derselben Maschine, mit dem sich die Entfernung des RST vergleichen lässt, oder ein Paketmitschnitt auf dem Ziel unterschiede die Maschine von einem Gerät davor.',
  captureThere: () =>
    'Ein Paketmitschnitt auf dem Ziel zeigt, ob die Verbindung dort ankommt; jeder offene Port von ihm zeigt es auch.',
  arrived: (address, didArrive) =>
    didArrive ? `Das SYN kam bei ${address} an.` : `Das SYN kam bei ${address} nicht an.`,
}
