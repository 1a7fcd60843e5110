# The loop: commands as JSON lines on stdin, events as JSON lines on stdout. Part 3. It ends when stdin ends, or when no line came for
# eight seconds; whatever is open then is reset by the kernel. Waits in one place only, the selector, and keeps nothing on disk.
import json
import selectors

QUIET_MS = 8000
LONGEST_LINE = 65536
# While so much waits for the way back, no more is read, neither of commands nor of connections.
MOST_OUT = 262144
MOST_SOCKETS = 1024
SPARE_DESCRIPTORS = 24
LOOK_AWAY_MS = 10
MOST_NAMES = 8


def most_sockets():
    """What the limit on descriptors leaves, which is raised as far as the system lets everybody raise it."""
    try:
        import resource
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_SOCKETS + SPARE_DESCRIPTORS
        if soft != resource.RLIM_INFINITY and soft < wanted:
            soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return MOST_SOCKETS if soft == resource.RLIM_INFINITY else max(1, min(MOST_SOCKETS, soft - SPARE_DESCRIPTORS))
    except (ImportError, OSError, ValueError):
        return 200


def unseen():
    """What cannot be told from here. Of a TCP socket that still connects, the queue holds ICMP errors since Linux 5.8."""
    if not LINUX:
        return ['ICMP errors, TTLs and retransmissions: they are told by Linux only']
    numbers = [int(''.join(filter(str.isdigit, part)) or 0) for part in os.uname().release.split('-')[0].split('.')[:2]]
    return [] if numbers >= [5, 8] else ['ICMP errors of every attempt: they are told since Linux 5.8']


