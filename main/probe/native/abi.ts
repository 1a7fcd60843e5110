/**
 * The numbers of Linux's interface to programs that are needed here, and what stands where in its structures: pure, so that it
 * can be held against the system's own headers by a test. They are the same on x86-64 and arm64, the two that are supported,
 * except for `struct epoll_event`. Source: include/uapi/{asm-generic,linux}/*.h of the kernel.
 */

export const AF_INET = 2
export const AF_INET6 = 10

export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_RAW = 3
export const SOCK_NONBLOCK = 0o4000
export const SOCK_CLOEXEC = 0o2000000

export const SOL_SOCKET = 1
export const SO_ERROR = 4
export const SO_RCVBUF = 8
export const SO_LINGER = 13
export const SO_ATTACH_FILTER = 26
export const SO_RCVBUFFORCE = 33
/** An array of 32-bit numbers about the memory of a socket (since Linux 4.12; include/uapi/linux/sock_diag.h). */
export const SO_MEMINFO = 55
/** Where in it the segments are counted that came for the socket and were dropped (SK_MEMINFO_DROPS). */
export const MEMINFO = { drops: 32, size: 36 } as const

export const IPPROTO_IP = 0
export const IPPROTO_ICMP = 1
export const IPPROTO_TCP = 6
export const IPPROTO_IPV6 = 41
export const IPPROTO_ICMPV6 = 58

export const IP_TTL = 2
export const IP_MTU_DISCOVER = 10
export const IP_RECVERR = 11
/** RFC 5082: segments that arrive with a lower TTL are dropped (include/uapi/linux/in.h). */
export const IP_MINTTL = 21
export const IP_RECVTTL = 12
export const IP_MTU = 14
export const IP_BIND_ADDRESS_NO_PORT = 24
export const IP_PMTUDISC_PROBE = 3

export const IPV6_UNICAST_HOPS = 16
export const IPV6_MTU_DISCOVER = 23
export const IPV6_MTU = 24
export const IPV6_RECVERR = 25
/** The same for the hop limit (include/uapi/linux/in6.h). */
export const IPV6_MINHOPCOUNT = 73
export const IPV6_RECVPKTINFO = 49
export const IPV6_PKTINFO = 50
export const IPV6_RECVHOPLIMIT = 51
export const IPV6_HOPLIMIT = 52
export const IPV6_PMTUDISC_PROBE = 3

export const TCP_INFO = 11
/** States of a TCP socket, as tcp_info tells them. */
export const TCP_ESTABLISHED = 1
export const TCP_SYN_SENT = 2
export const TCP_SYN_RECV = 3
export const TCP_CLOSE_WAIT = 8

export const MSG_DONTWAIT = 0x40
export const MSG_ERRQUEUE = 0x2000

export const EPOLLIN = 0x1
export const EPOLLOUT = 0x4
export const EPOLLERR = 0x8
export const EPOLL_CLOEXEC = 0o2000000
export const EPOLL_CTL_ADD = 1
export const EPOLL_CTL_DEL = 2

export const EINTR = 4
export const EBADF = 9
export const EAGAIN = 11
export const EINPROGRESS = 115

export const SO_EE_ORIGIN_LOCAL = 1
export const SO_EE_ORIGIN_ICMP = 2
export const SO_EE_ORIGIN_ICMP6 = 3

/** `struct epoll_event`: packed on x86-64 only (linux/eventpoll.h, EPOLL_PACKED). */
export const epollEvent = (arch: string) => (arch === 'x64' ? { size: 12, data: 4 } : { size: 16, data: 8 })

/** `struct msghdr` and `struct iovec` of a 64-bit program; the upper halves of what musl has as int stay zero. */
export const MSGHDR = {
  size: 56,
  name: 0,
  nameLength: 8,
  iov: 16,
  iovLength: 24,
  control: 32,
  controlLength: 40,
} as const
export const IOVEC = { size: 16, base: 0, length: 8 } as const
/** `struct cmsghdr`: length with header, level, type; the data follow, and the next header is aligned to 8. */
export const CMSGHDR = { size: 16, length: 0, level: 8, type: 12 } as const

/** `struct sock_extended_err` (linux/errqueue.h); the address of the sender follows it (SO_EE_OFFENDER). */
export const EXTENDED_ERROR = { size: 16, errno: 0, origin: 4, type: 5, code: 6, info: 8 } as const

/** `struct tcp_info` (linux/tcp.h); total_retrans is there since 2.6. The smoothed round trip is in microseconds. */
export const TCP_INFO_LAYOUT = { state: 0, rtt: 68, totalRetrans: 100, least: 104 } as const

/** The two structures that hold an address with a port. */
export const SOCKADDR_IN_SIZE = 16
export const SOCKADDR_IN6_SIZE = 28
