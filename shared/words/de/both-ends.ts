/** As the English ones: what a stand-in at the destination adds to a conclusion. */
import type { bothEnds as en } from '../en/both-ends.ts'

const NOTHING = (asked: string, at: string) => `Keine Antwort auf ${asked} an ${at}`
const REFUSED = (at: string) => `Auf ${at} antwortete ein RST, obwohl dort ein Stellvertreter lauscht`
const OPEN = (at: string) => `${at} ist offen: Der Stellvertreter am Ziel hat sich ausgewiesen`

export const bothEnds: typeof en = {
  captureBoth: () =>
    'Paketmitschnitte an beiden Enden zur selben Zeit zeigen, wo die Daten verloren gehen; versuchen Sie auch kleine Pakete (MTU).',
  whoResets: () => 'Ein Paketmitschnitt auf dem Ziel zeigt, ob das SYN dort ankommt, und wer es abweist.',
  whoseAddress: () =>
    'Sehen Sie die NAT-Regeln auf dem Weg und die Adressen der Quelle an, und prüfen Sie noch einmal, wenn das Ziel die Adresse sieht, die im Plan steht.',
  testAgain: () => 'Prüfen Sie diese Verbindung noch einmal allein, wenn auf dem Weg sonst nichts verloren geht.',

  ledElsewhere: (at, name, there) =>
    `${at} schloss einen Handshake ab, aber der Stellvertreter, der sich dort ausgewiesen hat, ist ${name} (${there}): Die Verbindung wird zu einem anderen Endpunkt geleitet.`,
  openAsOther: (at, source, sentAs) =>
    `${OPEN(at)}, wurde aber von ${source} erreicht, der Adresse von ${sentAs}: NAT auf dem Weg gibt dieser Verbindung die Adresse eines anderen Absenders, und ihre Firewallregeln können dessen Regeln sein.`,
  openFromElsewhere: (at, from, planned) =>
    `${OPEN(at)}, wurde aber von ${from} erreicht, nicht von ${planned}: NAT auf dem Weg schreibt die Quelladresse um, oder die Quelle sendet von einer anderen ihrer Adressen.`,
  open: (at, source, there) => {
    const from = source === null ? '' : `; NAT auf dem Weg schreibt die Quelladresse auf ${source} um`
    const to = there === null ? '' : `; NAT auf dem Weg leitet sie zu ${there}`
    return `${OPEN(at)}${from}${to}.`
  },
  notHeld: (at) =>
    `${at} schloss einen Handshake ab, aber das Ziel selbst hielt keine solche Verbindung: Ein Gerät schloss ihn an seiner Stelle ab, oder schreibt Adresse oder Port um, von denen sie kommt.`,
  notAccepted: (at) =>
    `${at} schloss einen Handshake ab, aber nicht mit dem Ziel: Der Stellvertreter, der dort lauscht, nahm in dieser Zeit keine Verbindung an.`,
  notCounted: (at) =>
    `${at} schloss einen Handshake ohne den Beweis des Ziels ab, und ob er beim Stellvertreter dort ankam, lässt sich nicht sagen: Ein anderer Ort, von dem diese Prüfung fragt, hat dieselbe Quelladresse.`,
  apart: () =>
    'Prüfen Sie die Verbindungen eines Ortes nach dem anderen, oder geben Sie jedem Ort eine eigene Adresse.',
  lostSince: (at) =>
    `${at} schloss einen Handshake ohne den Beweis des Ziels ab, und der Stellvertreter, der dort lauschte, war nicht mehr zu fragen, ob er ankam: Ein Gerät auf dem Weg kann an seiner Stelle geantwortet haben.`,
  testWithStandIn: () => 'Prüfen Sie diese Verbindung noch einmal, während die SSH-Verbindung zum Ziel hält.',
  withoutProof: (at, accepted) => {
    const what = accepted
      ? 'Beim Stellvertreter dort kommt ein Handshake an, aber seine Daten kommen nicht durch'
      : 'Beim Stellvertreter dort kommt das SYN an, aber der Handshake wird nicht mit ihm abgeschlossen'
    return `${at} schloss einen Handshake ohne den Beweis des Ziels ab: ${what}. Ein Gerät, das Inhalte prüft, oder eine MTU, die nicht passt, sieht so aus.`
  },

  answerLost: (asked, at, count, address) =>
    `${NOTHING(asked, at)}: ${count} davon kamen bei ${address} an, und der Port lauscht dort. Der Hinweg ist offen; die Antwort geht auf dem Rückweg verloren.`,
  someLost: (asked, at, count, address) =>
    `${NOTHING(asked, at)}: ${count} davon kamen bei ${address} an, und der Port lauscht dort; die anderen gehen auf dem Hinweg verloren, und die Antworten auf dem Rückweg.`,
  arrived: (asked, at, count, address) =>
    `${NOTHING(asked, at)}: ${count} davon kamen bei ${address} an. Die Antwort geht auf dem Rückweg verloren, oder die Firewall von ${address} selbst verwirft das SYN.`,
  stoppedThere: (asked, at, count, address) =>
    `${NOTHING(asked, at)}: ${count} davon kamen bei ${address} an, aber nicht am Port, der dort lauscht. Die Maschine selbst verwirft es: ihre eigene Firewall, ihre Prüfung des Rückwegs (rp_filter), oder ein Programm, das nichts annimmt.`,
  notOnWire: (asked, at, address) =>
    `${NOTHING(asked, at)}: Keines davon kam bei ${address} an, wo alles Ankommende beobachtet wurde. Es geht auf dem Hinweg verloren.`,
  notAtPort: (asked, at, address) =>
    `${NOTHING(asked, at)}: Keines davon kam am Port von ${address} an, der lauscht. Es geht auf dem Hinweg verloren, oder die Firewall von ${address} selbst verwirft es.`,

  refusedSomehow: (at, address) =>
    `${at} wurde abgewiesen, obwohl dort ein Stellvertreter lauscht: Ein Gerät auf dem Weg weist es mit einem RST oder einem ICMP-Fehler ab, oder die Firewall von ${address} selbst.`,
  reset: (at, address) =>
    `${REFUSED(at)}: Ein Gerät auf dem Weg setzt es zurück, oder die Firewall von ${address} selbst.`,
  resetAllTheSame: (at) =>
    `${REFUSED(at)} und das SYN bekam: Ein Gerät auf dem Weg setzt es trotzdem zurück, oder eine Firewall an einem der Enden.`,
  resetThere: (at, address) =>
    `${REFUSED(at)}: Das SYN kam bei ${address} an, aber nicht am Port. Die Firewall von ${address} selbst setzt es zurück.`,
  resetBefore: (at, address) =>
    `${REFUSED(at)}: Das SYN kam nie bei ${address} an. Ein Gerät auf dem Weg setzt es zurück.`,
  resetUnreached: (at, address) =>
    `${REFUSED(at)}, und das SYN erreichte ihn nie: Ein Gerät auf dem Weg setzt es zurück, oder die Firewall von ${address} selbst.`,
}
