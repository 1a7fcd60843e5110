# Questions about the node itself and about others that a connect does not answer: addresses, routes, names, echoes, the time. Part 2.
import random
import threading

# <linux/rtnetlink.h>
RTM_GETADDR, RTM_NEWADDR, NLMSG_DONE, DUMP = 22, 20, 3, 0x301
IFA_ADDRESS, IFA_LOCAL = 1, 2
MOST_ADDRESSES = 500
# Seconds between 1900 and 1970 (RFC 5905 §6).
NTP_EPOCH = 2208988800


def addresses():
    """Every address of this node with the interface that holds it, from the kernel itself; None where that is not Linux."""
    if not LINUX:
        return None
    found = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as link:
        link.settimeout(1)
        link.bind((0, 0))
        link.send(struct.pack('IHHIIB3xi', 24, RTM_GETADDR, DUMP, 1, 0, 0, 0))
        while True:
            data = link.recv(65536)
            while len(data) >= 16:
                length, kind = struct.unpack_from('IH', data)
                if kind == NLMSG_DONE or length < 16:
                    return found[:MOST_ADDRESSES]
                if kind == RTM_NEWADDR:
                    found.extend(read_address(data[16:length]))
                data = data[(length + 3) & ~3:]


def read_address(message):
    family, length, _, _, index = struct.unpack_from('BBBBi', message)
    if family not in (socket.AF_INET, socket.AF_INET6):
        return
    values, at = {}, 8
    while at + 4 <= len(message):
        size, kind = struct.unpack_from('HH', message, at)
        if size < 4:
            break
        values[kind] = message[at + 4:at + size]
        at += (size + 3) & ~3
    # Of a point-to-point link IFA_ADDRESS is the other end.
    value = values.get(IFA_LOCAL, values.get(IFA_ADDRESS))
    if value:
        try:
            name = socket.if_indextoname(index)
        except OSError:
            name = None
        yield {'address': socket.inet_ntop(family, value), 'prefix': length, 'interface': name}


def route(address, source):
    """How this node would reach an address: a UDP connect() looks it up and sends nothing."""
    try:
        with socket.socket(family_of(address), socket.SOCK_DGRAM) as sock:
            if source is not None:
                sock.bind(end_of(source, 0))
            sock.connect(end_of(address, 9))
            from_address = sock.getsockname()[0].split('%')[0]
    except OSError as error:
        return {'sourceAddress': None, 'interface': None, 'errno': name_of(error.errno)}
    known = {one['address']: one['interface'] for one in addresses() or []}
    own = known.get(from_address, 'lo' if from_address.startswith('127.') else None)
    return {'sourceAddress': from_address, 'interface': own, 'errno': None}


def read_lines(path):
    try:
        with open(path) as file:
            return file.read(262144).splitlines()
    except (OSError, ValueError):
        return []


def gateways():
    found = []
    for line in read_lines('/proc/net/route')[1:]:
        parts = line.split()
        # Flags 3: up, by a gateway. Numbers are in the byte order of the machine.
        if len(parts) > 7 and parts[1] == '00000000' and parts[7] == '00000000' and int(parts[3], 16) & 3 == 3:
            number = struct.pack('=I', int(parts[2], 16))
            found.append({'address': socket.inet_ntop(socket.AF_INET, number), 'interface': parts[0]})
    for line in read_lines('/proc/net/ipv6_route'):
        parts = line.split()
        if len(parts) > 9 and parts[0] == '0' * 32 and parts[1] == '00' and parts[4] != '0' * 32:
            number = bytes.fromhex(parts[4])
            found.append({'address': socket.inet_ntop(socket.AF_INET6, number), 'interface': parts[9]})
    return found[:16]


def facts():
    mtus = []
    if LINUX:
        for name in sorted(os.listdir('/sys/class/net'))[:64] if os.path.isdir('/sys/class/net') else []:
            lines = read_lines('/sys/class/net/%s/mtu' % name)
            if lines and lines[0].isdigit():
                mtus.append({'interface': name, 'mtu': int(lines[0])})
    system = os.uname()
    return {
        'hostname': socket.gethostname()[:255],
        'userId': os.getuid(),
        'system': system.sysname,
        'kernel': system.release,
        'python': '.'.join(str(part) for part in sys.version_info[:3]),
        'unixMs': time.time() * 1000,
        'gateways': gateways(),
        'mtus': mtus,
    }


def resolve(name, done):
    """In a thread of its own, because the system's resolver blocks. `done` is called from there."""

    def look():
        try:
            seen = socket.getaddrinfo(name, None, 0, socket.SOCK_STREAM)
            done({'addresses': sorted({one[4][0] for one in seen})[:64], 'error': None})
        except socket.gaierror as error:
            names = [key for key in dir(socket) if key.startswith('EAI_') and getattr(socket, key) == error.errno]
            done({'addresses': [], 'error': names[0] if names else 'EAI_FAIL'})
        except (OSError, ValueError):
            done({'addresses': [], 'error': 'EAI_FAIL'})

    threading.Thread(target=look, daemon=True).start()


