/** Where checks beyond the port table are asked from: this machine, or a host behind a vantage. The asking does not know which. */
import type { EchoSeen, NamesSeen, NotAskedField, NtpSeen } from '../../../shared/field-checks/field-check.ts'
import type { MachineNetwork } from '../../../shared/field-checks/judge-overlap.ts'
import type { Endpoint } from '../../../shared/plan/plan.ts'

/** Nothing rejects, and everything has a deadline of its own; when the run is stopped, what is awaited ends at once. */
export interface FieldMachine {
  /** The same for all endpoints that are one machine: their clock and their names are asked once. */
  readonly name: string
  /** Whether the machine has the address itself; null where nobody can tell. */
  holds(address: string): boolean | null
  /** A few echoes, until one is answered. Silence is asked once more by the caller. */
  echo(address: string): Promise<EchoSeen>
  /** A few NTP queries to UDP 123, until one is answered. */
  ntp(address: string): Promise<NtpSeen>
  resolve(name: string): Promise<NamesSeen>
  /** What its clock is ahead of this program's; null where it cannot be had. */
  clock(): Promise<{ offsetMs: number; uncertaintyMs: number } | null>
  /** Null where they cannot be had. */
  networks(): Promise<readonly MachineNetwork[] | null>
}

export interface FieldMachines {
  /** The machine that this program runs on. */
  readonly here: FieldMachine
  /** The machine of an endpoint with its address as the source, or why there is none. Never rejects. */
  reach(endpoint: Endpoint, signal: AbortSignal): Promise<FieldMachine | NotAskedField>
  close(): void
}

export const isMachine = (found: FieldMachine | NotAskedField): found is FieldMachine => 'echo' in found
