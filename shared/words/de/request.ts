/** As the English ones: the change request. */
import type { AskedPart } from '../../explain/blocked-flows.ts'
import type { request as en } from '../en/request.ts'
import { numberIn } from '../number.ts'

const n = numberIn('de')
const flowsOf = (count: number) => `${n(count)} ${count === 1 ? 'Verbindung' : 'Verbindungen'}`
const linesOf = (count: number) => `${n(count)} ${count === 1 ? 'Zeile' : 'Zeilen'}`

const EXACT =
  'jede Quelle einer Zeile zu jedem ihrer Ziele auf jedem ihrer Ports, und nichts daneben. Nach einem Port, der nicht aufgeführt ist, wurde nicht gefragt.'

const TITLE: Record<AskedPart, string> = {
  permit: 'Bitte geben Sie diese Verbindungen frei',
  'do-not-proxy': 'Bitte leiten Sie diese Verbindungen durch keinen Proxy',
  'host-permit': 'Bitte lassen Sie diese Verbindungen am Ziel selbst zu',
  'check-first': 'Prüfen Sie zuerst den Host und seine Route',
}

export const request: typeof en = {
  title: (part) => TITLE[part],
  intro: (part, flows, lines) => {
    const size = `${flowsOf(flows)} (${linesOf(lines)})`
    switch (part) {
      case 'permit':
        return `Bitte geben Sie diese ${size} frei: TCP, von der Quelle zum Ziel, mit den Antworten auf dem Rückweg. Es sind genau die Verbindungen, die gesperrt gesehen wurden: ${EXACT}`
      case 'do-not-proxy':
        return `Bitte nehmen Sie diese ${size} von SYN-Proxy, transparentem Proxy und Lastverteilung aus: TCP, von der Quelle zum Ziel. Ein Gerät auf dem Weg beantwortet sie an Stelle des Ziels; eine Freigabe ändert daran nichts. Es sind genau diese: ${EXACT} Ob eine Regel sie hinter diesem Gerät sperrt, zeigt sich erst, wenn sie ohne es noch einmal geprüft werden.`
      case 'host-permit':
        return `Bitte lassen Sie diese ${size} in der Host-Firewall jedes Ziels zu: TCP, eingehend, von der Quelle. Sie kommen bis zum Ziel, und es hält sie selbst auf, so dass eine Freigabe auf dem Weg nichts ändert; das ist für die Betreuer dieser Hosts, nicht der Firewalls. Es sind genau diese: ${EXACT}`
      case 'check-first':
        return `Von diesen Zielen war nichts zu hören, oder ein Router sagte, dass er sie nicht erreicht (${flowsOf(flows)}). Geben Sie sie erst frei, wenn bekannt ist, dass der Host läuft und eine Route hat: Eine Regel allein ändert vielleicht nichts.`
    }
  },
}
