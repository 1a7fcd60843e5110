/** The fixed terms of a capture's summary; apart from its schema, so that summarising needs no zod (12 MB, measured). */

export const CAPTURE_SUMMARY_SCHEMA = 'psm-preflight/capture-summary@1'

/**
 * What became of a flow's connection attempts. `completed`: all that are in the capture; `answered`: SYN-ACK without the client's
 * acknowledgement; `refused`: RST; `rejected`: ICMP error; `unanswered`: nothing; `mixed`: attempts ended differently;
 * `traced`: no attempt but those of a traceroute, whose small TTL lets them end on the way;
 * `running`: no attempt, packets both ways; `one-sided`: no attempt, packets of one side.
 */
export const CAPTURE_STATES = [
  'rejected',
  'unanswered',
  'refused',
  'mixed',
  'answered',
  'traced',
  'one-sided',
  'running',
  'completed',
] as const
export type CaptureState = (typeof CAPTURE_STATES)[number]
