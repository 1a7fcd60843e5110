/** A program that a host runs for us, over SSH or, in tests, as a child: its streams, its end. */
import type { Readable, Writable } from 'node:stream'

export interface RemoteProcess {
  stdin: Writable
  stdout: Readable
  stderr: Readable
  /** Resolves when it has ended or its link broke; never rejects. `code` is null where nobody told. */
  exited: Promise<{ code: number | null; signal: string | null }>
  /** Ends it: closes its streams; what runs there notices that its stdin has ended. */
  end(): void
}

/** Runs a command by the login shell of a host. Rejects with words for the reader where that is not allowed or the link is down. */
export type RunRemote = (command: string) => Promise<RemoteProcess>
