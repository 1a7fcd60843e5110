"""Stand-in on a node: listens on free ports, proves who it is, and counts what arrives.

Run as `python3 -c`, so nothing is written to the disk of the node. Speaks JSON lines: the first line on stdin starts it, each further
one is a sign of life. Ends when stdin ends, when no line came for 8 seconds, and by SIGHUP or SIGTERM. Python 3.6 or newer, standard
library only; stand_in.pl does the same where there is no Python.
"""
import errno, hashlib, hmac, json, os, selectors, signal, socket, struct, sys, time
from binascii import hexlify, unhexlify

LONGEST_SILENCE_S = 8  # of the one who started us; heartbeats come twice a second
LONGEST_TALK_S = 2.0
MOST_BYTES = 256  # of a client that says anything but a nonce
MOST_TALKS = 256
MOST_KEYS = 50000  # SYNs remembered; beyond that nothing is counted any more, and that is said
MOST_UNSENT = 4 << 20
BACKLOG = 4096  # the system cuts it to net.core.somaxconn
POLL_S = 0.1
PUSH_S = 0.5
ROWS_PER_LINE = 500
WORD = b"PSM-PREFLIGHT/1"

# Where nobody reads us any more, or a write blocks: the default action of SIGALRM ends the process whatever it does.
signal.alarm(LONGEST_SILENCE_S)
for name in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
    signal.signal(name, signal.SIG_DFL)

sel = selectors.DefaultSelector()
unsent = bytearray()
control = bytearray()
started = None
secret = b""
name_word = b""
listeners = []
talks = {}
ports = set()
own = set()
senders = set()
before = set()  # (port, source, source port): connections that were there when it started
rows = {}  # (port, source) -> [accepted, answered, brief, syns at the listener, syns on the wire]
changed = set()
seen = [set(), set()]  # (port, source, source port): at the listener, on the wire
wires = []
proc_files = []
questions = []
state = {"full": False, "pushed": 0.0, "most_waiting": 0}


def plain(address):
    """IPv4 that came through an IPv6 socket as IPv4, and no zone: as the other end writes it."""
    address = address.split("%")[0]
    return address[7:] if address.lower().startswith("::ffff:") and "." in address else address


def send(message):
    unsent.extend(json.dumps(message, separators=(",", ":")).encode() + b"\n")
    if len(unsent) > MOST_UNSENT:
        os._exit(1)
    flush()


def flush():
    while unsent:
        try:
            del unsent[: os.write(1, unsent[:65536])]
        except BlockingIOError:
            return
        except OSError:
            os._exit(0)


def row_of(port, source):
    row = rows.get((port, source))
    if row is None:
        row = rows[(port, source)] = [0, 0, 0, 0, 0]
    changed.add((port, source))
    return row


def note_syn(place, port, source, source_port):
    """Each source port is one SYN, however often the kernel repeats it."""
    key = (port, source, source_port)
    if key in seen[place] or state["full"]:
        return
    if len(seen[place]) >= MOST_KEYS:
        state["full"] = True
        return
    seen[place].add(key)
    row_of(port, source)[3 + place] += 1


def listen(address, port):
    """State and error name of the port. A port that anybody else holds is left alone."""
    try:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        return "error", errno.errorcode.get(error.errno, "UNKNOWN")
    try:
        listener.setblocking(False)
        # Connections of a stand-in that ended a moment ago are nobody's service; a listener still is (Linux).
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(socket.getaddrinfo(address, port, family, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)[0][4])
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        word = errno.errorcode.get(error.errno, "UNKNOWN")
        return {"EADDRINUSE": "taken", "EACCES": "denied"}.get(word, "error"), word
    listeners.append((listener, port))
    sel.register(listener, selectors.EVENT_READ, lambda: accept(listener, port))
    return "listening", None


def accept(listener, port):
    while True:
        try:
            talk, peer = listener.accept()
        except OSError:
            return
        source = plain(peer[0])
        row_of(port, source)[0] += 1
        note_syn(0, port, source, peer[1])
        if len(talks) >= MOST_TALKS:
            talk.close()
            continue
        greet(talk, port, source, peer[1])


def greet(talk, port, source, source_port):
    nonce = hexlify(os.urandom(16))
    try:
        talk.setblocking(False)
        here = talk.getsockname()
        talk.send(b" ".join([WORD, name_word, nonce]) + b"\n")
    except OSError:
        row_of(port, source)[2] += 1
        talk.close()
        return
    ends = [source, str(source_port), plain(here[0]), str(here[1])]
    talks[talk] = {"nonce": nonce, "ends": ends, "heard": b"", "until": time.monotonic() + LONGEST_TALK_S, "port": port}
    sel.register(talk, selectors.EVENT_READ, lambda: hear(talk))


def hang_up(talk, brief=False):
    told = talks.pop(talk, None)
    if told is None:
        return
    if brief and not told["heard"]:
        row_of(told["port"], told["ends"][0])[2] += 1
    sel.unregister(talk)
    talk.close()


