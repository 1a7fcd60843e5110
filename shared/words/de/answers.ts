/** As the English ones: what is concluded from an answer, or from a flow that was never asked. */
import type { FlowEvidence, NotAsked } from '../../observation.ts'
import { certificate } from './parts.ts'
import type { Answer, answers as en } from '../en/answers.ts'

type Unmeasured = NonNullable<FlowEvidence['unmeasured']>['why']
type Unsettled = NonNullable<NonNullable<FlowEvidence['unsettled']>['why']>

const WITH: Record<Answer, string> = {
  handshake: 'einem Handshake',
  rst: 'einem RST',
  icmp: 'einem ICMP-Fehler',
}
const COMPLETED: Record<Answer, string> = { ...WITH, handshake: 'einem vollständigen Handshake' }

const CAPTURE_THERE =
  'Ein Paketmitschnitt auf dem Ziel zeigt, ob die Verbindung dort ankommt; ein Stellvertreter dort zeigt es auch.'
const AGAIN =
  'Prüfen Sie diese Verbindung noch einmal, wenn die fragende Maschine und das Netz weniger beschäftigt sind; ein Paketmitschnitt auf dem Ziel zeigt, ob die Verbindung dort ankommt.'
const FINISH = 'Starten Sie die Prüfung noch einmal, und lassen Sie sie zu Ende laufen.'

/** Why a flow was not asked; what the machine itself said of it is quoted as it is. */
const UNTESTED: Record<NotAsked['why'], string> = {
  'no-vantage': 'die Quelle hat keinen Standpunkt',
  'ssh-unsupported': 'die Quelle hat einen SSH-Standpunkt, den dieser Lauf nicht nutzen konnte',
  vantage: 'von der Quelle konnte nichts gesendet werden',
  'vantage-lost': 'die Verbindung zur Quelle ging verloren, bevor diese Verbindung beantwortet war',
  'not-this-machine': 'die sendende Maschine hat die Adresse nicht, die der Plan ihr gibt',
  'own-address': 'die Adresse des Ziels ist eine der sendenden Maschine selbst',
  family: 'Quelle und Ziel haben keine gemeinsame Adressfamilie, oder einer Link-Local-Adresse fehlt die Zone',
  name: 'der Name des Ziels ließ sich nicht auflösen',
  cancelled: 'die Prüfung wurde angehalten, bevor diese Verbindung beantwortet war',
  shunned: 'das Netz antwortete diesem Rechner nicht mehr, bevor diese Verbindung gefragt wurde',
  resources: 'der sendenden Maschine ging ein Betriebsmittel aus (Sockets, Ports, Puffer)',
}
/** Where the kind alone does not say what to correct. */
const QUOTED: ReadonlySet<NotAsked['why']> = new Set(['vantage', 'vantage-lost', 'name', 'resources'])

const SETTLE_UNTESTED: Record<NotAsked['why'], string> = {
  'no-vantage': 'Starten Sie die Prüfung auf der Quelle selbst, oder geben Sie ihr im Plan einen Standpunkt.',
  'ssh-unsupported':
    'Starten Sie die Prüfung auf der Quelle selbst, oder noch einmal mit einer Version, die über SSH fragt.',
  vantage:
    'Beheben Sie, was den Zugang zur Quelle verhindert, und prüfen Sie noch einmal; oder starten Sie die Prüfung auf der Quelle selbst.',
  'vantage-lost':
    'Verbinden Sie sich wieder mit der Quelle, und prüfen Sie den Rest; oder starten Sie die Prüfung auf der Quelle selbst.',
  'not-this-machine':
    'Starten Sie die Prüfung auf der Maschine, die die Quelladresse hat, oder berichtigen Sie die Adresse im Plan.',
  'own-address': 'Berichtigen Sie die Adresse im Plan, oder starten Sie die Prüfung auf einer anderen Maschine.',
  family: 'Geben Sie beiden Enden eine Adresse derselben Familie, und einer Link-Local-Adresse ihre Zone.',
  name: 'Berichtigen Sie den Namen, oder schreiben Sie die Adresse in den Plan.',
  cancelled: FINISH,
  shunned:
    'Starten Sie die Prüfung noch einmal in der Gangart „gentle“, sobald das Netz diesem Rechner wieder antwortet.',
  resources:
    'Schließen Sie andere Programme, oder wählen Sie die Gangart „gentle“, und starten Sie die Prüfung noch einmal.',
}

