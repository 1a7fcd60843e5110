/** Deutsch: Ursachen an einer der beiden Maschinen, oder in ihrem eigenen Netz. */
import type { CauseWords } from '../words.ts'

const SITE_ENGINEER = 'Wer vor Ort prüft, oder wer die sendende Maschine betreut'
const NODE_OWNER = 'Wer das Ziel betreut'

const NEVER_HEARD =
  'Von der Adresse war überhaupt nichts zu hören. Die Maschine ist vielleicht aus, die Adresse vielleicht falsch, oder eine Firewall verwirft alles, was zu ihr geht oder von ihr kommt.'
const NO_ANSWER_AT_ALL = 'Weder ein Handshake, noch eine Ablehnung, noch ein Echo kam von der Adresse.'
const CHECK_CONSOLE =
  'Prüfen Sie an der Konsole, ob die Maschine an ist, und ob sie diese Adresse, Maske und dieses Gateway hat.'

export const AT_THE_ENDS = {
  'destination-firewall': {
    title: 'am Ziel selbst aufgehalten, wie es scheint von dessen eigener Firewall',
    explanation:
      'Was gesendet wurde, kommt am Ziel an, aber nicht am Port, der dort lauscht. Die Maschine selbst hält es auf: ihre eigene Firewall, ihre Prüfung des Rückwegs (rp_filter), oder ein Programm, das nichts annimmt. Der Weg dorthin ist offen.',
    because: 'Beide Enden wurden beobachtet: Das SYN kam an der Maschine an und erreichte den Port nie.',
    settle: 'Die Regeln und Zähler der Host-Firewall auf dem Ziel, während noch einmal geprüft wird.',
    whoCanFix: NODE_OWNER,
    steps: [
      'Lassen Sie auf dem Ziel in der Host-Firewall diese Ports von der Quelle zu.',
      'Prüfen Sie, ob das Ziel über die Schnittstelle antworten würde, an der das SYN ankommt: Hat es mehrere, so verwirft rp_filter, was an der anderen ankommt.',
      'Eine Freigabe unterwegs ändert nichts.',
    ],
  },
  'rejected-by-destination': {
    title: 'abgewiesen vom Ziel selbst',
    explanation:
      'Die eigene Firewall des Ziels antwortet auf diesen Ports mit einem ICMP-Fehler. Der Weg dorthin ist offen.',
    because: 'Der ICMP-Fehler kam von der Adresse des Ziels.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: [
      'Lassen Sie auf dem Ziel in der Host-Firewall diese Ports von der Quelle zu.',
      'Prüfen Sie, ob die Adresse die der richtigen Maschine ist.',
    ],
  },
  'host-silent': {
    title: 'das Ziel hat nie geantwortet, auf keinem Port',
    explanation: NEVER_HEARD,
    because: NO_ANSWER_AT_ALL,
    settle: null,
    whoCanFix: `${NODE_OWNER}; danach, wer das Netz betreut`,
    steps: [
      CHECK_CONSOLE,
      'Prüfen Sie das VLAN ihres Ports oder ihrer Portgruppe.',
      'Versuchen Sie von einer Maschine im selben Netz, sie zu erreichen: Gelingt das, so verwirft ein Router oder eine Firewall unterwegs den Verkehr.',
    ],
  },
  'host-silent-on-the-way': {
    title: 'das Ziel hat nie geantwortet, auf keinem Port, und die Spur dorthin endet unterwegs',
    explanation: NEVER_HEARD,
    because: `${NO_ANSWER_AT_ALL} Die Spur dorthin endet bei {heard}.`,
    settle: null,
    whoCanFix: 'Wer das Netz bei {heard} betreut, dem letzten, das zu hören war; danach, wer das Ziel betreut',
    steps: [
      'Beginnen Sie, wo die Spur endet, bei {heard}: Suchen Sie dort eine Route zum Ziel, und einen Filter oder eine Zugriffsliste, die diese Verbindungen verwirft.',
      'Sehen Sie die nächste Maschine auf dem Weg an, von der nichts zu hören war: Sie verwirft den Verkehr, hat keinen Rückweg, oder sendet keine ICMP-Fehler.',
      'Beginnt das Netz des Ziels gleich hinter {heard}, so suchen Sie dort in der ARP- oder Nachbartabelle die Adresse.',
      'Erst dann an der Konsole des Ziels: Prüfen Sie, ob es an ist, und seine Adresse, Maske und sein Gateway.',
    ],
  },
  'host-silent-last-router': {
    title: 'das Ziel hat nie geantwortet, auf keinem Port; andere in seinem Netz antworten',
    explanation: `${NEVER_HEARD} Der Weg in sein Netz ist offen: Die Spur reicht so weit wie die zu seinen Nachbarn.`,
    because: `${NO_ANSWER_AT_ALL} Die Spur dorthin endet bei {heard}, und von dort werden seine Nachbarn erreicht.`,
    settle: null,
    whoCanFix: `${NODE_OWNER}; danach, wer {heard} betreut, die letzte Maschine, die zu hören war`,
    steps: [
      CHECK_CONSOLE,
      'Suchen Sie auf {heard} in der ARP- oder Nachbartabelle die Adresse; fehlt sie dort, prüfen Sie das VLAN des Ports oder der Portgruppe.',
      'Steht sie dort, so suchen Sie dort auch einen Filter oder eine Zugriffsliste, die verwirft, was an diese Adresse geht, und sehen Sie in der Host-Firewall des Ziels nach.',
    ],
  },
  unreachable: {
    title: 'unerreichbar: Nichts kann dorthin zugestellt werden',
    explanation:
      'Ein Router antwortet, dass kein Weg zu der Adresse führt, oder keine Maschine steht in ihrem eigenen Netz für sie ein (ARP, ND). Die Maschine ist aus, oder die Adresse, die Maske, das VLAN oder eine Route ist falsch.',
    because: 'Statt einer Antwort kam ein Fehler zurück, und von der Adresse selbst war nie etwas zu hören.',
    settle: null,
    whoCanFix: 'Wer das Netz betreut, zusammen mit dem, der das Ziel betreut',
    steps: [
      'Prüfen Sie, ob die Maschine an ist, und ihre Adresse, Maske, ihr Gateway und VLAN.',
      'Suchen Sie auf dem Router ihres Netzes in der ARP- oder Nachbartabelle die Adresse.',
      'Prüfen Sie auf jedem Router des Weges die Routen in ihr Netz.',
    ],
  },
  'wrong-vlan-or-subnet': {
    title: 'keine Maschine steht in ihrem eigenen Netz für die Adresse ein',
    explanation:
      'Der Weg führt in das Netz des Ziels, und dort antwortet niemand für die Adresse (ARP, ND): Die Maschine ist aus, in einem anderen VLAN, oder hat eine andere Adresse oder Maske.',
    because:
      'Der Fehler kam nach etwa drei Sekunden: So lange fragt eine Maschine nach einem Nachbarn, bevor sie aufgibt.',
    settle: 'Die ARP- oder Nachbartabelle der Maschine, die nach der Adresse gefragt hat, und die Konsole des Ziels.',
    whoCanFix: `${NODE_OWNER}, zusammen mit dem, der den Switch betreut`,
    steps: [
      CHECK_CONSOLE,
      'Prüfen Sie das VLAN ihres Switchports oder ihrer Portgruppe, und ob die Uplinks des Hypervisors es führen.',
      'Sehen Sie auf dem Switch nach, ob er die MAC-Adresse der Maschine gelernt hat, an welchem Port und in welchem VLAN.',
      'Liegt die Adresse nur aus Versehen im Netz der sendenden Maschine, so ist die Maske einer der beiden falsch.',
    ],
  },
  'no-route': {
    title: 'die sendende Maschine hat keine Route',
    explanation: 'Die Routing-Tabelle der sendenden Maschine kennt keinen Weg zu der Adresse. Nichts wurde gesendet.',
    because: 'Das System der sendenden Maschine sagte es, bevor ein Paket gesendet wurde.',
    settle: null,
    whoCanFix: SITE_ENGINEER,
    steps: [
      'Prüfen Sie, ob die richtige Schnittstelle aktiv ist und eine Adresse des Verwaltungsnetzes hat.',
      'Stellen Sie das Standardgateway ein, oder tragen Sie eine Route zum Netz des Ziels ein.',
    ],
  },
  'gateway-silent': {
    title: 'das Gateway der sendenden Maschine antwortet nicht',
    explanation:
      'Was jenseits ihres eigenen Netzes liegt, gibt die sendende Maschine ihrem Gateway, und für dessen Adresse antwortet niemand (ARP, ND). Nichts verlässt dieses Netz, so dass über die Ziele nichts bekannt ist. Die Maschine steckt am falschen Port oder im falschen VLAN, ihr Gateway oder ihre Maske ist falsch, oder das Gateway ist aus.',
    because:
      'Die Nachbartabelle der sendenden Maschine zeigt, dass sie nach dem Gateway gefragt und niemand geantwortet hat.',
    settle: null,
    whoCanFix: SITE_ENGINEER,
    steps: [
      'Prüfen Sie das Kabel, den Switch-Port und sein VLAN, und ob die Schnittstelle die des Verwaltungsnetzes ist.',
      'Vergleichen Sie Adresse, Maske und Gateway der sendenden Maschine mit denen, die der Standort angegeben hat.',
      'Fragen Sie den Eigentümer des Netzes, ob das Gateway läuft und diese Adresse in diesem VLAN hat.',
    ],
  },
  'blocked-locally': {
    title: 'von der sendenden Maschine selbst verweigert',
    explanation:
      'Eine Regel der sendenden Maschine hat die Verbindung verweigert: eine Route, die verbietet oder verschluckt, eine lokale Firewall oder Sicherheitssoftware.',
    because: 'Das System der sendenden Maschine hat sie verweigert, oder nichts ging sichtbar hinaus.',
    settle: null,
    whoCanFix: SITE_ENGINEER,
    steps: [
      'Sehen Sie die Policy-Routen der sendenden Maschine an, ihre Firewall, und Sicherheits- und VPN-Software.',
      'Lassen Sie ausgehendes TCP zum Ziel zu, oder prüfen Sie von einer anderen Maschine.',
    ],
  },
  'not-listening': {
    title: 'abgelehnt: Der Dienst scheint nicht zu lauschen',
    provenTitle: 'der Dienst lauscht nicht',
    explanation:
      'Die Verbindung wurde abgelehnt, wie von einer erreichbaren Maschine, auf der nichts lauscht. In einem Cluster in Betrieb sollte dort etwas lauschen.',
    because: 'Die Maschine wurde erreicht und hat abgelehnt, oder die Prüfung musste den Port selbst belegen.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: ['Prüfen Sie, ob der Knoten dem Cluster beigetreten ist, und ob der Dienst auf einem der Knoten läuft.'],
  },
  'wrong-service': {
    title: 'ein anderer Dienst antwortet',
    explanation:
      'Der Port ist offen, aber was antwortet, ist nicht der Dienst, der dorthin gehört. Die Adresse ist vielleicht die einer anderen Maschine.',
    because: 'Was antwortete, gab sich zu erkennen, und ist von anderer Art als der Dienst des Handbuchs.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: [
      'Prüfen Sie, ob die Adresse die der richtigen Maschine ist.',
      'Sehen Sie auf dem Ziel nach, welches Programm an dem Port lauscht, und beenden Sie es.',
      'Suchen Sie unterwegs einen Proxy oder eine Portumleitung.',
    ],
  },
  'duplicate-address': {
    title: 'zwei Maschinen scheinen eine Adresse zu haben',
    explanation:
      'Mehrere Netzwerkkarten beanspruchen die Adresse. Welche antwortet, ist Glückssache, und wechselt, sobald ein Switch oder Router eine vergisst: Verbindungen dorthin gelingen und scheitern abwechselnd.',
    because: 'Zwei MAC-Adressen antworteten im selben Netz für eine Adresse.',
    settle:
      'Schalten Sie eine der beiden Maschinen aus, oder schlagen Sie ihre MAC-Adressen nach: Eine Maschine mit zwei Karten in diesem Netz sieht ebenso aus.',
    whoCanFix: 'Wer die beiden Maschinen betreut, zu finden über ihre MAC-Adressen',
    steps: [
      'Sehen Sie auf dem Switch nach, an welchen Ports die MAC-Adressen sind.',
      'Geben Sie einer der beiden Maschinen eine andere Adresse, und leeren Sie die ARP- oder Nachbartabellen.',
      'Hat eine Maschine zwei Karten in diesem Netz, so nehmen Sie eine heraus, oder lassen Sie nur eine antworten (arp_ignore unter Linux).',
    ],
  },
  'vm-not-ready': {
    title: 'der Weg sieht offen aus, aber die PSM-VM ist nicht bereit',
    provenTitle: 'der Weg ist offen, aber die PSM-VM ist nicht bereit',
    explanation:
      'Eine frische PSM-VM lauscht auf 22, 9001, 9002 und 9019 (Wissen aus dem Feld). Ist einer davon geschlossen, so ist die VM noch nicht fertig gestartet, oder kein PSM.',
    because: 'Die Maschine wurde erreicht, und lehnte auf einem Port ab, auf dem eine frische PSM-VM lauscht.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: [
      'Warten Sie, bis die VM gestartet ist, und prüfen Sie an ihrer Konsole, ob ihre Dienste laufen.',
      'Prüfen Sie, ob die Adresse die der PSM-VM ist.',
    ],
  },
  'vm-does-not-listen': {
    title: 'der Weg ist bewiesen, aber die PSM-VM selbst lauscht nicht',
    explanation:
      'Eine frische PSM-VM lauscht auf 22, 9001, 9002 und 9019 (Wissen aus dem Feld). Für die Prüfung belegte ein anderes Programm den Port, was auf einer bereiten VM nicht ginge.',
    because: 'Der Port war auf der Maschine frei, so dass die Prüfung ihn belegen konnte.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: [
      'Warten Sie, bis die VM gestartet ist, und prüfen Sie an ihrer Konsole, ob ihre Dienste laufen.',
      'Prüfen Sie, ob die Adresse die der PSM-VM ist, und ob auf ihr das richtige Image läuft.',
    ],
  },
  'node-not-joined': {
    title: 'dieser Knoten ist dem Cluster nicht beigetreten',
    explanation: 'Port 9001 lauscht nur, bis ein Knoten einem Cluster beigetreten ist (Wissen aus dem Feld).',
    because: 'Der Port ist auf einem Knoten offen, der Mitglied sein sollte.',
    settle: null,
    whoCanFix: 'Wer den Cluster bildet',
    steps: ['Prüfen Sie im PSM die Mitglieder des Clusters, und lassen Sie den Knoten beitreten.'],
  },
} as const satisfies Record<string, CauseWords>
