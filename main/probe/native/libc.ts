/**
 * The few functions of the C library that Node has no words for, through koffi, an optional dependency with ready-made
 * binaries. Loaded on demand; where it cannot be had, one sentence says why. Every function gives back what the kernel itself would: a
 * result, or the negative number of the error.
 */
import { release } from 'node:os'
import { getSystemErrorName } from 'node:util'
import { isMainThread } from 'node:worker_threads'
import type * as Koffi from 'koffi'
import type { Missing } from '../dial.ts'

export interface PollHandle {
  start(callback: (status: number) => void): void
  stop(): void
  close(): void
  unref(): void
}

export interface Libc {
  /** process.arch, of which only x64 and arm64 get here. */
  readonly arch: string
  socket(family: number, type: number, protocol: number): number
  connect(fd: number, address: Buffer, length: number): number
  bind(fd: number, address: Buffer, length: number): number
  setsockopt(fd: number, level: number, option: number, value: Buffer, length: number): number
  /** `length` holds the size of `value` and gets that of the answer. */
  getsockopt(fd: number, level: number, option: number, value: Buffer, length: Buffer): number
  getsockname(fd: number, address: Buffer, length: Buffer): number
  recvmsg(fd: number, message: Buffer, flags: number): number
  sendto(fd: number, data: Buffer, size: number, flags: number, address: Buffer, length: number): number
  close(fd: number): number
  epollCreate(flags: number): number
  epollCtl(epoll: number, operation: number, fd: number, event: Buffer): number
  epollWait(epoll: number, events: Buffer, most: number, timeoutMs: number): number
  /** Index of an interface by its name; 0: there is none. */
  interfaceIndex(name: string): number
  /** Where the bytes of a buffer are. It does not move, as long as somebody holds it. */
  addressOf(buffer: Buffer): bigint
  /** Calls back from Node's own event loop whenever the descriptor is readable; keeps the process alive until stopped. */
  poll(fd: number, callback: (status: number) => void): PollHandle
}

/** The system's own name of an error number, as Node's sockets would give it. */
export function errnoName(errno: number): string {
  const name = getSystemErrorName(-errno)
  return name.startsWith('Unknown') ? 'UNKNOWN' : name
}

let loading: Promise<Libc | Missing> | null = null

/** Loads the library once. Never rejects. */
export function loadLibc(): Promise<Libc | Missing> {
  loading ??= load()
  return loading
}

/** Whether a kernel keeps no ICMP errors yet for a TCP socket that is still connecting. */
export function kernelTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < 5 || (major === 5 && minor < 8)
}

async function load(): Promise<Libc | Missing> {
  const { arch, platform } = process
  if (platform !== 'linux') return { missing: `only Linux keeps the ICMP errors of a connect, and this is ${platform}` }
  // (measured, Node 22 and 24, koffi 3.3.4: a worker that is terminated while it is called back from native code ends the whole process)
  if (!isMainThread) return { missing: 'sockets of our own are for the main thread, and this is a worker' }
  if (arch !== 'x64' && arch !== 'arm64')
    return { missing: `the processor is ${arch}, and only x64 and arm64 are known` }
  if (kernelTooOld(release())) {
    return { missing: `Linux ${release()} does not keep the ICMP errors of a connect, which it does from 5.8 on` }
  }
  try {
    return declare(await import('koffi'), arch)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND') return { missing: 'the optional package koffi is not installed' }
    return { missing: `the package koffi does not work here (${message.split('\n', 1)[0]})` }
  }
}

/** Throws where koffi or the C library lacks something. */
function declare(koffi: typeof Koffi, arch: string): Libc {
  if (koffi.sizeof('void *') !== 8 || koffi.sizeof('size_t') !== 8) throw new Error('not a 64-bit program')
  // The program's own symbols: glibc or musl, whichever Node was linked with.
  const library = koffi.load(null)
  const declared = (prototype: string) => {
    const call = library.func(prototype) as (...args: unknown[]) => number
    return (...args: unknown[]) => {
      const result = call(...args)
      return result < 0 ? -koffi.errno() : result
    }
  }
  return {
    arch,
    socket: declared('int socket(int family, int type, int protocol)'),
    connect: declared('int connect(int fd, void *address, uint32_t length)'),
    bind: declared('int bind(int fd, void *address, uint32_t length)'),
    setsockopt: declared('int setsockopt(int fd, int level, int option, void *value, uint32_t length)'),
    getsockopt: declared('int getsockopt(int fd, int level, int option, void *value, void *length)'),
    getsockname: declared('int getsockname(int fd, void *address, void *length)'),
    recvmsg: declared('intptr_t recvmsg(int fd, void *message, int flags)'),
    sendto: declared('intptr_t sendto(int fd, void *data, size_t size, int flags, void *address, uint32_t length)'),
    close: declared('int close(int fd)'),
    epollCreate: declared('int epoll_create1(int flags)'),
    epollCtl: declared('int epoll_ctl(int epoll, int operation, int fd, void *event)'),
    epollWait: declared('int epoll_wait(int epoll, void *events, int most, int timeout)'),
    interfaceIndex: library.func('uint32_t if_nametoindex(const char *name)') as (name: string) => number,
    addressOf: (buffer) => koffi.address(buffer),
    // Its types name one argument; it is called with two: status and events.
    poll: (fd, callback) => koffi.node.poll(fd, callback as never) as unknown as PollHandle,
  }
}
