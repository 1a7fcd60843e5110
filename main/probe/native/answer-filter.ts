/**
 * The filter that the kernel runs for a raw socket, so that a busy machine does not wake us for every segment: only SYN-ACKs and
 * RSTs pass, and of each no more than its headers. Classic BPF (linux/filter.h; Documentation/networking/filter.rst).
 */
import { SOL_SOCKET, SO_ATTACH_FILTER } from './abi.ts'
import type { Libc } from './libc.ts'

/** The longest headers are 60 bytes of IPv4 and 60 of TCP. */
const KEEP = 120

/** One instruction: code, how far to jump when true and when false, operand. */
type Instruction = readonly [code: number, jt: number, jf: number, k: number]

const LDX_MSH = 0xb1
const LD_BYTE = 0x30
const LD_BYTE_AT_X = 0x50
const JUMP_SET = 0x45
const JUMP_EQUAL = 0x15
const AND = 0x54
const RETURN = 0x06

/** With the flags of TCP in the accumulator. */
const ON_FLAGS: readonly Instruction[] = [
  [JUMP_SET, 2, 0, 0x04],
  [AND, 0, 0, 0x12],
  [JUMP_EQUAL, 0, 1, 0x12],
  [RETURN, 0, 0, KEEP],
  [RETURN, 0, 0, 0],
]

/** IPv4 raw sockets see the IP header, whose length is in its first byte; IPv6 ones begin with TCP. */
export const ANSWERS_IPV4: readonly Instruction[] = [[LDX_MSH, 0, 0, 0], [LD_BYTE_AT_X, 0, 0, 13], ...ON_FLAGS]
export const ANSWERS_IPV6: readonly Instruction[] = [[LD_BYTE, 0, 0, 13], ...ON_FLAGS]

/** 0, or the negative error number. The kernel copies the program. */
export function attachFilter(libc: Libc, fd: number, program: readonly Instruction[]): number {
  const memory = Buffer.alloc(16 + 8 * program.length)
  for (const [index, [code, jt, jf, k]] of program.entries()) {
    const at = 16 + 8 * index
    memory.writeUInt16LE(code, at)
    memory.set([jt, jf], at + 2)
    memory.writeUInt32LE(k, at + 4)
  }
  memory.writeUInt16LE(program.length, 0)
  memory.writeBigUInt64LE(libc.addressOf(memory) + 16n, 8)
  return libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, memory, 16)
}
