/** NTP v4 client messages, 48 bytes (RFC 5905 §7.3, RFC 4330 §4). Pure. */

const LENGTH = 48
const CLIENT = 0x23 // leap 0, version 4, mode 3
const SERVER_MODE = 4
const [STRATUM_AT, REFERENCE_AT, ORIGINATE_AT, RECEIVE_AT, TRANSMIT_AT] = [1, 12, 24, 32, 40]
/** Seconds from 1900 to 1970. */
const UNIX_EPOCH = 2_208_988_800n
const SECOND = 1n << 32n

/**
 * @param nonce 8 random bytes in place of our own time: the server gives them back, so that nobody who does not see the query can
 *   answer it, and our clock is told to nobody
 */
export function ntpQuery(nonce: Uint8Array): Buffer {
  const query = Buffer.alloc(LENGTH)
  query[0] = CLIENT
  query.set(nonce, TRANSMIT_AT)
  return query
}

export interface NtpAnswer {
  leap: number
  stratum: number
  referenceId: string
  /** When the query came and the answer went, 32.32 fixed point since 1900, by the server's clock. */
  receivedAt: bigint
  sentAt: bigint
}

/** Null: it is no answer to a query with this nonce. */
export function readNtpAnswer(message: Buffer, nonce: Uint8Array): NtpAnswer | null {
  if (message.length < LENGTH) return null
  const first = message[0] ?? 0
  const stratum = message[STRATUM_AT] ?? 0
  const version = (first >> 3) & 7
  if ((first & 7) !== SERVER_MODE || version < 3 || version > 4) return null
  if (!message.subarray(ORIGINATE_AT, ORIGINATE_AT + 8).equals(nonce)) return null
  const sentAt = message.readBigUInt64BE(TRANSMIT_AT)
  // RFC 4330 §5: a transmit time of 0 is no time; a refusal has none.
  if (sentAt === 0n && stratum !== 0) return null
  return {
    leap: first >> 6,
    stratum,
    referenceId: referenceText(message.subarray(REFERENCE_AT, REFERENCE_AT + 4), stratum),
    receivedAt: message.readBigUInt64BE(RECEIVE_AT),
    sentAt,
  }
}

/** Letters for a refusal or a reference clock; whatever else stands there is shown as hex. */
function referenceText(bytes: Buffer, stratum: number): string {
  const text = bytes.toString('latin1').replace(/\0+$/, '')
  return stratum <= 1 && /^[\x21-\x7e]{1,4}$/.test(text) ? text : bytes.toString('hex')
}

const fixedOf = (unixMs: number) => UNIX_EPOCH * SECOND + (BigInt(Math.round(unixMs * 1000)) * SECOND) / 1_000_000n
/** The shorter way around: the seconds of NTP begin anew in 2036. */
const msBetween = (from: bigint, to: bigint) => Number(BigInt.asIntN(64, to - from)) / (Number(SECOND) / 1000)

/**
 * RFC 4330 §5: what the server's clock is ahead of ours, and the round trip without the server's own time.
 * @param askedAt Unix time of our clock, milliseconds
 * @param elapsedMs from sending to receiving
 */
export function offsetOf({ receivedAt, sentAt }: NtpAnswer, askedAt: number, elapsedMs: number) {
  const asked = fixedOf(askedAt)
  const answered = fixedOf(askedAt + elapsedMs)
  return {
    offsetMs: (msBetween(asked, receivedAt) + msBetween(answered, sentAt)) / 2,
    delayMs: Math.max(0, elapsedMs - msBetween(receivedAt, sentAt)),
  }
}
