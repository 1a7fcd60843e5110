/** Deutsch: Ursachen auf dem Weg zwischen zwei Maschinen. */
import type { CauseWords } from '../words.ts'

const FIREWALL_OWNER = 'Wer die Firewalls und Zugriffslisten zwischen Quelle und Ziel betreut'
const NETWORK_OWNER = 'Wer die Router und Switches zwischen Quelle und Ziel betreut'

export const IN_THE_PATH = {
  'silent-drop': {
    title: 'keine Antwort, während das Ziel auf anderen Ports antwortet',
    explanation:
      'Das SYN oder seine Antwort wird ohne ein Wort verworfen: von einer Firewall auf dem Hinweg, von einer auf dem Rückweg, oder von der Firewall des Ziels selbst.',
    because: 'Dasselbe Ziel war im selben Lauf zu hören: Es ist eingeschaltet, und es gibt einen Weg dorthin.',
    settle: null,
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Senden Sie die Ports dieses Befunds mit Quelle und Ziel an die Betreuer der Firewalls; der Änderungsantrag hält sie bereit.',
      'Bitten Sie um zustandsbehaftete Regeln: Die Antworten müssen zurückfinden.',
      'Zeigt kein Protokoll einer Firewall das SYN, so sehen Sie in der Host-Firewall des Ziels und der sendenden Maschine nach.',
    ],
  },
  'forward-path-dropped': {
    title: 'das SYN geht auf dem Hinweg verloren',
    explanation:
      'Was gesendet wurde, kommt am Ziel nie an, wo alles Ankommende beobachtet wurde. Etwas auf dem Hinweg verwirft es ohne ein Wort.',
    because: 'Beide Enden wurden beobachtet: Die Quelle hat gesendet, und am Ziel kam nichts an.',
    settle:
      'Die Protokolle jeder Firewall auf dem Hinweg, von der Quelle an: Die erste, die das SYN nicht weitergibt, verwirft es.',
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Senden Sie die Ports dieses Befunds mit Quelle und Ziel an die Betreuer der Firewalls; der Änderungsantrag hält sie bereit.',
      'Nur die Richtung von der Quelle zum Ziel ist zu prüfen: Die Host-Firewall des Ziels ist nicht die Ursache.',
    ],
  },
  'return-path-dropped': {
    title: 'das SYN kommt an, seine Antwort geht auf dem Rückweg verloren',
    explanation:
      'Das Ziel erhält das SYN, und sein Port lauscht und antwortet. Die Antwort kommt nicht zurück: Eine Firewall auf dem Rückweg verwirft sie, dem Ziel fehlt eine Route zur Quelle, oder der Rückweg führt durch eine Firewall, die das SYN nicht gesehen hat.',
    because:
      'Beide Enden wurden beobachtet: Das SYN kam an einem Port an, der lauscht, und keine Antwort erreichte die Quelle.',
    settle: 'Ein Mitschnitt am Ziel und an jeder Firewall auf dem Rückweg zeigt, wo das SYN-ACK endet.',
    whoCanFix: `${FIREWALL_OWNER}; bei fehlender Rückroute, wer das Ziel betreut`,
    steps: [
      'Prüfen Sie auf dem Ziel, ob es eine Route zur Quelle hat, über das richtige Gateway.',
      'Fragen Sie die Betreuer der Firewalls nach dem Weg vom Ziel zur Quelle: Die Regeln müssen zustandsbehaftet sein, oder es muss auch eine für die Antworten geben.',
      'Prüfen Sie, ob Hin- und Rückweg durch dieselben Firewalls führen: Eine, die das SYN nicht gesehen hat, verwirft das SYN-ACK.',
      'Eine Freigabe allein für den Hinweg ändert nichts.',
    ],
  },
  'arrived-unanswered': {
    title: 'das SYN kommt an, und keine Antwort kommt zurück',
    explanation:
      'Der Hinweg ist offen: Das SYN wurde am Ziel gesehen. Entweder verwirft es die Firewall des Ziels, oder die Antwort geht auf dem Rückweg verloren.',
    because: 'Das SYN wurde gesehen, als es am Ziel ankam; ob die Maschine geantwortet hat, war nicht zu sehen.',
    settle:
      'Ein Mitschnitt auf dem Ziel zeigt, ob es antwortet: Geht ein SYN-ACK oder RST hinaus, verwirft es der Rückweg, sonst seine eigene Firewall.',
    whoCanFix: 'Wer das Ziel betreut; danach, wer die Firewalls zwischen Quelle und Ziel betreut',
    steps: [
      'Sehen Sie in der Host-Firewall des Ziels nach diesen Ports.',
      'Prüfen Sie auf dem Ziel, ob es eine Route zur Quelle hat, über das richtige Gateway.',
      'Antwortet das Ziel, so verwirft es der Rückweg: Fragen Sie die Betreuer der Firewalls nach dem Weg vom Ziel zur Quelle.',
    ],
  },
  'rejected-by-device': {
    title: 'abgewiesen, während das Ziel auf anderen Ports antwortet',
    explanation:
      'Ein Gerät, oder das Ziel selbst, antwortet nur auf diesen Ports mit einem ICMP-Fehler. Das sieht nach einer Regel aus, nicht nach einer Störung des Netzes.',
    because: 'Für diese Ports kam ein ICMP-Fehler zurück, und er nennt selbst, wer ihn gesendet hat.',
    settle: null,
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Senden Sie die Ports dieses Befunds mit Quelle und Ziel an die Betreuer der Firewalls und Zugriffslisten.',
    ],
  },
  'reset-by-device': {
    title: 'zurückgesetzt, wie es scheint von einem Gerät auf dem Weg',
    provenTitle: 'zurückgesetzt von einem Gerät auf dem Weg',
    explanation:
      'Die Verbindung wurde abgelehnt (RST), aber nicht vom Ziel: Ein Gerät auf dem Weg antwortet an seiner Stelle.',
    because: 'Die Ablehnung kam aus größerer Nähe als andere Antworten des Ziels, oder obwohl sein Port lauscht.',
    settle: null,
    whoCanFix: FIREWALL_OWNER,
    steps: ['Senden Sie die Ports dieses Befunds an die Betreuer der Firewalls, und bitten Sie um eine Freigabe.'],
  },
  intercepted: {
    title: 'etwas scheint an Stelle des Ziels zu antworten',
    provenTitle: 'ein Gerät antwortet an Stelle des Ziels',
    explanation:
      'Etwas auf dem Weg schließt den Handshake dieser Ports an Stelle des Ziels ab: ein SYN-Proxy, ein transparenter Proxy oder ein Lastverteiler. Das sagt nichts darüber, ob das Ziel erreicht wird.',
    because:
      'Auch Ports antworten, die niemand bedienen sollte, die Antwort kommt aus größerer Nähe als das Ziel, oder das Ziel hat keine solche Verbindung.',
    settle: null,
    whoCanFix: 'Wer die Firewall, den Proxy oder den Lastverteiler vor dem Ziel betreut',
    steps: [
      'Senden Sie die Ports dieses Befunds mit Quelle und Ziel an die Betreuer des Proxys: Der Änderungsantrag hält sie bereit, als Verbindungen, die nicht über einen Proxy laufen dürfen.',
      'Bitten Sie um keine weitere Ausnahme: Nur diese Verbindungen müssen von SYN-Proxy, transparentem Proxy und Lastverteilung ausgenommen werden. Eine Freigabe allein ändert nichts.',
      'Prüfen Sie, ob die Adresse die der Maschine selbst ist, und nicht die eines Lastverteilers.',
    ],
  },
  nat: {
    title: 'die Quelladresse wird unterwegs umgeschrieben (NAT)',
    explanation:
      'Die Verbindung besteht, aber das Ziel sieht eine andere Quelladresse als die, von der gesendet wurde. Die Mitglieder eines Clusters vergleichen Adressen, so dass NAT zwischen Knoten ihn stört; anderswo sehen Regeln und Protokolle die falsche Adresse.',
    because: 'Das Ziel hat genannt, welche Quelladresse es sah, und es ist nicht die, von der die Verbindung ausging.',
    settle: null,
    whoCanFix: 'Wer den Router oder die Firewall betreut, die zwischen Quelle und Ziel Adressen umschreibt',
    steps: [
      'Bitten Sie für diese Quellen, Ziele und Ports um eine Ausnahme von NAT (kein Umschreiben der Quelle); eine Freigabe allein ändert nichts.',
      'Prüfen Sie, ob es ohne NAT eine Route zurück zur Quelladresse gibt.',
    ],
  },
  'missing-route': {
    title: 'ein Router hat keine Route dorthin',
    explanation:
      'Ein Router auf dem Weg antwortet, dass er das Netz des Ziels nicht kennt. Was dahinter liegt, ist auf keinem Port zu erreichen.',
    because:
      'Der Router hat es selbst gesagt, durch einen ICMP-Fehler: Netz nicht erreichbar, oder keine Route zum Ziel.',
    settle: null,
    whoCanFix: 'Wer den Router betreut, der das gesagt hat',
    steps: [
      'Suchen Sie in der Routing-Tabelle dieses Routers das Netz des Ziels, und tragen Sie die Route ein, oder beheben Sie die Störung des Routing-Protokolls, das sie bringen sollte.',
      'Suchen Sie dort eine Route, die das Netz mit Absicht abweist (null, reject, unreachable).',
      'Prüfen Sie, ob die Adresse stimmt, und ob ihr Netz das geplante ist.',
    ],
  },
  'route-loop': {
    title: 'die Route läuft im Kreis',
    explanation:
      'Router senden einander die Pakete zu, bis deren Zeit abgelaufen ist. Das Ziel wird auf keinem Port erreicht.',
    because:
      'Ein Router hat geantwortet, dass die Zeit des Pakets unterwegs abgelaufen ist (ICMP time exceeded); so lang ist kein Weg eines Standorts.',
    settle: null,
    whoCanFix: NETWORK_OWNER,
    steps: [
      'Verfolgen Sie den Weg: Die Router, die immer wieder vorkommen, sind die des Kreises.',
      'Vergleichen Sie ihre Routen zum Netz des Ziels: Eine davon zeigt zurück. Oft steht eine Standardroute für ein Netz ein, das fehlt.',
    ],
  },
  'asymmetric-route': {
    title: 'verschiedene Wege hin und zurück, oder ein Gerät antwortet an Stelle des Ziels',
    explanation:
      'Die Antwort kommt aus einer Entfernung, die zu keinem Weg zum Ziel passt. Sind Hin- und Rückweg verschieden, so sieht eine zustandsbehaftete Firewall nur eine Hälfte jeder Verbindung und verwirft sie früher oder später; oder ein Gerät antwortet an Stelle des Ziels.',
    because: 'Die Zahl der Router, die die Antworten durchlaufen, ist nicht die des Hinwegs.',
    settle: null,
    whoCanFix: NETWORK_OWNER,
    steps: [
      'Verfolgen Sie den Weg von der Quelle zum Ziel und vom Ziel zur Quelle, und vergleichen Sie die Router.',
      'Sind beide Wege gewollt, so prüfen Sie, ob jede Firewall beide Richtungen einer Verbindung sieht.',
      'Sind sie gleich, so suchen Sie unterwegs einen Proxy, einen Lastverteiler oder eine Firewall, die zurücksetzt.',
    ],
  },
  'lossy-path': {
    title: 'unterwegs gehen Pakete verloren',
    explanation:
      'Manche Pakete kommen an und andere nicht. Verbindungen entstehen langsam oder gar nicht, und ein Cluster, dessen Mitglieder einander für Sekunden verlieren, ist nicht stabil. Es ist der Fehler einer Leitung, ein Duplex oder eine Geschwindigkeit, die nicht passen, eine Überlast, oder einer von mehreren Wegen ist gestört.',
    because: 'Von Paketen, die gleich zu beantworten waren, wurden manche beantwortet und andere nicht.',
    settle:
      'Die Fehlerzähler jedes Ports auf dem Weg und eine längere Reihe von Echos von einem Router zum nächsten zeigen, auf welcher Leitung sie verloren gehen.',
    whoCanFix: NETWORK_OWNER,
    steps: [
      'Sehen Sie die Fehlerzähler jedes Ports auf dem Weg an: CRC-Fehler, Verwürfe, Geschwindigkeit und Duplex.',
      'Senden Sie Echos an jeden Router auf dem Weg: Der Verlust beginnt hinter dem letzten, der nichts verliert.',
      'Gibt es mehrere Wege (ECMP, gebündelte Leitungen), so nehmen Sie einen nach dem anderen heraus.',
    ],
  },
  'path-mtu': {
    title: 'der Weg lässt nur kleine Pakete durch (MTU)',
    explanation:
      'Irgendwo auf dem Weg müssen Pakete kleiner sein als die, die die sendende Maschine bildet. Verbindungen entstehen, denn ihre ersten Pakete sind klein; große Übertragungen bleiben stehen, wo der ICMP-Fehler verworfen wird, der das meldet.',
    because: 'Echos voller Größe, die nicht zerlegt werden dürfen, kommen nicht an, und kleinere kommen an.',
    settle: 'Die MTU jeder Leitung auf dem Weg; ein Tunnel oder VPN ist der übliche Ort.',
    whoCanFix: NETWORK_OWNER,
    steps: [
      'Suchen Sie die Leitung mit der kleineren MTU, und stellen Sie auf allen dieselbe ein: 1500, oder Jumbo-Frames auf jedem Gerät.',
      'Lassen Sie ICMP „fragmentation needed“ (IPv6: „packet too big“) durch jede Firewall.',
      'Ist ein Tunnel nicht zu vermeiden, so lassen Sie ihn die MSS von TCP begrenzen.',
    ],
  },
  shunned: {
    title: 'während der Prüfung blieben die Antworten aus',
    explanation:
      'Ports, die geantwortet hatten, verstummten mitten im Lauf: Eine Firewall oder ein Angriffsschutz (IPS) sperrt aus, wer viele Verbindungen öffnet, oder eine Leitung ist ausgefallen. Was danach gefragt wurde, sagt nichts.',
    because: 'Ein Port, der geantwortet hatte, wurde noch einmal gefragt und blieb auch stumm.',
    settle: null,
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Fragen Sie die Betreuer der Firewalls, ob die Quelladresse ausgesperrt wurde, und bitten Sie um eine Ausnahme für die Zeit der Prüfung.',
      'Warten Sie, bis das Netz wieder antwortet, und prüfen Sie mit dem Tempo behutsam (gentle).',
    ],
  },
  unstable: {
    title: 'widersprüchliche Antworten',
    explanation:
      'Die Antworten widersprechen einander, oder ein Handshake wurde abgeschlossen und sofort beendet. Solange das nicht verstanden ist, ist auf nichts Verlass.',
    because: 'Derselbe Port derselben Maschine wurde mehrmals gefragt, und was zurückkam, passt nicht zusammen.',
    settle: null,
    whoCanFix: 'Wer das Netz betreut',
    steps: [
      'Prüfen Sie die Verbindungen noch einmal, mit dem Tempo behutsam (gentle).',
      'Suchen Sie einen Proxy oder Lastverteiler auf dem Weg, zwei Maschinen mit einer Adresse, und zwei Wege, von denen einer gestört ist.',
    ],
  },
} as const satisfies Record<string, CauseWords>
