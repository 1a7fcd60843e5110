# Attempts: one SYN from one source port each, by a non-blocking socket, and the connection when it is open. Part 1 of the program that
# runs on a node; the parts are joined in the order attempts, questions, prober. Python 3.6 or newer, nothing but its standard library.
import base64
import errno
import os
import socket
import struct
import sys
import time

LINUX = sys.platform.startswith('linux')

# Numbers of Linux (include/uapi), for Pythons that do not name them.
IP_TTL, IP_RECVERR, IP_RECVTTL, IP_MINTTL, IP_BIND_ADDRESS_NO_PORT = 2, 11, 12, 21, 24
IPV6_UNICAST_HOPS, IPV6_RECVERR, IPV6_RECVHOPLIMIT, IPV6_HOPLIMIT, IPV6_MINHOPCOUNT = 16, 25, 51, 52, 73
SO_MEMINFO, TCP_INFO, MSG_ERRQUEUE = 55, 11, 0x2000
V4, V6 = 0, 41
ESTABLISHED, SYN_SENT, SYN_RECV, CLOSE_WAIT = 1, 2, 3, 8

# Bytes of one data line, and the most that waits in a connection on its way to the far end.
PIECE = 12288
MOST_WAITING = 16384
# close() sends a RST and leaves nothing behind, also when this program is killed.
RESET = struct.pack('ii', 1, 0)


def now():
    """Milliseconds on a clock that never jumps."""
    return time.monotonic() * 1000


def name_of(number):
    return errno.errorcode.get(number, 'UNKNOWN')


def family_of(address):
    return socket.AF_INET6 if ':' in address else socket.AF_INET


def end_of(address, port):
    """The address as the system takes it, with its zone where it has one. Asks no name server."""
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return socket.getaddrinfo(address, port, family_of(address), socket.SOCK_STREAM, 0, flags)[0][4]


def set_limit(sock, v4, v6, value):
    """One option that has another name in each family."""
    if sock.family == socket.AF_INET:
        sock.setsockopt(V4, v4, value)
    else:
        sock.setsockopt(V6, v6, value)


def keep_errors(sock, on):
    if LINUX:
        set_limit(sock, IP_RECVERR, IPV6_RECVERR, on)


def read_queue(sock):
    """The ICMP error in the queue of a socket: (errno, description), or None. The kernel keeps there only what quotes this socket's packets."""
    if not LINUX:
        return None
    for _ in range(16):
        try:
            control = sock.recvmsg(128, 512, MSG_ERRQUEUE | socket.MSG_DONTWAIT)[1]
        except OSError:
            return None
        for level, kind, data in control:
            if (level, kind) not in ((V4, IP_RECVERR), (V6, IPV6_RECVERR)) or len(data) < 16:
                continue
            number, origin, icmp_type, code = struct.unpack_from('IBBB', data)
            # 2: ICMP, 3: ICMPv6. Others are this machine's own and have no sender.
            if origin in (2, 3):
                version = 4 if origin == 2 else 6
                return number, {'version': version, 'type': icmp_type, 'code': code, 'reporter': offender(data[16:])}
    return None


def offender(data):
    """The sender of an ICMP error: struct sockaddr behind sock_extended_err."""
    family = struct.unpack_from('H', data)[0] if len(data) >= 8 else 0
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, data[4:8])
    if family == socket.AF_INET6 and len(data) >= 24:
        return socket.inet_ntop(socket.AF_INET6, data[8:24])
    return None


