/** As the English ones: page 1, findings, change request, flows, checks beyond the port table, comparison. */
import type { FieldCheckKind } from '../../../../../shared/catalogue/catalogue.ts'
import type { FindingChange } from '../../../../../shared/comparison.ts'
import type { AskedPart } from '../../../../../shared/explain/blocked-flows.ts'
import type { Verdict } from '../../../../../shared/outcome.ts'
import type { Stage } from '../../../../../shared/plan/plan.ts'
import { outcomes } from '../../../../../shared/words/de/outcomes.ts'
import { numberIn } from '../../../../../shared/words/number.ts'
import type { pages as en } from '../en/pages.ts'

const n = numberIn('de')
const flowsOf = (count: number) => `${n(count)} ${count === 1 ? 'Verbindung' : 'Verbindungen'}`
const findingsOf = (count: number) => `${n(count)} ${count === 1 ? 'Befund' : 'Befunde'}`

const ASKED: Record<AskedPart, string> = {
  permit: 'Verbindungen zum Freigeben',
  'do-not-proxy': 'Verbindungen ohne Proxy',
  'host-permit': 'Verbindungen, die das Ziel selbst zulassen muss',
  'check-first': 'Verbindungen, deren Host zuerst zu prüfen ist',
}

const COUNTED: Record<Verdict, (count: number) => string> = {
  pass: (count) => (count === 1 ? 'besteht' : 'bestehen'),
  fail: () => 'gestört',
  warn: (count) => (count === 1 ? 'Warnung' : 'Warnungen'),
  untested: () => 'ungeprüft',
}

const CLOSED: Record<Stage, string> = {
  preinstall: '„Geschlossen, erreichbar“: Dort lauscht noch nichts, was vor der Installation genügt.',
  operational: '„Geschlossen, erreichbar“: Der Dienst läuft auf einem anderen Knoten des Clusters.',
}

const FIELD_TITLE: Record<FieldCheckKind, string> = {
  echo: 'ICMP-Echo zwischen PSM-Knoten',
  ntp: 'Zeit per NTP, UDP 123',
  names: 'DNS-Namen der PSM-Knoten',
  overlap: 'Netze, die die Knoten selbst benutzen',
  clock: 'Uhren der Standpunkte',
}
const FIELD_PURPOSE: Record<FieldCheckKind, string> = {
  echo: 'Die Inbetriebnahme verlangt Knoten, die einander auf Echo antworten.',
  ntp: 'Knoten und Karten stellen ihre Uhren per NTP; auf einer Maschine mit falscher Uhr gelten Zertifikate nicht.',
  names: 'Ein Name, der zwei Adressen hat oder anderswo eine andere, führt zur falschen Maschine.',
  overlap:
    'Was in 172.17.0.0/16 liegt, sendet ein Knoten an seine eigenen Container: Eine Maschine dort erreicht er nie.',
  clock: 'Mitglieder eines Clusters, deren Uhren auseinander liegen, weisen Zertifikate und Leases voneinander ab.',
}
const FIELD = 'Erfahrungswissen der Vorgaben für PSM Preflight, nicht aus Anhang B'
const FIELD_KNOWN: Record<FieldCheckKind, string> = {
  echo: FIELD,
  ntp: `${FIELD}; das Protokoll: RFC 5905, RFC 4330`,
  names: FIELD,
  overlap: `Dokumentation von Docker: Das Netz der Standard-Bridge ist 172.17.0.0/16; dass PSM-Knoten es haben: ${FIELD}`,
  clock: `${FIELD}; 1 s: darüber warnt etcd („the clock difference against peer is too high“)`,
}

/** Of the groups that have several. */
const DIRECTION: Readonly<Record<string, string>> = {
  'psm-to-dsc': 'PSM-Knoten → DSC',
  'management-to-psm': 'Verwaltungsrechner → PSM-Knoten',
}

const STATE: Record<FindingChange['state'], string> = {
  fixed: 'behoben',
  'partly-fixed': 'teils behoben',
  'still-failing': 'weiter gestört',
  unknown: 'unbekannt',
  new: 'neu',
  grown: 'gewachsen',
  known: 'bekannt',
}

