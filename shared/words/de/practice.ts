/** As the English ones: what is said of the practice site. */
import type { practice as en } from '../en/practice.ts'

export const practice: typeof en = {
  notice: (shift) =>
    `Übungsstandort: Ihn spielen Programme auf dem Loopback dieses Rechners, jeder Port ist um ${shift} nach oben verschoben, und die Störungen sind absichtlich gesetzt. 22 des Handbuchs ist hier ${22 + shift}.`,
}
