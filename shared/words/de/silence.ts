/** As the English ones: what is concluded from silence. */
import type { silence as en } from '../en/silence.ts'

const NOTHING = (asked: string, at: string) => `Keine Antwort auf ${asked} an ${at}`

export const silence: typeof en = {
  nothingSent: () => 'Nicht geprüft: Es wurde kein SYN gesendet.',
  runAgain: () => 'Starten Sie die Prüfung noch einmal.',
  limited: () =>
    'Geräte auf dem Weg senden ihre Fehler mit begrenzter Rate, also kann es einer der abgewiesenen Ports sein.',
  shunned: (asked, at, port) =>
    `${NOTHING(asked, at)}; aber Port ${port}, der geantwortet hatte, war da auch schon stumm: Dieses Netz sperrt uns aus, oder es ist ausgefallen.`,
  gentler: () =>
    'Prüfen Sie noch einmal in der Gangart „gentle“, nach der Zeit, für die die Firewall eine Adresse aussperrt.',
  neverLeft: (asked, at) =>
    `${NOTHING(asked, at)}, und ein Paketmitschnitt auf diesem Rechner, dem kein Paket entging, sah keines davon abgehen.`,
  localSoftware: () => 'Sehen Sie in der Firewall und der Sicherheitssoftware dieses Rechners nach.',
  though: (asked, at, address, heard) =>
    `${NOTHING(asked, at)}, obwohl ${address} ${heard === 'ports' ? 'auf anderen Ports' : 'auf ICMP-Echo'} antwortet.`,
  lastHeard: (hop, address, isLastBefore) =>
    `Zuletzt war vom SYN bei Hop ${hop} zu hören, ${address}${isLastBefore ? ', dem letzten vor dem Ziel' : ''}.`,
  echoesLastHeard: (hop, address) =>
    `Von ICMP-Echos war zuletzt bei Hop ${hop} zu hören, ${address}; sie können einen anderen Weg nehmen als TCP.`,
  whereLost: () =>
    'Ein Paketmitschnitt auf dem Ziel zeigt, ob die Verbindungsanfrage (SYN) dort ankommt; ein TCP-Traceroute auf diesen Port zeigt, wo sie endet.',
  whatDrops: () =>
    'Die Protokolle der zuletzt gehörten Maschine und der nach ihr, oder ein Paketmitschnitt auf dem Ziel, zeigen, ob das SYN oder seine Antwort verworfen wird.',
  reportedForOthers: (asked, at, port, reporter, words) =>
    `${NOTHING(asked, at)}; für Port ${port} antwortete ${reporter} „${words}“, und Geräte senden solche Fehler mit begrenzter Rate.`,
  askAlone: () => 'Prüfen Sie diese Verbindung noch einmal allein: Dann wird der Fehler nicht zurückgehalten.',
  othersUnreachable: (asked, at, address) =>
    `${NOTHING(asked, at)}; für andere Ports von ${address} antwortete ein Gerät, es sei nicht zu erreichen, und die Adresse selbst war nie zu hören.`,
  hostSilent: (address, asked, port) =>
    `${address} antwortete nie, auf keinem gefragten Port: ${asked} an Port ${port}.`,
  afterLastHeard: () =>
    'Die Protokolle der zuletzt gehörten Maschine und der nach ihr, oder ein Blick auf das Ziel selbst: Ist es eingeschaltet, sind Adresse und Gateway richtig?',
  isItOn: () =>
    'Prüfen Sie, ob die Maschine eingeschaltet ist, ihre Adresse und ihr Gateway; dann einen Mitschnitt auf dem Ziel, oder ein TCP-Traceroute.',
}