const UNSETTLED: Record<Unsettled, { why: string; settle: string }> = {
  time: {
    why: 'und es blieb keine Zeit, beide noch einmal zu fragen',
    settle: 'Prüfen Sie weniger Verbindungen auf einmal, oder diese allein: Dann ist Zeit, noch einmal zu fragen.',
  },
  base: {
    why: 'und als beide noch einmal gefragt wurden, antwortete jene nicht wie zuvor',
    settle:
      'Prüfen Sie noch einmal in der Gangart „gentle“; was geantwortet hatte, muss zum Vergleich wieder antworten.',
  },
  ways: { why: 'und noch einmal gefragt kam sie nie von so weit', settle: CAPTURE_THERE },
  once: {
    why: 'und nichts auf diesem Rechner kann noch einmal fragen und die Entfernung ansehen',
    settle: `Starten Sie die Prüfung unter Linux mit koffi, das dem Programm beiliegt. ${CAPTURE_THERE}`,
  },
}

const UNMEASURED: Record<Unmeasured, { because: (address: string) => string; settle: string }> = {
  time: {
    because: () => 'denn es blieb keine Zeit herauszufinden, von wie weit es kam',
    settle: 'Prüfen Sie weniger Verbindungen auf einmal, oder diese allein: Dann ist Zeit, es herauszufinden.',
  },
  tries: {
    because: () => 'denn von wie weit es kam, wurde mehrmals gefragt und nicht beantwortet',
    settle: AGAIN,
  },
  link: {
    because: () => 'denn die Verbindung zur Quelle ging verloren, bevor bekannt war, von wie weit es kam',
    settle: 'Verbinden Sie sich wieder mit der Quelle, und prüfen Sie diese Verbindung noch einmal.',
  },
  stopped: {
    because: () => 'und die Prüfung wurde angehalten, bevor bekannt war, von wie weit es kam',
    settle: FINISH,
  },
  shunned: {
    because: () => 'denn das Netz antwortete nicht mehr, bevor bekannt war, von wie weit es kam',
    settle: 'Prüfen Sie noch einmal in der Gangart „gentle“, wenn das Netz diesem Rechner wieder antwortet.',
  },
  others: {
    because: (address) => `denn von wie weit eine andere Antwort von ${address} kam, wurde nicht herausgefunden`,
    settle: AGAIN,
  },
}

const whyUntested = (why: NotAsked['why'], detail: string) =>
  `${UNTESTED[why]}${QUOTED.has(why) ? ` („${detail}“)` : ''}`

