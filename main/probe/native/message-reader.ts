/** Calls recvmsg() with everything that it can give back: the address, the control messages and the data. */
import { IOVEC, MSGHDR, MSG_DONTWAIT, MSG_ERRQUEUE } from './abi.ts'
import type { Libc } from './libc.ts'
import { type Received, readControl } from './message.ts'
import { readAddress } from './sockaddr.ts'

const NAME_SIZE = 128
const CONTROL_SIZE = 512

/** One for each kind of socket; used again for every message, because the calls never overlap. */
export class MessageReader {
  private readonly header: Buffer
  private readonly name: Buffer
  private readonly control: Buffer
  private readonly payload: Buffer
  /** The header as it has to be before a call: the kernel writes lengths into it. */
  private readonly fresh: Buffer

  /** `room`: the most of a message that is kept, bytes. */
  constructor(
    private readonly libc: Libc,
    room: number,
  ) {
    // In one piece of memory: what the header points to lives as long as the header.
    const iov = MSGHDR.size
    const name = iov + IOVEC.size + 8
    const control = name + NAME_SIZE
    const payload = control + CONTROL_SIZE
    const memory = Buffer.alloc(payload + room)
    this.header = memory.subarray(0, MSGHDR.size)
    this.name = memory.subarray(name, name + NAME_SIZE)
    this.control = memory.subarray(control, control + CONTROL_SIZE)
    this.payload = memory.subarray(payload)
    const base = libc.addressOf(memory)
    memory.writeBigUInt64LE(base + BigInt(payload), iov + IOVEC.base)
    memory.writeBigUInt64LE(BigInt(room), iov + IOVEC.length)
    memory.writeBigUInt64LE(base + BigInt(name), MSGHDR.name)
    memory.writeUInt32LE(NAME_SIZE, MSGHDR.nameLength)
    memory.writeBigUInt64LE(base + BigInt(iov), MSGHDR.iov)
    memory.writeBigUInt64LE(1n, MSGHDR.iovLength)
    memory.writeBigUInt64LE(base + BigInt(control), MSGHDR.control)
    memory.writeBigUInt64LE(BigInt(CONTROL_SIZE), MSGHDR.controlLength)
    this.fresh = Buffer.from(this.header)
  }

  /** The next message, without waiting; the negative error number where there is none. */
  read(fd: number, flags = 0): Received | number {
    this.fresh.copy(this.header)
    const size = this.libc.recvmsg(fd, this.header, flags | MSG_DONTWAIT)
    if (size < 0) return size
    const nameLength = this.header.readUInt32LE(MSGHDR.nameLength)
    const controlLength = Number(this.header.readBigUInt64LE(MSGHDR.controlLength))
    return {
      name: nameLength === 0 ? null : readAddress(this.name.subarray(0, nameLength)),
      control: readControl(this.control, controlLength),
      payload: Buffer.from(this.payload.subarray(0, size)),
    }
  }

  /** Empties the queue of errors, at most `most` messages of it. */
  drainErrors(fd: number, most = 16): Received[] {
    const found: Received[] = []
    while (found.length < most) {
      const message = this.read(fd, MSG_ERRQUEUE)
      if (typeof message === 'number') break
      found.push(message)
    }
    return found
  }
}