class Exchange:
    """One packet sent and its answer waited for: the ground of echoes and time queries. `done` takes what is known at the end."""

    def __init__(self, wanted, watch, done):
        self.watch, self.done = watch, done
        self.sock = None
        self.until = now() + wanted['waitMs']
        try:
            self.sock = self.make(wanted)
            self.sock.setblocking(False)
            keep_errors(self.sock, 1)
            self.sock.connect(end_of(wanted['address'], wanted.get('port', 0)))
            self.sent = now()
            self.ask()
            self.watch(self, 1)
        except OSError as error:
            self.finish(result='not-sent', errno=name_of(error.errno))

    def ready(self, readable, writable):
        number = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        queued = read_queue(self.sock)
        if queued or number:
            icmp = queued[1] if queued else None
            return self.finish(result='error', errno=name_of(number or queued[0]), icmp=icmp)
        for _ in range(64):
            try:
                data, control = self.sock.recvmsg(2048, 256, socket.MSG_DONTWAIT)[:2]
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                return self.finish(result='error', errno=name_of(error.errno))
            if self.read(data, control):
                return

    def expire(self):
        self.finish(result='silence')

    def finish(self, **what):
        if self.sock is not None:
            self.watch(self, None)
            self.sock.close()
            self.sock = None
        self.done(dict(self.nothing(), **what))


class Echo(Exchange):
    """ICMP echo by a ping socket, or a raw one where those are not allowed and this program is root."""

    def nothing(self):
        return {'result': 'silence', 'by': self.by, 'rttMs': None, 'ttl': None, 'errno': None, 'icmp': None}

    def make(self, wanted):
        self.by = 'ping-socket'
        family = family_of(wanted['address'])
        self.v4 = family == socket.AF_INET
        protocol = socket.IPPROTO_ICMP if self.v4 else socket.IPPROTO_ICMPV6
        try:
            sock = socket.socket(family, socket.SOCK_DGRAM, protocol)
        except OSError as refused:
            try:
                sock = socket.socket(family, socket.SOCK_RAW, protocol)
            except OSError:
                raise refused
            self.by = 'raw'
        if wanted.get('from') is not None:
            sock.bind(end_of(wanted['from'], 0))
        if LINUX:
            set_limit(sock, IP_RECVTTL, IPV6_RECVHOPLIMIT, 1)
        return sock

    def ask(self):
        self.nonce = os.urandom(16)
        head = struct.pack('!BBHHH', 8 if self.v4 else 128, 0, 0, random.getrandbits(16), 1)
        # Of ICMPv6, and of ping sockets, the kernel counts the sum itself.
        head = head[:2] + struct.pack('!H', checksum(head + self.nonce) if self.v4 else 0) + head[4:]
        self.sock.send(head + self.nonce)

    def read(self, data, control):
        ttl = None
        if self.by == 'raw' and self.v4 and len(data) >= 20:
            ttl, data = data[8], data[(data[0] & 15) * 4:]
        for level, kind, value in control:
            if (level, kind) in ((V4, IP_TTL), (V6, IPV6_HOPLIMIT)) and len(value) >= 4:
                ttl = struct.unpack_from('i', value)[0]
        if len(data) < 24 or data[0] != (0 if self.v4 else 129) or data[8:24] != self.nonce:
            return False
        self.finish(result='reply', rttMs=now() - self.sent, ttl=ttl)
        return True


def checksum(data):
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


class Ntp(Exchange):
    """One client query of NTP version 4 (RFC 5905 §7.3, §8)."""

    def nothing(self):
        names = ('stratum', 'leap', 'referenceId', 'offsetMs', 'rttMs', 'errno', 'icmp')
        return dict({name: None for name in names}, result='silence')

    def make(self, wanted):
        sock = socket.socket(family_of(wanted['address']), socket.SOCK_DGRAM)
        if wanted.get('from') is not None:
            sock.bind(end_of(wanted['from'], 0))
        return sock

    def ask(self):
        # Not our time but a random number, which the answer has to quote: nobody who does not see the query can make one up.
        self.nonce = os.urandom(8)
        self.clock = time.time()
        self.sock.send(b'\x23' + bytes(39) + self.nonce)

    def read(self, data, control):
        rtt = now() - self.sent
        if len(data) < 48 or data[0] & 7 != 4 or data[24:32] != self.nonce:
            return False
        received, sent = (seconds(data, at) for at in (32, 40))
        back = self.clock + rtt / 1000
        self.finish(
            result='answered',
            stratum=data[1],
            leap=data[0] >> 6,
            referenceId=data[12:16].hex(),
            # A server that has no time of its own says so by stratum 0, and its stamps mean nothing.
            offsetMs=((received - self.clock) + (sent - back)) * 500 if 0 < data[1] < 16 else None,
            rttMs=rtt,
        )
        return True


def seconds(data, at):
    """A time stamp as seconds since 1970; the era that began in 2036 follows the one of 1900."""
    whole, part = struct.unpack_from('!II', data, at)
    return whole + part / 4294967296 - NTP_EPOCH + (0 if whole & 0x80000000 else 4294967296)