export const answers: typeof en = {
  notTested: (why, detail) => `Nicht geprüft: ${whyUntested(why, detail)}.`,
  whyUntested,
  settleUntested: (why) => SETTLE_UNTESTED[why],
  finish: () => FINISH,

  unsettled: (at, what, away, address, farthest, why) =>
    `${at} antwortete mit ${WITH[what]} aus ${away}, während eine andere Antwort von ${address} aus ${farthest} kam, ${UNSETTLED[why].why}: Ein Gerät auf dem Weg kann an seiner Stelle antworten.`,
  settleUnsettled: (why) => UNSETTLED[why].settle,
  changed: (at, first, to) =>
    `${at} antwortete mit ${COMPLETED[first]}, und noch einmal gefragt mit ${COMPLETED[to]}: So sieht ein Gerät auf dem Weg aus, das sich anders besinnt, etwa eines, das eine Rate begrenzt oder zu sperren begonnen hat; ein Dienst, der startet oder endet, sieht auch so aus.`,
  whichWasSent: () =>
    'Prüfen Sie noch einmal in der Gangart „gentle“; ein Paketmitschnitt auf dem Ziel zeigt, was von beidem es gesendet hat.',
  fellSilent: (at, first, tries) =>
    `${at} antwortete mit ${WITH[first]}, und ließ dann SYNs ohne Antwort, die noch einmal fragten (${tries} und mehr): Das tut ein Gerät auf dem Weg, das seine Antworten begrenzt, oder ein Netz, das uns aussperrt.`,
  whoAnswered: () =>
    'Prüfen Sie noch einmal in der Gangart „gentle“; ein Paketmitschnitt auf dem Ziel zeigt, ob es selbst geantwortet hat.',
  handshakeName: () => 'vollständiger Handshake',
  contradictory: (at, said) => `${at} gab widersprüchliche Antworten: ${said}.`,
  disagreed: (at) =>
    `Ergebnisse, die nach ihren Uhren zur selben Zeit entstanden, widersprechen sich über ${at}: Das zuletzt beendete ist in Ordnung, ein anderes nicht; was jedes davon fand, steht bei den Konflikten.`,
  severalPaths: () =>
    'Prüfen Sie noch einmal; bleibt es dabei, so suchen Sie nach mehreren Wegen (ECMP), einer gestörten Cluster-Adresse oder einer doppelten Adresse.',

  stoppedUncompared: (at, what, why, address) =>
    `Nicht zu Ende geprüft: ${at} antwortete mit ${WITH[what]}, ${UNMEASURED[why].because(address)}.`,
  notCompared: (at, what, why, address) =>
    `${at} antwortete mit ${WITH[what]}, was sich nicht mit anderen Antworten von ${address} vergleichen ließ, ${UNMEASURED[why].because(address)}: Ein Gerät auf dem Weg kann an seiner Stelle geantwortet haben.`,
  settleUncompared: (why) => UNMEASURED[why].settle,

  nearerByDistance: (kind, away, ttl, from, farther) =>
    `${kind} kam aus ${away} (TTL ${ttl}), ${from} dagegen aus ${farther}`,
  nearerByRouter: (port, hop, other, router, itsHop) =>
    `auf Port ${port} kommt die Antwort bei Hop ${hop}, während für Port ${other} der Router ${router} bei Hop ${itsHop} zu hören ist`,
  nearerByReach: (what, ttl, port, from) =>
    `die Antwort (${what === 'rst' ? 'RST' : 'Handshake'}) kam schon bei TTL ${ttl}, während Port ${port} derselben Adresse erst ab TTL ${from} antwortet`,

  noControl: (at) =>
    `Nicht zu Ende geprüft: ${at} schloss einen Handshake ab, aber die Gegenprobe, die ihm eine Bedeutung gäbe, blieb offen.`,
  everythingOpen: (at, controls) =>
    `${at} schloss einen Handshake ab, aber die Ports ${controls.join(' und ')} taten es auch, auf denen nichts lauschen sollte: Ein Gerät antwortet an seiner Stelle.`,
  intercepted: (at, address, how) =>
    `${at} schloss einen Handshake ab, aber ein Gerät auf dem Weg tat es, nicht ${address}: ${how}.`,
  endedAtOnce: (at, sight) =>
    `${at} schloss den Handshake ab, und dann kam ${sight ?? 'RST vor dem ersten Byte'}: So sieht ein Proxy auf dem Weg aus, dessen eigene Verbindung scheitert, und so auch ein Dienst, der diesen Client abweist.`,
  wrongService: (at, sight, service, expected) => `${at} antwortete als ${sight}; ${service} wäre ${expected}.`,
  settleWrongService: () =>
    'Sehen Sie auf dem Ziel nach, welches Programm den Port hält, und ob die Adresse die richtige ist.',
  product: (at, service, detail) => `${at} ist offen und zeigte sich als ${service}: ${certificate(detail)}.`,
  protocol: (at, sight, alone) =>
    `${at} ist offen und antwortete als ${sight}${alone ? ', was eine andere Maschine auch könnte' : ''}`,
  standInUnproven: (at, why) =>
    `${at} ist offen, und es antwortet ein Stellvertreter, der sich nicht ausgewiesen hat: ${unproven(why)}`,
  handshakeAlone: (at, alone) =>
    `${at} schloss einen Handshake ab${alone ? '; nichts zeigt, welche Maschine es tat' : ''}`,
  heldThere: (said) => `${said}, und das Ziel selbst hielt genau diese Verbindung.`,
  whoCompleted: () =>
    'Sehen Sie auf dem Ziel selbst nach, ob die Verbindung dort ankommt (Paketmitschnitt oder Protokoll des Dienstes): Das beweist, wer den Handshake abgeschlossen hat.',
  samePlan: () =>
    'Starten Sie den Stellvertreter dort mit genau der Plandatei dieser Prüfung, oder beide mit demselben Schlüssel (--key).',
}

/** What main/standin says of a proof that is none. */
function unproven(why: string | null): string {
  if (why === null) return 'er wurde nicht nach seinem Beweis gefragt'
  if (!why.includes('signed with another key')) return 'was er antwortete, ist keine Unterschrift'
  const who = why.includes('of that name') ? 'ein Stellvertreter dieses Namens' : 'ein Stellvertreter anderen Namens'
  return `${who} unterschrieb mit einem anderen Schlüssel: Er wurde mit einem anderen Plan oder Schlüssel gestartet`
}
