/** The terms between the reader of captures and the formats that it knows. */

/** What stands before a packet in the file; one record, filled again and again. */
export class PacketHeader {
  /** Microseconds since 1970. */
  time = 0
  /** Bytes on the wire. */
  wireLength = 0
  linkType = 0
  /** Byte order of the file. */
  little = true
}

/** `start` to `end` are the captured bytes; they are good until the call returns. */
export type OnPacket = (bytes: Buffer, start: number, end: number, header: PacketHeader) => void

/** One record or block at a time. */
export interface CaptureFormat {
  /**
   * Reads what starts at `at`. Gives the bytes that it used; or, negative, how many bytes it needs from `at` to go on.
   * Throws {@link BadCapture}.
   */
  step(b: Buffer, at: number, end: number): number
  /** Bytes to be skipped after the last step. */
  skip: number
  readonly facts: CaptureFacts
}

/** What a capture says of itself. */
export interface CaptureFacts {
  format: 'pcap' | 'pcapng'
  interfaces: number
  /** Packets that the capturing tool says it lost; null where it does not say. */
  dropped: number | null
  /** The first few, as they stand in the file: hostile text. */
  comments: string[]
}

/** Something of the file cannot be what it says it is. */
export class BadCapture extends Error {
  override name = 'BadCapture'
}