class Prober:
    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.watched = {}
        self.attempts = {}
        self.exchanges = set()
        self.limited = set()
        self.names = 0
        self.most = most_sockets()
        self.incoming = b''
        self.outgoing = b''
        self.writing = False
        self.reading = True
        self.heard = now()
        for fd in (0, 1):
            os.set_blocking(fd, False)
        # A thread that has resolved a name wakes the loop by it.
        self.woken, self.waker = os.pipe()
        os.set_blocking(self.woken, False)
        self.resolved = []
        self.selector.register(0, selectors.EVENT_READ, self.on_input)
        self.selector.register(self.woken, selectors.EVENT_READ, self.on_woken)

    def tell(self, event):
        for key in ('t', 'rtt'):
            if event.get(key) is not None:
                event[key] = round(event[key], 3)
        self.outgoing += json.dumps(event, separators=(',', ':')).encode() + b'\n'

    def watch(self, owner, events):
        """None: no more, and the socket will be closed."""
        before = self.watched.get(owner, 0)
        wanted = events or 0
        if wanted == before:
            return
        if not before:
            self.selector.register(owner.sock, wanted, owner)
        elif not wanted:
            self.selector.unregister(owner.sock)
        else:
            self.selector.modify(owner.sock, wanted, owner)
        if wanted:
            self.watched[owner] = wanted
        else:
            del self.watched[owner]

    def run(self):
        missing = unseen()
        greeting = {'is': 'hello', 'program': 'psm-preflight-prober', 'version': 1, 't': now(), 'pid': os.getpid()}
        self.tell(dict(greeting, sockets=self.most, missing=missing))
        while True:
            self.flush()
            ready = self.selector.select(self.wait_ms() / 1000)
            full = len(self.outgoing) > MOST_OUT
            for key, events in ready:
                if callable(key.data):
                    key.data()
                elif key.data.sock is not None and not (full and isinstance(key.data, Attempt) and key.data.is_open):
                    key.data.ready(events & 1, events & 2)
                    self.forget(key.data)
            for attempt in list(self.limited):
                attempt.look_away()
                if attempt.away or attempt.is_open or attempt.sock is None:
                    self.limited.discard(attempt)
            at = now()
            for exchange in [one for one in self.exchanges if one.until <= at]:
                exchange.expire()
            if at - self.heard > QUIET_MS:
                leave()

    def wait_ms(self):
        at = now()
        times = [self.heard + QUIET_MS + 1 - at] + [one.until - at for one in self.exchanges]
        if self.limited:
            times.append(LOOK_AWAY_MS)
        # A selector that waits for what is not read meanwhile would return at once, for ever.
        if len(self.outgoing) > MOST_OUT:
            times.append(50)
        return max(0, min(times)) + 0.5

    def forget(self, owner):
        if isinstance(owner, Attempt) and owner.sock is None:
            self.attempts.pop(owner.number, None)

    def flush(self):
        try:
            while self.outgoing:
                self.outgoing = self.outgoing[os.write(1, self.outgoing[:65536]):]
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            leave()
        self.toggle_output(bool(self.outgoing))
        self.toggle_input(len(self.outgoing) <= MOST_OUT)

    def toggle_output(self, on):
        if on != self.writing:
            self.writing = on
            if on:
                self.selector.register(1, selectors.EVENT_WRITE, self.flush)
            else:
                self.selector.unregister(1)

    def toggle_input(self, on):
        """Also for open connections: what is read of them goes the same way."""
        if on == self.reading:
            return
        self.reading = on
        if on:
            self.selector.register(0, selectors.EVENT_READ, self.on_input)
        else:
            self.selector.unregister(0)
        for attempt in self.attempts.values():
            if attempt.is_open and attempt.sock is not None:
                if on:
                    attempt.interest()
                else:
                    self.watch(attempt, 0)

    def on_input(self):
        try:
            data = os.read(0, 65536)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            leave()
        if not data:
            leave()
        self.heard = now()
        lines = (self.incoming + data).split(b'\n')
        self.incoming = lines.pop()
        for line in lines:
            self.obey(line)
        if len(self.incoming) > LONGEST_LINE:
            leave()

    def obey(self, line):
        try:
            command = json.loads(line.decode())
            number, what = command['id'], command['do']
            if not isinstance(number, int) or not hasattr(self, 'do_' + what):
                raise ValueError(what)
            getattr(self, 'do_' + what)(number, command)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.tell({'is': 'refused', 'detail': ('%s: %s' % (type(error).__name__, error))[:200]})

    def on_woken(self):
        try:
            os.read(self.woken, 4096)
        except (BlockingIOError, InterruptedError):
            pass
        while self.resolved:
            number, answer = self.resolved.pop()
            self.names -= 1
            self.answer(number, answer)

    def answer(self, number, value):
        self.tell({'is': 'answer', 'id': number, 'value': value})

    def do_dial(self, number, command):
        if number in self.attempts:
            raise ValueError('number %d is in use' % number)
        if len(self.attempts) + len(self.exchanges) >= self.most:
            at = now()
            self.tell({'is': 'sent', 'id': number, 't': at, 'source': [None, None]})
            return self.tell({'is': 'error', 'id': number, 't': at, 'errno': 'EMFILE', 'icmp': None, 'retransmits': None})
        attempt = Attempt(number, command, self.tell, self.watch)
        if attempt.sock is not None:
            self.attempts[number] = attempt
            if attempt.min_ttl is not None and LINUX:
                self.limited.add(attempt)

    def do_close(self, number, command):
        attempt = self.attempts.pop(number, None)
        if attempt:
            self.limited.discard(attempt)
            attempt.close()

    def opened(self, number):
        attempt = self.attempts.get(number)
        return attempt if attempt and attempt.is_open and attempt.sock is not None else None

    def do_read(self, number, command):
        attempt = self.opened(number)
        if attempt:
            attempt.allow(int(command['bytes']))

    def do_write(self, number, command):
        attempt = self.opened(number)
        if attempt:
            attempt.write(base64.b64decode(command['data']))
            self.forget(attempt)

    def do_end(self, number, command):
        attempt = self.opened(number)
        if attempt:
            attempt.shut()

    def do_look(self, number, command):
        """Answers with a time until which all that happened has been told: what is ready now is read first."""
        at = now()
        for key, events in self.selector.select(0):
            if isinstance(key.data, Attempt) and key.data.sock is not None and not key.data.is_open:
                key.data.ready(events & 1, events & 2)
                self.forget(key.data)
        for attempt in self.limited:
            attempt.look_away()
        self.tell({'is': 'looked', 'id': number, 't': at})

    def do_addresses(self, number, command):
        try:
            self.answer(number, addresses())
        except OSError:
            self.answer(number, None)

    def do_route(self, number, command):
        self.answer(number, route(command['address'], command.get('from')))

    def do_facts(self, number, command):
        self.answer(number, facts())

    def do_resolve(self, number, command):
        if self.names >= MOST_NAMES:
            return self.answer(number, {'addresses': [], 'error': 'EAI_AGAIN'})
        self.names += 1

        def done(answer):
            self.resolved.append((number, answer))
            os.write(self.waker, b'.')

        resolve(command['name'], done)

    def do_echo(self, number, command):
        self.exchange(Echo, number, command)

    def do_ntp(self, number, command):
        self.exchange(Ntp, number, command)

    def exchange(self, kind, number, command):
        if len(self.attempts) + len(self.exchanges) >= self.most:
            raise ValueError('no socket is left')
        holder = []

        def done(value):
            self.exchanges.difference_update(holder)
            self.answer(number, value)

        one = kind(command, self.watch, done)
        holder.append(one)
        if one.sock is not None:
            self.exchanges.add(one)


def leave():
    """At once, whatever threads are doing; the kernel resets what is open."""
    os._exit(0)


Prober().run()
