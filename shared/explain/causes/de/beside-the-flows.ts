/** Deutsch: Ursachen, die neben den Verbindungen gefunden werden: Namen, Uhren, Echos, Netze, Orte zum Fragen. */
import type { CauseWords } from '../words.ts'

export const BESIDE_THE_FLOWS = {
  'name-unresolved': {
    title: 'der Name hat keine Adresse',
    explanation:
      'Die Nameserver einer Maschine kennen den Namen nicht. Verbindungen zu ihm lassen sich von dort nicht prüfen, und ein Knoten oder eine DSC, der man diesen Namen gibt, findet niemanden.',
    because: 'Der Resolver der Maschine selbst wurde gefragt, so wie ihre Programme ihn fragen.',
    settle: null,
    whoCanFix: 'Wer das DNS betreut; bei einer hosts-Datei, wer die Maschine betreut',
    steps: [
      'Prüfen Sie die Schreibweise des Namens und seine Domain.',
      'Prüfen Sie, welche Nameserver die Maschine benutzt, und ob sie ihr antworten.',
      'Tragen Sie den Namen auf dem Nameserver ein (A oder AAAA); bis dahin schreiben Sie die Adresse in den Plan.',
    ],
  },
  'name-several-addresses': {
    title: 'der Name ist nicht überall dieselbe einzelne Adresse',
    explanation:
      'Der Name hat mehrere Adressen, oder auf einer anderen Maschine eine andere. Ein Knoten hat eine Adresse: Wer eine andere der Liste nimmt, tritt der falschen Maschine bei, oder keiner.',
    because: 'Die Resolver der Maschinen wurden gefragt, und ihre Antworten nebeneinander gestellt.',
    settle: null,
    whoCanFix: 'Wer das DNS betreut; bei einer hosts-Datei, wer die Maschine betreut',
    steps: [
      'Lassen Sie im DNS einen Eintrag des Namens stehen: die Adresse des Knotens im Verwaltungsnetz.',
      'Suchen Sie in den hosts-Dateien der Maschinen einen alten Eintrag.',
      'Antwortet das DNS innen anders als außen, so lassen Sie alle Maschinen des Plans dieselben Nameserver benutzen.',
    ],
  },
  clock: {
    title: 'die Uhren gehen auseinander',
    explanation:
      'Mitglieder eines Clusters, deren Uhren mehr als eine Sekunde auseinander sind, lehnen Zertifikate und Leases voneinander ab, und Zertifikate sind auf einer Maschine mit falscher Uhr nicht gültig.',
    because:
      'Die Uhren der Maschinen wurden über ihre Verbindungen abgelesen, und die Hälfte der Umlaufzeit ist als Zweifel abgezogen.',
    settle: null,
    whoCanFix: 'Wer die Maschinen betreut, deren Uhr falsch geht',
    steps: [
      'Finden Sie heraus, welche der Uhren richtig geht: Eine dritte sagt es.',
      'Stellen Sie auf allen Maschinen dieselben NTP-Server ein, und auf den Hypervisoren darunter auch.',
      'Lassen Sie auf einer VM nur eines die Uhr stellen: NTP, oder die Werkzeuge des Hypervisors.',
    ],
  },
  ntp: {
    title: 'keine brauchbare Zeit über NTP',
    explanation:
      'Der Zeitserver antwortet nicht, hat selbst keine Zeit, verweigert den Dienst, oder ist weit von der Uhr entfernt, die fragt. Knoten und DSCs stellen nach ihm ihre Uhren.',
    because: 'Der Server wurde über UDP 123 nach der Zeit gefragt, wie eine Maschine ihn fragt.',
    settle: null,
    whoCanFix: 'Wer den Zeitserver betreut; danach, wer die Firewalls dazwischen betreut (UDP 123)',
    steps: [
      'Prüfen Sie, ob der Server läuft, dieses Netz bedient, und selbst synchron ist.',
      'Bitten Sie die Betreuer der Firewalls, UDP 123 von diesen Maschinen zum Server freizugeben.',
      'Prüfen Sie die Adresse des Servers im Plan.',
    ],
  },
  'echo-blocked': {
    title: 'ICMP-Echo wird nicht beantwortet',
    explanation:
      'Die Einrichtung des Clusters verlangt Knoten, die das Echo (Ping) voneinander beantworten. Etwas zwischen ihnen verwirft es, oder der Knoten tut es.',
    because: 'Von einem Knoten zum anderen wurden Echos gesendet, und keines wurde beantwortet.',
    settle: null,
    whoCanFix: 'Wer die Firewalls zwischen den Knoten und die Host-Firewall des Knotens betreut',
    steps: [
      'Bitten Sie die Betreuer der Firewalls, ICMP-Echo und seine Antwort zwischen allen Knoten freizugeben, in beiden Richtungen.',
      'Prüfen Sie die Host-Firewall des Knotens.',
      'Antwortet der Knoten auch auf keinem Port, so ist er aus: siehe die Befunde seiner Verbindungen.',
    ],
  },
  'network-overlap': {
    title: 'eine Adresse liegt in einem Netz, das die Knoten selbst benutzen',
    explanation:
      'Ein Knoten sendet, was an 172.17.0.0/16 geht, an seine eigenen Container. Er erreicht dort nie eine Maschine, und seine Antworten an eine gehen nie hinaus.',
    because: 'Die Adressen des Plans und der Maschinen wurden mit diesem Netz verglichen; gesendet wurde dafür nichts.',
    settle: null,
    whoCanFix: 'Wer die Adressen des Standorts plant',
    steps: [
      'Geben Sie der Maschine eine Adresse außerhalb von 172.17.0.0/16.',
      'Geht das nicht, so lassen Sie die Container der Knoten ein anderes Netz benutzen, bevor der Cluster gebildet wird.',
    ],
  },
  'vantage-limits': {
    title: 'von dort konnte nichts gesendet werden',
    explanation:
      'Der Plan will, dass von diesen Maschinen gesendet wird, und sie waren nicht zu erreichen oder dürfen nicht fragen. Ihre Verbindungen sind ungeprüft: Von ihnen ist nichts bekannt, und dass andere bestehen, sagt nichts über sie.',
    because: 'Die Anmeldung oder der Start der Prüfung auf diesen Maschinen schlug fehl.',
    settle: null,
    whoCanFix: 'Wer diese Maschinen betreut, oder wer vor Ort ihre Anmeldung hat',
    steps: [
      'Prüfen Sie Benutzer, Schlüssel und Host-Schlüssel der Anmeldung, und ob Port 22 der Maschine von hier erreicht wird.',
      'Verbietet der Server das Weiterleiten (AllowTcpForwarding no), so genügt python3 auf der Maschine.',
      'Gibt es keine Anmeldung, so prüfen Sie auf der Maschine selbst, und fügen Sie die Ergebnisse zusammen: psm-preflight merge RUN... --out DIR.',
    ],
  },
} as const satisfies Record<string, CauseWords>