def hear(talk):
    told = talks[talk]
    try:
        data = talk.recv(MOST_BYTES)
    except BlockingIOError:
        return
    except OSError:
        data = b""
    if not data:
        return hang_up(talk, True)
    told["heard"] += data
    line, end, _ = told["heard"].partition(b"\n")
    if len(told["heard"]) >= MOST_BYTES or (not end and len(line) > 32):
        return hang_up(talk)
    if not end:
        return
    if len(line) == 32 and all(byte in b"0123456789abcdef" for byte in line):
        answer(talk, told, line)
    hang_up(talk)


def answer(talk, told, theirs):
    ends = [word.encode() for word in told["ends"]]
    text = WORD + b"\n" + b"\n".join([name_word, told["nonce"], theirs] + ends)
    signature = hmac.new(secret, text, hashlib.sha256).hexdigest().encode()
    try:
        talk.send(b" ".join(ends + [signature]) + b"\n")
        row_of(told["port"], told["ends"][0])[1] += 1
    except OSError:
        pass


def hex_address(word):
    """An address as /proc/net/tcp writes it: words of 32 bits in the order of this machine."""
    raw = b"".join(struct.pack("=I", int(word[at : at + 8], 16)) for at in range(0, len(word), 8))
    return plain(socket.inet_ntop(socket.AF_INET6 if len(raw) == 16 else socket.AF_INET, raw))


def held_connections(only=None):
    """(port, address, source port, state) of the connections that the kernel here has, or of those in one state; None: nobody can look."""
    if not proc_files:
        return None
    found = []
    for path in proc_files:
        try:
            with open(path) as table:
                lines = table.readlines()
        except OSError:
            return None
        for line in lines:
            words = line.split(None, 4)
            # The heading; 0A: a listener.
            if len(words) < 4 or words[0] == "sl" or words[3] == "0A" or only not in (None, words[3]):
                continue
            address, theirs = words[2].split(":")
            found.append((int(words[1][-4:], 16), hex_address(address), int(theirs, 16), words[3]))
    return found


def poll_half_open():
    """A SYN whose handshake is not complete stays in SYN_RECV (03) for many seconds: looked at ten times a second, none is missed."""
    waiting = {}
    for port, address, source_port, _ in held_connections("03") or ():
        if port in ports:
            waiting[port] = waiting.get(port, 0) + 1
            note_syn(0, port, address, source_port)
    # Beyond that the kernel answers by SYN cookies, or not at all, and keeps nothing that could be counted.
    if waiting and max(waiting.values()) >= state["most_waiting"]:
        state["full"] = True


def setting(name, otherwise):
    try:
        with open("/proc/sys/net/" + name) as file:
            return int(file.read())
    except (OSError, ValueError):
        return otherwise


def most_waiting():
    """Half-open connections that a listener keeps here; 0 where it keeps none, for every SYN is answered by a cookie."""
    cookies = setting("ipv4/tcp_syncookies", 1)
    without = setting("ipv4/tcp_max_syn_backlog", 128) * 3 // 4 if cookies == 0 else BACKLOG
    return 0 if cookies == 2 else min(BACKLOG, setting("core/somaxconn", 128), without)


def holds(port, source, source_port):
    """Whether the kernel here holds a connection from there; None where that cannot be told."""
    found = held_connections()
    if found is None:
        return None
    there = [connection for connection in found if connection[0] == port]
    states = [state for _, address, theirs, state in there if address == source and theirs == source_port]
    # 03: no third packet yet, or its program waits for data first (TCP_DEFER_ACCEPT); 06: it has ended, maybe a moment ago.
    if states:
        return any(state not in ("03", "06") for state in states) or None
    # One that began meanwhile, and comes from no sender of the run, may be this one with its address rewritten.
    strange = any(address not in senders and (_port, address, theirs) not in before for _port, address, theirs, _ in there)
    return None if strange else False


def came(place, port, source_ports):
    """From where SYNs with these source ports came: NAT gives them another address, and mostly leaves the port."""
    return sorted([source, theirs] for at, source, theirs in seen[place] if at == port and theirs in source_ports)


def bpf(*steps):
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


# Classic BPF on the network header: TCP, no later fragment (IPv4), SYN without ACK.
SYN_V4 = bpf(
    (0x30, 0, 0, 9), (0x15, 0, 7, 6), (0x28, 0, 0, 6), (0x45, 5, 0, 0x1FFF), (0xB1, 0, 0, 0),
    (0x50, 0, 0, 13), (0x54, 0, 0, 0x12), (0x15, 0, 1, 2), (0x06, 0, 0, 128), (0x06, 0, 0, 0),
)
SYN_V6 = bpf(
    (0x30, 0, 0, 6), (0x15, 0, 4, 6), (0x30, 0, 0, 53), (0x54, 0, 0, 0x12), (0x15, 0, 1, 2), (0x06, 0, 0, 128), (0x06, 0, 0, 0),
)


