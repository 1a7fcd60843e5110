/** As the English ones: how it was tested, and what the report cannot say. */
import type { Environment, ObserverId } from '../../../../../shared/environment.ts'
import { groups } from '../../../../../shared/words/de/groups.ts'
import { numberIn } from '../../../../../shared/words/number.ts'
import type { method as en } from '../en/method.ts'

const n = numberIn('de')
const flowsOf = (count: number) => `${n(count)} ${count === 1 ? 'Verbindung' : 'Verbindungen'}`

const BY_PROGRAM =
  'in diesem Programm gemessen, vom Aufruf, der verbindet, bis zu dem Augenblick, in dem das Programm dazu kam, die Antwort zu sehen. Die Verzögerung des Programms und einer beschäftigten Maschine ist darin enthalten: Es sind obere Schranken der Umlaufzeit, und auf einem kurzen Weg können sie vor allem diese Verzögerung sein.'

const KIND: Record<Environment['interfaces'][number]['kind'], string> = {
  wired: 'Kabel',
  wireless: 'Funk',
  vpn: 'VPN oder Tunnel',
  virtual: 'virtuell',
  loopback: 'Loopback',
  unknown: 'nicht bekannt',
}

const OBSERVER: Record<ObserverId, string> = {
  connect: 'TCP-Connect',
  'error-queue': 'ICMP-Fehler eines Connects',
  'tcp-trace': 'TCP-Traceroute',
  raw: 'TTL von Antworten, über Raw-Socket',
  echo: 'ICMP-Echo',
  capture: 'Paketmitschnitt',
}

const CONTROL: Readonly<Record<string, string>> = {
  open: 'offen',
  closed: 'geschlossen',
  silent: 'keine Antwort',
  unreachable: 'nicht erreichbar',
  'not-tested': 'nicht gefragt',
}
const VANTAGE = { local: 'dieser Rechner', ssh: 'SSH', none: 'keiner' } as const
const STATE = { used: 'benutzt', unusable: 'nicht nutzbar', none: '–' } as const