class Attempt:
    """`tell` takes an event; `watch` takes the socket and the events that are waited for (1 read, 2 write, 0 none)."""

    def __init__(self, number, wanted, tell, watch):
        self.number, self.tell, self.watch = number, tell, watch
        self.sock = None
        self.is_open = False
        self.away = False
        self.min_ttl = wanted.get('minTtl')
        self.credit = 0
        self.waiting = b''
        self.ending = False
        self.started = now()
        self.source = [None, None]
        try:
            failed = self.begin(wanted)
        except OSError as error:
            failed = error.errno or errno.EINVAL
        except (ValueError, OverflowError):
            failed = errno.EINVAL
        self.event('sent', t=self.started, source=self.source)
        if failed:
            self.fail(name_of(failed))

    def begin(self, wanted):
        """Sends the SYN. 0, or the error number."""
        address, source = wanted['address'], wanted.get('localAddress')
        end = end_of(address, wanted['port'])
        sock = self.sock = socket.socket(family_of(address), socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.limit(sock, wanted)
        if source is not None:
            if LINUX:
                try:
                    # The port is chosen when the destination is known, so that one port can serve several.
                    sock.setsockopt(V4, IP_BIND_ADDRESS_NO_PORT, 1)
                except OSError:
                    pass
            sock.bind(end_of(source, 0))
        self.started = now()
        result = sock.connect_ex(end)
        self.read_source()
        if result not in (0, errno.EINPROGRESS):
            return result
        self.watch(self, 2)
        return 0

    def limit(self, sock, wanted):
        keep_errors(sock, 1)
        ttl = wanted.get('ttl')
        if LINUX:
            if ttl is not None:
                set_limit(sock, IP_TTL, IPV6_UNICAST_HOPS, ttl)
            if self.min_ttl is not None:
                set_limit(sock, IP_MINTTL, IPV6_MINHOPCOUNT, self.min_ttl)
        elif ttl is not None or self.min_ttl is not None:
            raise OSError(errno.ENOPROTOOPT, 'limits are a thing of Linux here')

    def read_source(self):
        """Also where connect() failed at once: a local firewall may have refused the SYN from a port that was chosen already."""
        try:
            address, port = self.sock.getsockname()[:2]
        except OSError:
            return
        if port:
            self.source = [address.split('%')[0], port]

    def event(self, what, **more):
        self.tell(dict(more, **{'is': what, 'id': self.number}))

    def tcp_info(self):
        """State, retransmissions and round trip in milliseconds; None where they cannot be read."""
        if LINUX:
            try:
                info = self.sock.getsockopt(socket.IPPROTO_TCP, TCP_INFO, 104)
            except OSError:
                info = b''
            if len(info) == 104:
                return info[0], struct.unpack_from('I', info, 100)[0], struct.unpack_from('I', info, 68)[0] / 1000
        return None, None, None

    def ready(self, readable, writable):
        if not self.is_open:
            return self.settle()
        if writable and self.waiting:
            self.send()
        if readable and self.sock is not None and self.credit > 0:
            self.receive()

    def settle(self):
        """
        Reads the error first: emptying the queue can clear it. A SYN that was rejected within connect() itself, as by a local firewall,
        leaves an error in the queue and none on the socket: it was locked then, and goes on connecting.
        """
        number = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        queued = read_queue(self.sock)
        state, retransmits, rtt = self.tcp_info()
        if number == 0 and (self.connected() if state is None else state in (ESTABLISHED, CLOSE_WAIT)):
            return self.succeed(retransmits, rtt)
        icmp = queued[1] if queued and number in (0, queued[0]) else None
        if number:
            return self.fail(name_of(number), icmp, retransmits)
        if queued:
            return self.fail(name_of(queued[0]), icmp, retransmits)
        if state not in (None, SYN_SENT, SYN_RECV):
            self.fail('UNKNOWN', None, retransmits)

    def connected(self):
        try:
            self.sock.getpeername()
            return True
        except OSError:
            return False

    def succeed(self, retransmits, rtt):
        at = now()
        self.is_open = True
        # Also empties the queue: an error that is left in it would wake us for ever.
        try:
            keep_errors(self.sock, 0)
        except OSError:
            pass
        self.read_source()
        # Nothing is read before it is asked for: a server that floods fills its own window.
        self.watch(self, 0)
        self.event('open', t=at, source=self.source, retransmits=retransmits, rtt=rtt or None)

    def fail(self, name, icmp=None, retransmits=None):
        at = now()
        self.close()
        self.event('error', t=at, errno=name, icmp=icmp, retransmits=retransmits)

    def look_away(self):
        """The kernel wakes nobody for a segment that the least TTL turned away: it is counted, as a drop (SK_MEMINFO_DROPS)."""
        if self.away or self.is_open or self.sock is None:
            return
        try:
            memory = self.sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, 36)
        except OSError:
            return
        if len(memory) == 36 and struct.unpack_from('I', memory, 32)[0] > 0:
            self.away = True
            self.event('away')

    def interest(self):
        if self.sock is not None:
            self.watch(self, (1 if self.credit > 0 else 0) | (2 if self.waiting else 0))

    def allow(self, amount):
        self.credit = min(MOST_WAITING, self.credit + amount)
        self.interest()

    def receive(self):
        try:
            data = self.sock.recv(min(self.credit, PIECE))
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self.credit = 0
            self.close()
            return self.event('reset', errno=name_of(error.errno))
        if data:
            self.credit -= len(data)
            self.event('data', data=base64.b64encode(data).decode())
        else:
            self.credit = 0
            self.event('end')
        self.interest()

    def write(self, data):
        self.waiting += data
        if len(self.waiting) > MOST_WAITING:
            self.close()
            return self.event('reset', errno='ENOBUFS')
        self.send()

    def send(self):
        try:
            self.waiting = self.waiting[self.sock.send(self.waiting):]
        except (BlockingIOError, InterruptedError):
            pass
        except OSError as error:
            self.close()
            return self.event('reset', errno=name_of(error.errno))
        if not self.waiting:
            self.event('wrote')
            if self.ending:
                self.shut()
        self.interest()

    def shut(self):
        self.ending = True
        if not self.waiting:
            try:
                self.sock.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def close(self):
        if self.sock is not None:
            self.watch(self, None)
            self.sock.close()
            self.sock = None