def open_wire(protocol, program):
    """Sees what arrives before any firewall of this machine does. Needs CAP_NET_RAW."""
    import ctypes

    wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(protocol))
    buffer = ctypes.create_string_buffer(program)
    wire.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HL", len(program) // 8, ctypes.addressof(buffer)))  # SO_ATTACH_FILTER
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    wire.setblocking(False)
    wires.append(wire)
    sel.register(wire, selectors.EVENT_READ, lambda: hear_wire(wire))


def hear_wire(wire):
    while True:
        try:
            packet, where = wire.recvfrom(128)
        except OSError:
            # PACKET_STATISTICS: what came faster than it was read is missing.
            if struct.unpack("II", wire.getsockopt(263, 6, 8))[1] > 0:
                state["full"] = True
            return
        # 3: for another machine; 4: our own, on its way out. A packet that came before the filter was set may be anything.
        if where[2] in (3, 4) or len(packet) < 40:
            continue
        v4 = packet[0] >> 4 == 4
        start = (packet[0] & 15) * 4 if v4 else 40
        if packet[9 if v4 else 6] != 6 or len(packet) < start + 14 or packet[start + 13] & 0x12 != 2:
            continue
        source, target = (packet[12:16], packet[16:20]) if v4 else (packet[8:24], packet[24:40])
        family = socket.AF_INET if v4 else socket.AF_INET6
        source_port, port = struct.unpack("!HH", packet[start : start + 4])
        if port in ports and socket.inet_ntop(family, target) in own:
            note_syn(1, port, socket.inet_ntop(family, source), source_port)


def start(order):
    global secret, name_word, started
    secret = unhexlify(order["secret"])
    name_word = order["name"].encode()
    ports.update(order["ports"])
    own.update(plain(address) for address in order["addresses"])
    senders.update(plain(address) for address in order["senders"])
    for path in ("/proc/net/tcp", "/proc/net/tcp6"):
        if os.access(path, os.R_OK):
            proc_files.append(path)
    state["most_waiting"] = most_waiting()
    state["full"] = state["most_waiting"] == 0
    before.update(connection[:3] for connection in held_connections() or () if connection[0] in ports)
    why = ""
    try:
        open_wire(0x0800, SYN_V4)
        open_wire(0x86DD, SYN_V6)
    except Exception as error:  # No such family, no right, no ctypes: all the same, and said.
        why = "%s: %s" % (type(error).__name__, error)
        while wires:
            wire = wires.pop()
            sel.unregister(wire)
            wire.close()
    found = [[a, p] + list(listen(a, p)) for a in order["addresses"] for p in order["ports"]]
    started = True
    send({"t": "ready", "ports": found, "listener": bool(proc_files), "wire": bool(wires), "why": why, "uid": os.getuid()})


def look():
    """What has arrived and was not looked at yet."""
    for listener, port in listeners:
        accept(listener, port)
    for wire in wires:
        hear_wire(wire)
    poll_half_open()


def tell(number=0):
    keys = sorted(changed)
    changed.clear()
    state["pushed"] = time.monotonic()
    while True:
        part, keys = keys[:ROWS_PER_LINE], keys[ROWS_PER_LINE:]
        told = [[port, source] + rows[(port, source)] for port, source in part]
        send({"t": "counts", "id": 0 if keys else number, "full": state["full"], "rows": told})
        if not keys:
            return


def read_control():
    try:
        data = os.read(0, 65536)
    except BlockingIOError:
        return
    if not data:
        os._exit(0)
    control.extend(data)
    while b"\n" in control:
        line, _, rest = bytes(control).partition(b"\n")
        control[:] = rest
        obey(json.loads(line.decode()))
    if len(control) > 1 << 20:
        os._exit(2)
    if questions:
        # Once for all who ask at the same moment.
        look()
        while questions:
            tell(questions.pop(0))


def obey(order):
    signal.alarm(LONGEST_SILENCE_S)
    if order["t"] == "start" and not started:
        start(order)
    elif order["t"] == "counts" and started:
        questions.append(order["id"])
    elif order["t"] == "held" and started:
        send({"t": "held", "id": order["id"], "held": holds(order["port"], order["source"], order["sourcePort"])})
    elif order["t"] == "came" and started:
        told = [came(place, order["port"], order["sourcePorts"]) for place in (0, 1)]
        send({"t": "came", "id": order["id"], "listener": told[0], "wire": told[1]})
    elif order["t"] == "end":
        os._exit(0)


os.set_blocking(0, False)
os.set_blocking(1, False)
sel.register(0, selectors.EVENT_READ, read_control)
polled = 0.0
while True:
    for key, _ in sel.select(POLL_S):
        # Another one of the same turn may have closed it.
        if key.fd in sel.get_map():
            key.data()
    now = time.monotonic()
    flush()
    if not started:
        continue
    for talk in [talk for talk, told in talks.items() if told["until"] < now]:
        hang_up(talk)
    if now - polled >= POLL_S:
        polled = now
        poll_half_open()
    if changed and now - state["pushed"] >= PUSH_S:
        tell()