export const method: typeof en = {
  chapter: () => 'Verfahren und Grenzen',
  run: {
    title: () => 'Dieser Lauf',
    columns: () => ['Was', 'Wert'],
    site: () => 'Standort',
    customer: () => 'Kunde',
    engineer: () => 'Techniker',
    stage: () => 'Stufe',
    started: () => 'Begonnen',
    finished: () => 'Beendet',
    after: (at, took) => `${at}, nach ${took}`,
    one: (run) => `Lauf ${run}`,
    oneTook: (at, took, flows, complete) =>
      `${at}, ${took}, ${flowsOf(flows)}${complete ? '' : ', vor dem Ende angehalten'}`,
    complete: () => 'Vollständig',
    isComplete: (complete) =>
      complete ? 'ja' : 'nein: vor dem Ende angehalten; was nicht gefragt wurde, ist ungeprüft',
    pace: () => 'Gangart',
    tool: () => 'Programm',
    catalogue: () => 'Portkatalog',
    groups: () => 'Gruppen',
    group: (id) => groups[id]?.title ?? id,
    runHash: () => 'SHA-256 von run.json',
    planHash: () => 'SHA-256 des Plans',
    askedFor: () => 'Gefragt',
    asked: (flows, all) => `${n(flows)} von ${flowsOf(all)} des Plans`,
    byGroups: (groups) => `die Gruppen ${groups}`,
    byFrom: (names) => `Verbindungen von ${names}`,
    byFailed: (run) => `was in „${run}“ gestört war oder eine Warnung hatte`,
  },
  warnings: () => 'Warnungen',
  how: {
    title: () => 'Wie eine Verbindung geprüft wird',
    asked: () =>
      'Eine Verbindung wird mit mehreren unabhängigen TCP-Verbindungsversuchen gefragt, jeder von einem neuen Quellport. Die erste klare Antwort (ein vollständiger Handshake, ein RST, ein ICMP-Fehler) beendet sie; stumm heißt eine Verbindung erst, wenn keiner der Versuche beantwortet wurde. Nach einer Antwort auf einem Port, dessen Dienst bekannt ist, wird der Dienst gebeten, sich zu zeigen. Für jedes Ziel wird auch ein Port gefragt, auf dem nichts lauschen sollte (die Gegenprobe): Ist auch der offen, so antwortet etwas auf dem Weg für alles.',
    evidence: () =>
      'Als alles gefragt war, wurde mehr gesendet, um Belege zu sammeln, alles an Adressen des Plans: einige SYNs an jeden Port, der geantwortet hatte, um herauszufinden, aus wie vielen Hops Entfernung seine Antworten kommen (als root auch einzelne SYNs, die nie vollendet werden); SYNs mit steigender TTL an einen offenen und einen gesperrten Port eines Ziels, auf die Router auf dem Weg antworten; ICMP-Echos, einige in voller Größe, die nicht zerteilt werden dürfen; und ein Port, der geantwortet hatte, wurde noch einmal gefragt, wenn andere verstummten.',
    bySsh: () =>
      'Verbindungen, die auf einem Host hinter einem SSH-Standpunkt beginnen, wurden auf diesem Host gefragt: von einem kleinen Programm, das dort über die SSH-Sitzung lief, wo sich python3 fand, sonst über die Weiterleitung des SSH-Servers oder mit bash oder nc, die weniger sagen; die Tabelle unten sagt, womit. Nichts wurde dort installiert oder geschrieben, und nichts läuft dort mehr.',
    standIns: () =>
      'Auf Zielen, die SSH erreicht, lauschte während der Prüfung ein Stellvertreter auf den freien Ports. Er unterschreibt jede Verbindung mit einem Schlüssel dieser Prüfung und zählt, was ankommt: So ist das ferne Ende selbst bewiesen, und ein Verlust auf dem Hinweg von einem auf dem Rückweg zu unterscheiden. Ports, die ein echter Dienst hielt, blieben ihm überlassen.',
  },
  roundTrips: {
    title: () => 'Wie Umlaufzeiten gemessen werden',
    byProgram: () => `Umlaufzeiten werden ${BY_PROGRAM}`,
    byKernel: (kernel, others) => {
      const own = `Für ${flowsOf(kernel)} mit vollständigem Handshake ist es die Messung des Kernels selbst (TCP_INFO).`
      const rest =
        others > 0 ? `von ${n(others)} ${others === 1 ? 'anderen Verbindung' : 'anderen Verbindungen'} und die ` : ''
      return `${own} Die ${rest}in der Tabelle „Gesehener Verlust und Gegenproben“ werden ${BY_PROGRAM}`
    },
  },
  vantages: {
    title: () => 'Von wo geprüft wurde',
    columns: () => ['Endpunkt', 'Adresse', 'Standpunkt', 'Stand', 'Anmerkung'],
    kind: (kind) => VANTAGE[kind],
    state: (state) => STATE[state],
  },
  endpoints: {
    title: () => 'Endpunkte des Plans',
    columns: () => ['Rolle', 'Anzahl', 'Endpunkte', 'Adressen'],
  },
  moreLike: (count) => `… und ${n(count)} wie diese, für andere Endpunkte oder Ports: alle stehen in run.json.`,
  untested: {
    title: () => 'Was nicht geprüft wurde, und warum',
    none: () => 'Jede gefragte Verbindung wurde geprüft.',
    noneAsked: (rest) => `Jede gefragte Verbindung wurde geprüft; nach ${flowsOf(rest)} des Plans wurde nicht gefragt.`,
    columns: () => ['Warum', 'Anzahl', 'Von', 'Im Wortlaut'],
    unclear: () => 'Es wurde gefragt, aber was gesehen wurde, erlaubt keinen Schluss.',
  },
  settle: {
    title: () => 'Was nicht bewiesen ist, und was Klarheit schaffen würde',
    columns: () => ['Ergebnis', 'Anzahl', 'Was Klarheit schaffen würde'],
  },
  limits: {
    title: () => 'Was dieser Bericht nicht sagen kann',
    list: () => [
      'Der Bericht gilt für die Zeit des Laufs. Eine Regel, eine Route oder eine Zeitgrenze, die sich später ändert, ist nicht zu sehen.',
      'Verbindungen sind TCP-Verbindungen zu den aufgeführten Ports: kein UDP, kein Durchsatz, kein Verhalten unter Last.',
      'Eine Verbindung wird von ihrer eigenen Quelle geprüft, oder sie ist ungeprüft. Eine Prüfung von einer anderen Maschine zählt nie für sie.',
      'Eine Verbindung, die wahrscheinlich besteht, wurde beantwortet, wie sie sollte; ein Gerät auf dem Weg, das für andere antwortet, könnte aber gleich aussehen.',
      'Die Port-Tabelle ist die des oben genannten Handbuchs. Was im Katalog als Erfahrungswissen gekennzeichnet ist, stammt nicht aus dem Handbuch.',
    ],
  },
  replaced: {
    title: () => 'Ersetzte Zeichen',
    sentence: (sign, count, codePoints) =>
      `Ein ${sign} steht für ein Zeichen, das sich hier nicht drucken lässt (${n(count)} ${count === 1 ? 'Zeichen' : 'verschiedene Zeichen'}: ${codePoints}). Der volle Text steht in run.json.`,
    columns: () => ['Endpunkt, wie gedruckt', 'Adresse'],
  },
  hosts: {
    title: () => 'Gesehener Verlust und Gegenproben',
    intro: (asked, lost) =>
      `${n(asked)} Verbindungsversuche hätten beantwortet werden sollen; ${lost} davon wurden es nicht. „Verloren“ zählt Versuche ohne Antwort auf Verbindungen, die einen anderen Versuch beantwortet haben.`,
    columns: () => ['Von', 'Zu', 'Gefragt', 'Verloren', 'Umlaufzeit, ms', 'Gegenprobe'],
    noControl: () => 'keine gefragt',
    control: (result) => CONTROL[result] ?? result,
    limited: () => 'Fehler kamen mit begrenzter Rate: Stumme Verbindungen wurden deshalb weiter gefragt.',
  },
  joined: {
    title: () => 'Welche Maschine was gesendet hat',
    columns: () => ['Nr.', 'Gesendet von', 'Maschine', 'Beendet', 'Anzahl', 'SHA-256 der Datei'],
    conflictColumns: () => ['Verbindung', 'Behalten: das neueste', 'Auch gesagt'],
    nowhere: () => 'nirgends',
    stopped: (at) => `${at}, vor dem Ende angehalten`,
    differ: () => 'Wo sich die Ergebnisse unterscheiden',
    kept: (count) =>
      `${flowsOf(count)}: Behalten wird der neueste Schluss, und die Belege eines jeden bleiben in der Datei seines Ergebnisses.`,
    first: (shown) => `Die ersten ${n(shown)} sind gezeigt.`,
    seen: (outcome, run) => `${outcome} (Ergebnis ${run})`,
    machine: (platform, user, privileged) => `${platform}, ${user}${privileged ? ' (mit Rechten)' : ''}`,
    unknown: () => 'nicht beschrieben',
  },
  machine: {
    title: () => 'Dieser Rechner',
    intro: (machine, user, privileged) =>
      `Lokale Verbindungen wurden von hier gefragt (${machine}), von ${user}, ${privileged ? 'mit dem Recht' : 'ohne das Recht'}, Raw-Sockets zu öffnen.`,
    interfaces: () => 'Schnittstellen',
    interfaceColumns: () => ['Schnittstelle', 'Art', 'Stand', 'Adressen', 'MAC', 'MTU', 'Ziele'],
    kind: (kind) => KIND[kind],
    active: (active) => (active ? 'aktiv' : 'inaktiv'),
    none: () => 'keine',
    gateways: () => 'Standard-Gateways',
    gatewayColumns: () => ['Standard-Gateway', 'Schnittstelle', 'MAC', 'ARP oder ND'],
    notAsked: () => 'nicht gefragt',
    answers: (state) => `antwortet (${state})`,
    noAnswer: (state) => `keine Antwort (${state})`,
    observers: () => 'Womit dieser Rechner hinsehen konnte',
    observerColumns: () => ['Art des Hinsehens', 'Benutzt', 'Wie, oder warum nicht'],
    observer: (id) => OBSERVER[id],
    used: (available) => (available ? 'ja' : 'nein'),
    paths: () => 'Größte Pakete, die in einem Stück ankommen',
    pathColumns: () => ['Pfad-MTU', 'Anzahl', 'Ziele', 'Woher es bekannt ist'],
    names: () => 'Namen',
    nameColumns: () => ['Name', 'Aufgelöst zu'],
    unresolved: (error) => `nicht aufgelöst: ${error}`,
  },
  words: {
    title: () => 'Die Worte dieses Berichts',
    proof: () =>
      'Bewiesen: Nichts anderes sähe so aus wie das, was gesehen wurde. Wahrscheinlich (wahrsch.): Was gesehen wurde, passt, aber eine andere Ursache sähe von hier gleich aus.',
    outcomeColumns: () => ['Ergebnis', 'Anzahl', 'Was das Netz tat'],
    certaintyColumns: () => ['Im Weg', 'Anzahl', 'Woher es bekannt ist'],
    hop: () =>
      'Hop: eine Maschine auf dem Weg, vom Absender aus gezählt, wie traceroute zählt. Der erste Router ist Hop 1; was 4 Hops entfernt ist, liegt hinter drei Routern, und eine Maschine im eigenen Netz des Absenders ist 1 Hop entfernt.',
  },
}
