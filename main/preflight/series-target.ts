/** What one series of attempts asks, and how it may learn who answered. */
import type { IdentityKind } from '../../shared/catalogue/catalogue.ts'
import type { SocketEnd } from '../../shared/stand-in-observation.ts'
import type { ConnectTarget } from '../probe/dial.ts'
import type { NonceKey } from '../probe/identity.ts'

export interface Holder {
  name: string
  /** Never rejects. Null: it cannot be known. */
  holds(source: SocketEnd): Promise<boolean | null>
}

export interface SeriesTarget extends ConnectTarget {
  identity: IdentityKind | null
  /** Who can tell whether the destination holds the connection, where a real service has the port. */
  holder?: Holder | undefined
  /** Only whether it answers: nobody waits for what comes after the handshake. */
  isBrief?: boolean
  /** What a stand-in there is asked for its proof with. */
  key?: Pick<NonceKey, 'secret' | 'name'> & Partial<NonceKey>
}
