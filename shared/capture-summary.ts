/**
 * What a packet capture shows, per flow: `capture-summary --json` prints it, schema `psm-preflight/capture-summary@1`. Times of
 * packets are ISO 8601 UTC, spans milliseconds. "As seen" is always where the capture was made.
 */
import { z } from 'zod'
import { CAPTURE_STATES, CAPTURE_SUMMARY_SCHEMA } from './capture-terms.ts'

/** Segments of a flow that arrived alike. */
export const capturedSegment = z.object({
  ttl: z.number().int(),
  /** Routers crossed before it was captured: initial TTL (64, 128 or 255, the next above) − TTL. One less than the hops that sentences count. */
  hops: z.number().int(),
  /** As sent, without scaling; null where the capture ended before it. */
  window: z.number().int().nullable(),
  mss: z.number().int().nullable(),
  windowScale: z.number().int().nullable(),
  /** Names of the TCP options in their order: "mss sackOK TS nop wscale". */
  options: z.string(),
  count: z.number().int(),
})
export type CapturedSegment = z.infer<typeof capturedSegment>

export const capturedIcmp = z.object({
  version: z.union([z.literal(4), z.literal(6)]),
  type: z.number().int(),
  code: z.number().int(),
  words: z.string(),
  reporter: z.string(),
  /** Of the error message itself. */
  hops: z.number().int(),
  /** Whose packet it quotes. */
  about: z.enum(['source', 'destination']),
  /** The MTU that it names; null without one. */
  mtu: z.number().int().nullable(),
  /** TTL of the quoted packet when it reached the reporter. */
  quotedTtl: z.number().int(),
  /** Least MSS of a quoted SYN; null without one. */
  quotedMss: z.number().int().nullable(),
  count: z.number().int(),
})
export type CapturedIcmp = z.infer<typeof capturedIcmp>

const span = z.object({
  samples: z.number().int(),
  min: z.number(),
  mean: z.number(),
  max: z.number(),
})

const side = z.object({
  packets: z.number().int(),
  /** On the wire, with link headers. */
  bytes: z.number().int(),
  fins: z.number().int(),
  rsts: z.number().int(),
  /** Segments whose bytes had all been seen: repeated, or overtaken by later ones. SYNs are not counted here. */
  repeats: z.number().int(),
})

export const capturedFlow = z.object({
  source: z.string(),
  destination: z.string(),
  port: z.number().int(),
  /** False: no SYN or SYN-ACK tells who is the client; guessed by the ports. */
  clientKnown: z.boolean(),
  state: z.enum(CAPTURE_STATES),
  /** One plain sentence. */
  meaning: z.string(),
  attempts: z.object({
    total: z.number().int(),
    completed: z.number().int(),
    /** SYN-ACK seen, and no acknowledgement of it. */
    answered: z.number().int(),
    refused: z.number().int(),
    rejected: z.number().int(),
    unanswered: z.number().int(),
    /** The client acknowledged an answer that is not in the capture. */
    oneWay: z.number().int(),
    /** Not in the total: SYNs with a small TTL that the far end did not answer, as a traceroute sends them. */
    traced: z.number().int(),
    /** Of all: known by their answer only. */
    unseenSyns: z.number().int(),
  }),
  /** Connections that were running before the capture began. */
  midstream: z.number().int(),
  syns: z.number().int(),
  /** Of them: with a TTL of at most 30 when they were captured, as a traceroute sends them. */
  traceSyns: z.number().int(),
  /** Of all: repetitions of the same SYN; and after how long the first twelve came. */
  synRepeats: z.number().int(),
  synSpacingMs: z.array(z.number()),
  synAcks: z.number().int(),
  fromSource: side,
  fromDestination: side,
  syn: z.array(capturedSegment),
  synAck: z.array(capturedSegment),
  rstFromSource: z.array(capturedSegment),
  /** RSTs of the destination that answered a SYN, and those that came after a handshake or without one. */
  refusals: z.array(capturedSegment),
  lateRstsFromDestination: z.array(capturedSegment),
  lateRsts: z.number().int(),
  icmp: z.array(capturedIcmp),
  icmpErrors: z.number().int(),
  /** SYN to SYN-ACK (the path to the destination and back), and SYN-ACK to ACK (to the source and back). Unambiguous ones only. */
  rttMs: z.object({ toDestination: span.nullable(), toSource: span.nullable() }),
  mss: z.object({
    offered: z.number().int().nullable(),
    answered: z.number().int().nullable(),
    /** What is remarkable about them, one sentence; null: nothing. */
    note: z.string().nullable(),
  }),
  firstSeen: z.string().nullable(),
  lastSeen: z.string().nullable(),
})
export type CapturedFlow = z.infer<typeof capturedFlow>

/** What the capture shows of one flow of the plan. */
export const plannedCaptureFlow = z.object({
  id: z.string(),
  group: z.string(),
  direction: z.string(),
  service: z.string(),
  source: z.string(),
  sourceAddress: z.string(),
  destination: z.string(),
  address: z.string(),
  port: z.number().int(),
  shows: z.enum([...CAPTURE_STATES, 'not-seen']),
  meaning: z.string(),
  syns: z.number().int(),
})
export type PlannedCaptureFlow = z.infer<typeof plannedCaptureFlow>

export const captureTotals = z.object({
  /** pcap or pcapng, one per file. */
  formats: z.array(z.string()),
  packets: z.number().int(),
  bytes: z.number().int(),
  tcpPackets: z.number().int(),
  icmpPackets: z.number().int(),
  /** TCP segments that are the first of several fragments. */
  firstFragments: z.number().int(),
  /** Packets that were not looked into, by reason. */
  skipped: z.record(z.string(), z.number().int()),
  /** Of "link-type": number of the link type → packets. */
  unknownLinkTypes: z.record(z.string(), z.number().int()),
  /** SYNs that were captured twice within a millisecond: on two interfaces. */
  duplicateSyns: z.number().int(),
  flows: z.number().int(),
  byState: z.record(z.string(), z.number().int()),
  /** TCP packets of flows beyond the number that is followed. */
  packetsBeyond: z.number().int(),
  /** Packets that the capturing tool itself lost; null where it does not say. */
  dropped: z.number().nullable(),
  firstSeen: z.string().nullable(),
  lastSeen: z.string().nullable(),
  comments: z.array(z.string()),
})
export type CaptureTotals = z.infer<typeof captureTotals>

export const captureSummary = z.object({
  schema: z.literal(CAPTURE_SUMMARY_SCHEMA),
  files: z.array(z.string()),
  totals: captureTotals,
  /** Sentences that the reader must see before the numbers. */
  warnings: z.array(z.string()),
  /** Only with a plan: its flows in its order, and what of the capture lies outside it. */
  plan: z
    .object({
      flows: z.array(plannedCaptureFlow),
      outside: z.object({ flows: z.number().int(), packets: z.number().int() }),
    })
    .nullable(),
  /** Failed handshakes first. */
  flows: z.array(capturedFlow),
})