export const pages: typeof en = {
  title: (where) => `PSM Preflight Bericht: ${where}`,
  subject: () => 'Netzbereitschaft für AMD Pensando PSM',
  page: (page, count) => `Seite ${page} von ${count}`,
  flows: flowsOf,
  findings: findingsOf,
  moreCodePoints: (shown, more) => `${shown} und ${more} weitere`,

  one: {
    bookmark: () => 'Urteil und Abnahme',
    subtitle: () => 'Bericht zur Netzbereitschaft für AMD Pensando PSM',
    customer: () => 'Kunde',
    engineer: () => 'Techniker',
    stage: () => 'Stufe',
    date: () => 'Datum',
    tool: () => 'Programm',
    catalogue: () => 'Portkatalog',
    until: (from, to) => `${from} bis ${to}`,
    moreWarnings: (count) =>
      `${n(count)} weitere ${count === 1 ? 'Warnung' : 'Warnungen'}: siehe Verfahren und Grenzen.`,
    seeMethod: () => 'siehe Verfahren und Grenzen',
    counted: (verdict, count) => COUNTED[verdict](count),
    proofs: (proven, likely) => `${n(proven)} bewiesen, ${n(likely)} wahrscheinlich`,
    notAsked: (count) => `und ${n(count)} nicht gefragt`,
    proven: () => 'bewiesen: Nichts anderes sähe so aus wie das, was gesehen wurde.',
    likely: () =>
      'wahrscheinlich: Es passt, aber eine andere Ursache sähe von hier gleich aus; der Bericht sagt, was Klarheit schaffen würde.',
    closed: (count) =>
      `Von den bestandenen ${count === 1 ? 'ist' : 'sind'} ${n(count)} erreichbar, wo noch nichts lauscht (geschlossen): Vor der Installation genügt das.`,
    matrix: () => 'Der Standort, von jeder Quelle zu jedem Ziel',
    matrixNext: () => 'Die Matrix des Standorts steht auf der nächsten Seite.',
    found: () => 'Was gefunden wurde',
    seeFinding: (id) => `siehe ${id}`,
    seeFindings: (count, isAll) =>
      `${isAll ? findingsOf(count) : `und ${n(count)} ${count === 1 ? 'weiterer Befund' : 'weitere Befunde'}`}: siehe Befunde.`,
  },

  signOff: {
    sentence: () =>
      'Wir haben diesen Bericht gesehen. Er gilt für das Netz, wie es bei der Prüfung war, so wie oben gesagt; ungeprüfte und nicht gefragte Verbindungen deckt er nicht ab.',
    customer: () => 'Für den Kunden',
    installer: () => 'Für die installierende Seite',
    labels: () => ['Name', 'Firma', 'Datum', 'Unterschrift'],
  },

  matrix: {
    all: (count, role) => `alle ${n(count)} ${role}`,
    alike: (count, role) => `${n(count)} gleiche ${role}`,
    cell: (from, to, verdict, passed, flows) =>
      `${from} zu ${to}: ${verdict}, ${passed} von ${flows} Verbindungen bestehen.`,
    intro: (rows, columns) =>
      `Matrix von ${rows} Quellen zu ${columns} Zielen, in jeder Zelle das schlechteste Urteil.`,
    passing: (cells) => `In ${cells} Zellen besteht jede Verbindung.`,
    axes: () => 'von ↓   nach →',
    legend: () => ['besteht, bewiesen', 'besteht, wahrsch.', 'gestört', 'Warnung', 'ungeprüft'],
    numbers: () => 'Umriss: wahrsch. · bestanden/alle',
  },

  finding: {
    chapter: () => 'Befunde',
    none: (someUntested) =>
      someUntested
        ? 'Keine geprüfte Verbindung ist gestört oder hat eine Warnung.'
        : 'Keine Verbindung ist gestört oder hat eine Warnung.',
    intro: (count, someBeside) =>
      `${findingsOf(count)}, die schlimmsten zuerst. Ein Befund ist eine Ursache mit allen Verbindungen, die sie erklärt${someBeside ? '; was neben den Verbindungen nicht stimmt, erklärt keine' : ''}.`,
    meta: (severity, flows, proven, cause) =>
      `${severity === 'fail' ? 'Störung' : 'Warnung'} · ${flows === 0 ? 'neben den Verbindungen' : `${flowsOf(flows)} · ${proven ? 'bewiesen' : 'wahrscheinlich'}`} · Ursache „${cause}“`,
    which: () => 'Welche Verbindungen',
    how: () => 'Woher wir es wissen',
    inTheWay: () => 'Was im Weg steht',
    who: () => 'Wer es beheben kann',
    what: () => 'Was zu tun ist',
    paste: (part) => `Zum Einfügen: ${ASKED[part]}`,
    rules: (dialects) => `Als Regeln für ${dialects}: in der App, in run.json und in Dateien mit --format rules.`,
    hostRules: (dialects) => `Als Regeln für ${dialects}: in der App und in run.json.`,
    verify: () => 'Befehle, die es nachprüfen',
    howVerified: () =>
      'Die Anmerkung über einem Befehl sagt, wo er einzugeben ist. NAME steht für einen Namen, den die Zeile davor auflistet.',
    sameCommands: (id) =>
      `Die von ${id}, der dieselbe Ursache hat, mit den Adressen und Ports dieses Befunds; ausgefüllt stehen sie in run.json und in der App.`,
  },

  request: {
    chapter: () => 'Änderungsantrag',
    nothing: () =>
      'Keine Verbindung wurde gesehen, die ein Gerät auf dem Weg sperrt. Für den Weg wird um nichts gebeten.',
    columns: () => ['#', 'Quelle', 'Ziel', 'TCP-Port', 'Anzahl', 'Gesehen als', 'Befund'],
    left: () => 'Nicht in diesem Antrag',
    elsewhere: (count, outcome) =>
      `${flowsOf(count)}, gestört als „${outcome}“: Keine Regel auf dem Weg ändert das; siehe die Befunde.`,
    untested: (count) =>
      `${flowsOf(count)}, nicht geprüft: Worum es keine Sperre zu sehen gab, darum wird nicht gebeten.`,
  },

  flow: {
    chapter: () => 'Alle Verbindungen',
    single: (count) =>
      `${flowsOf(count)}, in der Reihenfolge der Port-Tabelle. RTT ist die Umlaufzeit des Handshakes oder des RST; siehe „Wie Umlaufzeiten gemessen werden“.`,
    sets: (count) =>
      `${flowsOf(count)} als genaue Mengen: Eine Zeile steht für jede ihrer Quellen zu jedem ihrer Ziele auf jedem ihrer Ports, und für nichts sonst. Zusammen sind die Zeilen alle Verbindungen des Plans, jede einmal. RTT ist die kürzeste und die längste Umlaufzeit der Zeile; siehe „Wie Umlaufzeiten gemessen werden“.`,
    closed: (stage) => CLOSED[stage],
    columns: () => ['Quelle', 'Ziel', 'Port', 'Dienst', 'Ergebnis', 'Beweis', 'RTT, ms', 'Befund'],
    setColumns: () => ['Quellen', 'Ziele', 'Ports', 'Anzahl', 'Ergebnis', 'Beweis', 'RTT, ms', 'Befund'],
    direction: (id) => DIRECTION[id] ?? id,
    ofPlan: (direction) => `Regel des Plans: ${direction}`,
    ports: (services) => `Ports: ${services}`,
  },

  field: {
    chapter: () => 'Außerhalb der Port-Tabelle',
    intro: () =>
      'Die Port-Tabelle des Handbuchs nennt dies nicht, aber die Installation braucht es. Es ist Erfahrungswissen, je mit seiner Herkunft; unter den Verbindungen wird es nicht mitgezählt.',
    columns: () => ['Was', 'Gefunden', 'Warum es geprüft wird, und woher das bekannt ist'],
    see: (title, ids) => `${title}: siehe ${ids.join(', ')}`,
    title: (kind) => FIELD_TITLE[kind],
    purpose: (kind) => FIELD_PURPOSE[kind],
    known: (kind) => `berichtet: ${FIELD_KNOWN[kind]}`,
  },

  compared: {
    chapter: (at) => `Verglichen mit ${at}`,
    earlier: (sha256) => `Das frühere Ergebnis: run.json mit SHA-256 ${sha256}.`,
    flowColumns: () => ['Quellen', 'Ziele', 'Ports', 'Anzahl', 'Zuvor', 'Jetzt'],
    findingColumns: () => ['Aus', 'Befund', 'Ursache', 'Stand', 'Im anderen Ergebnis'],
    findings: () => 'Befunde, zuvor und jetzt',
    of: (which) => (which === 'old' ? 'zuvor' : 'jetzt'),
    state: (state) => STATE[state],
    other: (pass, failing, unknown) => `${pass} bestehen, ${failing} gestört, ${unknown} ungeprüft`,
    beside: () => 'neben den Verbindungen',
    differs: (what) => `Anders als zuvor: ${what}`,
  },

  outcome: (outcome) => outcomes[outcome],
  closedReachable: () => 'geschlossen, erreichbar',
}
