/** As the English ones: the closed vocabularies in the words of the report, and numbers and times as they are printed. */
import type { Terms } from '../en/terms.ts'

export const terms: Terms = {
  verdict: { pass: 'besteht', fail: 'gestört', warn: 'Warnung', untested: 'ungeprüft' },
  proof: { proven: 'bewiesen', likely: 'wahrsch.', none: '–' },
  meaning: {
    open: 'Ein TCP-Handshake mit dem Ziel wurde abgeschlossen.',
    closed:
      'Erreichbar, aber (noch) lauscht nichts: Die Verbindung wurde abgewiesen, wie von einer Maschine ohne Dienst auf diesem Port. Genügt vor der Installation; in einem gebildeten Cluster fehlt der Dienst.',
    reset: 'Ein Gerät auf dem Weg antwortete an Stelle des Ziels mit einem RST.',
    intercepted: 'Ein Gerät auf dem Weg schloss an Stelle des Ziels den Handshake ab.',
    rejected: 'Ein ICMP-Fehler kam zurück: untersagt, oder Port oder Protokoll unerreichbar.',
    silent: 'Keine Antwort, obwohl das Ziel anderswo antwortet.',
    'host-silent': 'Keine Antwort auf irgendeinem Port des Ziels, auch nicht auf ICMP.',
    unreachable: 'Host oder Netz unerreichbar, kein Nachbar antwortete auf ARP oder ND, oder die Route läuft im Kreis.',
    'no-route': 'Die sendende Maschine hat keine Route zum Ziel.',
    'blocked-locally': 'Die eigene Richtlinie der sendenden Maschine ließ nicht zu, dass gesendet wird.',
    'wrong-service': 'Der Handshake wurde abgeschlossen, aber es antwortete ein anderer Dienst als der erwartete.',
    unstable: 'Die Versuche gaben Antworten, die einander widersprechen.',
    'not-tested': 'Die Verbindung wurde nicht gefragt.',
  },
  certainty: {
    reported: 'Die Maschine sagte es selbst: Ihr ICMP-Fehler nennt sie.',
    concluded:
      'Die Maschine sagte nichts, aber ihre Antworten kommen aus größerer Nähe als die des Ziels, und ein Trace zeigt, wer dort steht.',
    'last-responder':
      'Die letzte Maschine auf dem Weg, die zu hören war. Sie sperrt, oder was gleich nach ihr kommt; sie wird nie „die Firewall“ genannt.',
  },
  stage: { preinstall: 'vor der Installation (preinstall)', operational: 'Cluster gebildet (operational)' },
  pace: {
    gentle: 'gentle: höchstens 10 neue Verbindungen je Sekunde, unregelmäßig',
    normal: 'normal: höchstens 300 neue Verbindungen je Sekunde',
    fast: 'fast: so viele neue Verbindungen, wie die Maschine zulässt',
  },
  why: {
    'no-vantage': 'Die Quelle hat keinen Standpunkt: Von dort ließ sich nichts senden.',
    'ssh-unsupported': 'Die Quelle hat einen SSH-Standpunkt, den dieser Lauf nicht nutzen konnte.',
    vantage: 'Die Quelle war per SSH nicht zu erreichen, oder von dort darf nichts gesendet werden.',
    'vantage-lost': 'Die Verbindung zur Quelle ging verloren, bevor diese Verbindung beantwortet war.',
    'not-this-machine': 'Die Maschine, die senden sollte, hat die Adresse nicht, die der Plan ihr gibt.',
    'own-address': 'Die Adresse des Ziels ist eine der sendenden Maschine selbst.',
    family: 'Quelle und Ziel haben keine gemeinsame Adressfamilie, oder einer Link-Local-Adresse fehlt die Zone.',
    name: 'Der Name des Ziels ließ sich nicht auflösen.',
    cancelled: 'Die Prüfung wurde angehalten, bevor diese Verbindung gefragt wurde.',
    shunned: 'Das Netz antwortete diesem Rechner nicht mehr, bevor diese Verbindung gefragt wurde.',
    resources: 'Der sendenden Maschine ging ein Betriebsmittel aus (Sockets, Ports, Puffer).',
  },
  role: {
    'user-station': ['Arbeitsplatz', 'Arbeitsplätze'],
    'management-station': ['Verwaltungsrechner', 'Verwaltungsrechner'],
    'psm-node': ['PSM-Knoten', 'PSM-Knoten'],
    dsc: ['DSC', 'DSCs'],
    other: ['anderes Ziel', 'andere Ziele'],
  },
  decimalMark: ',',
  day: (iso) => `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`,
}
