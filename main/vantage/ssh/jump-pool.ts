/** Connections to jump hosts, one for all links behind the same one: its server lets in only some at a time (MaxStartups). */
import type { Client } from 'ssh2'

interface Held {
  client: Promise<Client>
  users: number
}

export interface Jump {
  client: Client
  release(): void
}

export class JumpPool {
  readonly #held = new Map<string, Held>()

  /** `open` is called only where nobody holds a connection by this name that still lives. */
  async take(name: string, open: () => Promise<Client>): Promise<Jump> {
    const held = this.#held.get(name) ?? this.#open(name, open)
    held.users += 1
    let released = false
    const release = () => {
      if (released) return
      released = true
      held.users -= 1
      if (held.users > 0) return
      this.#drop(name, held)
      void held.client.then((client) => client.end()).catch(() => {})
    }
    try {
      return { client: await held.client, release }
    } catch (error) {
      release()
      throw error
    }
  }

  #open(name: string, open: () => Promise<Client>): Held {
    const held: Held = { client: open(), users: 0 }
    this.#held.set(name, held)
    const drop = () => this.#drop(name, held)
    held.client.then((client) => client.once('close', drop), drop)
    return held
  }

  #drop(name: string, held: Held): void {
    if (this.#held.get(name) === held) this.#held.delete(name)
  }
}
