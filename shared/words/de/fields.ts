/** As the English ones: what is concluded from checks beyond the port table. */
import type { Side, fields as en } from '../en/fields.ts'

const KISS: Readonly<Record<string, string>> = {
  DENY: 'er weigert sich, diese Maschine zu bedienen (DENY)',
  RSTR: 'er weigert sich, diese Maschine zu bedienen (RSTR)',
  RATE: 'er will weniger Fragen (RATE)',
  INIT: 'er wurde eben gestartet und hat noch keine Zeit (INIT)',
  STEP: 'seine eigene Uhr wird gerade gestellt (STEP)',
}
const SIDE: Record<Side, string> = { behind: 'nach', ahead: 'vor' }
const decimal = (n: number, digits: number) => n.toFixed(digits).replace('.', ',')

export const fields: typeof en = {
  seconds: (seconds, digits) => `${decimal(seconds, digits)} s`,

  echoed: (to, source, ms) =>
    `${to} antwortet auf das Echo von ${source}${ms === null ? '' : ` in ${decimal(ms, 1)} ms`}.`,
  noEcho: (to, source, target, sent) =>
    `${to} antwortete auf keines von ${sent} Echos von ${source}: ICMP-Echo wird zwischen ihnen verworfen, oder ${target} läuft nicht.`,
  echoCapture: (target) => `Ein Mitschnitt auf ${target} (icmp) zeigt, ob die Echos ankommen.`,
  echoError: (to, source, detail) =>
    `Das Echo von ${source} an ${to} kam als Fehler zurück: ${detail === '' ? 'das System sagte nicht, welcher' : `„${detail}“`}.`,
  errorFilter: () => 'Ein Blick auf den Filter der Maschine, die der Fehler nennt.',
  echoNotSent: (to, source, detail) =>
    `${source} konnte kein Echo an ${to} senden: ${detail === '' ? 'das System sagte nicht, warum' : `„${detail}“`}.`,
  ping: (address, source) => `Der Befehl ping ${address} auf ${source}.`,

  ntpSilence: (target, source, sent, ignored) =>
    `${target} antwortete ${source} nicht auf UDP 123: ${sent} Anfragen.${ignored > 0 ? ` Was stattdessen kam, war keine Antwort auf die Anfrage (${ignored} Pakete).` : ''}`,
  ntpError: (target, source, errno, detail) =>
    `UDP 123 von ${target} ist von ${source} nicht zu haben: ${errno ?? 'ein Fehler'}${detail === '' ? '' : `, „${detail}“`}.`,
  ntpNotSent: (target, source, why) =>
    `${source} konnte ${target} nicht nach der Zeit fragen: ${why === null ? 'das System sagte nicht, warum' : `„${why}“`}.`,
  ntpByHand: (source) => `Eine NTP-Anfrage von ${source} von Hand, etwa mit ntpdate -q oder chronyd -Q.`,
  ntpCapture: (target, source) =>
    `Ein Mitschnitt auf ${target} (udp port 123) zeigt, ob die Anfrage von ${source} ankommt.`,
  notBootstrapped: () => 'Ein Knoten gibt vor seiner Inbetriebnahme keine Zeit, also sagt das nichts über den Weg.',
  askOperational: () => 'Dieselbe Frage, wenn der Cluster gebildet ist (Stufe operational).',
  kiss: (target, reference) =>
    `${target} antwortet, gibt aber keine Zeit: ${KISS[reference ?? ''] ?? `er weigert sich (${reference ?? 'ohne Grund'})`}.`,
  serverSettings: (target) => `Ein Blick in die Einstellungen von ${target}.`,
  noTime: (target, stratum, leap) =>
    `${target} antwortet, hat aber selbst keine Zeit: Stratum ${stratum ?? 'unbekannt'}, Leap-Anzeige ${leap ?? 'unbekannt'}.`,
  serverSources: (target) => `Die Quellen von ${target} selbst (chronyc sources, ntpq -p).`,
  ntpAnswers: (target, source, stratum) => `${target} antwortet ${source}, Stratum ${stratum ?? 'unbekannt'}`,
  unusable: (answers) => `${answers}, nennt aber keine Zeit, die sich nutzen lässt.`,
  queryLater: () => 'Eine spätere Anfrage.',
  clocksNear: (answers, apart) => `${answers}; ihre Uhren liegen ${apart} auseinander.`,
  clocksVague: (answers, apart) =>
    `${answers}, aber so spät, dass von ihren Uhren nur bekannt ist: ${apart} auseinander.`,
  lessBusy: () => 'Dieselbe Anfrage, wenn der Weg weniger beschäftigt ist.',
  clocksApart: (answers, source, apart, side, target) =>
    `${answers}, aber die Uhr von ${source} geht der von ${target} um ${apart} ${SIDE[side]}.`,
  thirdClock: (source) =>
    `Stellen Sie die Uhr von ${source}, oder sehen Sie nach, wer recht hat: Eine dritte Uhr zeigt es.`,

  several: (name, source, list) => `${name} hat auf ${source} mehrere Adressen: ${list}. Ein Knoten hat eine.`,
  oneRecord: (name) => `Lassen Sie einen Eintrag von ${name} im DNS, oder schreiben Sie seine Adresse in den Plan.`,
  differs: (name, list, source, others, other) => `${name} ist auf ${source} ${list}, auf ${other} aber ${others}.`,
  hostsFiles: (source, other) => `Die Hosts-Dateien (/etc/hosts) und Nameserver von ${source} und ${other}.`,
  bothFamilies: (name, source, list) =>
    `${name} hat auf ${source} eine IPv4- und eine IPv6-Adresse: ${list}. Welche benutzt wird, ist jedem Programm überlassen.`,
  oneFamily: () => 'Lassen Sie eine von beiden im DNS, oder schreiben Sie die Adresse in den Plan.',
  resolved: (name, list, source) => `${name} ist auf ${source} ${list}.`,
  unresolved: (name, source, error) => `${name} ist auf ${source} keine Adresse (${error ?? 'ohne Adresse'}).`,
  unknownName: (name, source, error, noAnswer) =>
    `Was ${name} auf ${source} ist, ist nicht bekannt: ${noAnswer ? 'Seine Nameserver antworteten nicht' : 'Die Abfrage schlug fehl'} (${error}).`,
  nameServers: (source, name) => `Die Nameserver von ${source} (resolv.conf), und der Eintrag von ${name}.`,

  clockNear: (one, other, apart) =>
    `Die Uhr von ${one} liegt innerhalb von 1 s zu allen anderen; am weitesten entfernt ist ${other}, ${apart}.`,
  clockUnknown: (one, other, apart) =>
    `Ob die Uhren von ${one} und ${other} innerhalb von 1 s liegen, lässt sich nicht sagen: ${apart}.`,
  shorterLink: () => 'Eine Verbindung mit kürzerer Umlaufzeit, oder der Befehl date auf beiden.',
  clockApart: (one, apart, side, other) => `Die Uhr von ${one} geht der von ${other} um ${apart} ${SIDE[side]}.`,
  setBoth: () => 'Stellen Sie beide per NTP (chronyc tracking, timedatectl).',

  planClear: (network) => `Nichts aus dem Plan liegt in ${network}, das die Knoten für ihre eigenen Container nutzen.`,
  planInside: (names, network, isOne) =>
    `In ${network}, das die Knoten für ihre eigenen Container nutzen, ${isOne ? 'liegt' : 'liegen'} ${names.join(', ')}: Ein Knoten erreicht ${isOne ? 'diese Adresse' : 'sie'} nie.`,
  otherNetwork: (isOne) =>
    `${isOne ? 'Eine andere Adresse' : 'Andere Adressen'} dafür, oder ein anderes Netz für die Container der Knoten.`,
  machineClear: (source, network) => `Kein Netz von ${source} liegt in ${network}, von eigenen Bridges abgesehen.`,
  machineInside: (source, where, network) =>
    `${source} hat ${where.join(', ')} in ${network}: Was ein Knoten einer Adresse darin antwortet, geht an seine eigenen Container.`,
  addressOutside: (source, network) => `Eine Adresse von ${source} außerhalb von ${network}.`,
}
