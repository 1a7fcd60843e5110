# Stand-in on a node without Python: the same as stand_in.py beside it, which says more, but for the SYNs on the wire.
# Run as `perl -e`; Perl 5.10 or newer with its core modules. Control lines are ours, so they are read by pattern: JSON::PP came later.
use strict;
use warnings;
use Errno qw(EACCES EADDRINUSE EAGAIN EINTR EWOULDBLOCK);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket;
use Time::HiRes qw(time);

my ($LONGEST_SILENCE_S, $LONGEST_TALK_S, $MOST_BYTES, $MOST_TALKS, $MOST_KEYS) = (8, 2, 256, 256, 50000);
my ($MOST_UNSENT, $BACKLOG, $POLL_S, $PUSH_S, $ROWS_PER_LINE) = (4194304, 4096, 0.1, 0.5, 500);
my $WORD = 'PSM-PREFLIGHT/1';

# The default action of SIGALRM ends the process whatever it does.
alarm $LONGEST_SILENCE_S;
$SIG{$_} = 'DEFAULT' for qw(ALRM HUP TERM INT);
$SIG{PIPE} = 'IGNORE';

my ($unsent, $control, $started, $full, $pushed, $polled) = ('', '', 0, 0, 0, 0);
my ($secret, $name_word, %ports, %senders, %before, $most_waiting, %rows, %changed, %seen, @proc_files, @questions);
my (%listeners, %talks);    # by file number

sub unblock { my ($handle) = @_; fcntl $handle, F_SETFL, (fcntl($handle, F_GETFL, 0) | O_NONBLOCK) }
sub plain { my ($address) = @_; $address =~ s/%.*//; $address =~ s/^::ffff:(?=\d+\.)//i; $address }

sub flush {
    while (length $unsent) {
        my $sent = syswrite STDOUT, $unsent, 65536;
        if (!defined $sent) { return if $! == EAGAIN || $! == EWOULDBLOCK || $! == EINTR; exit 0 }
        substr $unsent, 0, $sent, '';
    }
}

sub say_line {
    my ($line) = @_;
    $unsent .= "$line\n";
    exit 1 if length $unsent > $MOST_UNSENT;
    flush();
}

# [accepted, answered, brief, SYNs at the listener]
sub row_of {
    my ($port, $source) = @_;
    $changed{"$port $source"} = 1;
    return $rows{"$port $source"} ||= [0, 0, 0, 0];
}

sub note_syn {
    my ($port, $source, $source_port) = @_;
    my $key = "$port $source $source_port";
    return if $full || $seen{$key};
    if (keys %seen >= $MOST_KEYS) { $full = 1; return }
    $seen{$key} = 1;
    row_of($port, $source)->[3]++;
}

sub endpoint {
    my ($packed) = @_;
    if (sockaddr_family($packed) == AF_INET) {
        my ($port, $address) = sockaddr_in($packed);
        return (inet_ntoa($address), $port);
    }
    my ($port, $address) = Socket::unpack_sockaddr_in6($packed);
    return (plain(Socket::inet_ntop(Socket::AF_INET6(), $address)), $port);
}

sub listen_on {
    my ($address, $port) = @_;
    my $six = $address =~ /:/;
    return ('error', 'EAFNOSUPPORT') if $six && !Socket->can('pack_sockaddr_in6');
    my $packed = $six ? Socket::inet_pton(Socket::AF_INET6(), $address) : inet_aton($address);
    return ('error', 'EINVAL') if !defined $packed;
    my $family = $six ? Socket::AF_INET6() : AF_INET;
    my $failed = sub {
        my ($word) = grep { $!{$_} } keys %!;
        return ($! == EADDRINUSE ? 'taken' : $! == EACCES ? 'denied' : 'error', $word || 'UNKNOWN');
    };
    my $listener;
    socket $listener, $family, SOCK_STREAM, 0 or return $failed->();
    unblock($listener);
    setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, 1;
    setsockopt $listener, 41, 26, 1 if $six;    # IPPROTO_IPV6, IPV6_V6ONLY (Linux)
    my $local = $six ? Socket::pack_sockaddr_in6($port, $packed) : pack_sockaddr_in($port, $packed);
    bind $listener, $local or return $failed->();
    listen $listener, $BACKLOG or return $failed->();
    $listeners{ fileno $listener } = [$listener, $port];
    return ('listening', undef);
}

sub accept_all {
    my ($listener, $port) = @{ $_[0] };
    while (1) {
        my $talk;
        my $peer = accept $talk, $listener or return;
        my ($source, $source_port) = endpoint($peer);
        row_of($port, $source)->[0]++;
        note_syn($port, $source, $source_port);
        next if keys %talks >= $MOST_TALKS;
        unblock($talk);
        my $nonce = nonce();
        my $here = getsockname $talk;
        my $sent = defined $here && syswrite $talk, "$WORD $name_word $nonce\n";
        if (!$sent) { row_of($port, $source)->[2]++; next }
        my $ends = join ' ', $source, $source_port, endpoint($here);
        $talks{ fileno $talk } =
          { talk => $talk, nonce => $nonce, ends => $ends, heard => '', until => time + $LONGEST_TALK_S, port => $port, source => $source };
    }
}

sub nonce {
    open my $random, '<:raw', '/dev/urandom' or die "no /dev/urandom: $!";
    my $bytes;
    sysread $random, $bytes, 16;
    return unpack 'H*', $bytes;
}

sub hear {
    my ($number) = @_;
    my $told = $talks{$number} or return;
    my $data;
    my $count = sysread $told->{talk}, $data, $MOST_BYTES;
    return if !defined $count && ($! == EAGAIN || $! == EWOULDBLOCK);
    if (!$count) {
        row_of($told->{port}, $told->{source})->[2]++ if $told->{heard} eq '';
        delete $talks{$number};
        return;
    }
    $told->{heard} .= $data;
    if ($told->{heard} =~ /^([0-9a-f]{32})\n/) { answer($told, $1) }
    elsif ($told->{heard} !~ /\n/ && length $told->{heard} <= 32) { return }
    delete $talks{$number};
}

sub answer {
    my ($told, $theirs) = @_;
    my $text = join "\n", $WORD, $name_word, $told->{nonce}, $theirs, split / /, $told->{ends};
    my $signature = Digest::SHA::hmac_sha256_hex($text, $secret);
    row_of($told->{port}, $told->{source})->[1]++ if syswrite $told->{talk}, "$told->{ends} $signature\n";
}

sub hex_address {
    my ($word) = @_;
    my $raw = join '', map { pack 'L', hex } $word =~ /(.{8})/g;
    return inet_ntoa($raw) if length $raw == 4;
    return Socket->can('inet_ntop') ? plain(Socket::inet_ntop(Socket::AF_INET6(), $raw)) : $word;
}

# The connections that the kernel here has, or those in one state; undef where nobody can look.
sub held_connections {
    my ($only) = @_;
    return if !@proc_files;
    my @found;
    for my $path (@proc_files) {
        open my $table, '<', $path or return;
        while (my $line = <$table>) {
            my ($number, $local, $remote, $status) = split ' ', $line, 5;
            # The heading; 0A: a listener.
            next if !defined $status || $number eq 'sl' || $status eq '0A' || (defined $only && $status ne $only);
            my ($address, $theirs) = split /:/, $remote;
            push @found, [hex substr($local, -4), hex_address($address), hex $theirs, $status];
        }
    }
    return \@found;
}

sub poll_half_open {
    my %waiting;
    for (grep { $ports{ $_->[0] } } @{ held_connections('03') || [] }) {
        note_syn(@{$_}[0, 1, 2]);
        # Beyond that the kernel answers by SYN cookies, or not at all, and keeps nothing that could be counted.
        $full = 1 if ++$waiting{ $_->[0] } >= $most_waiting;
    }
}

sub setting {
    my ($name, $otherwise) = @_;
    open my $file, '<', "/proc/sys/net/$name" or return $otherwise;
    my $value = <$file>;
    return defined $value && $value =~ /^(\d+)/ ? $1 : $otherwise;
}

# Half-open connections that a listener keeps here; 0 where it keeps none, for every SYN is answered by a cookie.
sub most_waiting {
    my $cookies = setting('ipv4/tcp_syncookies', 1);
    return 0 if $cookies == 2;
    my $without = $cookies == 0 ? int(setting('ipv4/tcp_max_syn_backlog', 128) * 3 / 4) : $BACKLOG;
    my ($least) = sort { $a <=> $b } $BACKLOG, setting('core/somaxconn', 128), $without;
    return $least;
}

# Whether the kernel here holds a connection from there; null where that cannot be told.
sub holds {
    my ($port, $source, $source_port) = @_;
    my $found = held_connections() or return 'null';
    my @there = grep { $_->[0] == $port } @$found;
    my @same = grep { $_->[1] eq $source && $_->[2] == $source_port } @there;
    # 03: no third packet yet, or its program waits for data first (TCP_DEFER_ACCEPT); 06: it has ended, maybe a moment ago.
    return 'true' if grep { $_->[3] ne '03' && $_->[3] ne '06' } @same;
    return 'null' if @same;
    # One that began meanwhile, and comes from no sender of the run, may be this one with its address rewritten.
    return 'null' if grep { !$senders{ $_->[1] } && !$before{ join ' ', @{$_}[0, 1, 2] } } @there;
    return 'false';
}

# From where SYNs with these source ports came: NAT gives them another address, and mostly leaves the port.
sub came {
    my ($port, @source_ports) = @_;
    my %asked = map { $_ => 1 } @source_ports;
    my @found = grep { $_->[0] == $port && $asked{ $_->[2] } } map { [split / /] } sort keys %seen;
    return join ',', map { sprintf '["%s",%d]', @{$_}[1, 2] } @found;
}

sub start {
    my ($line) = @_;
    my ($key) = $line =~ /"secret":"([0-9a-f]+)"/;
    ($name_word) = $line =~ /"name":"([\w-]+)"/;
    my ($addresses) = $line =~ /"addresses":\[([^\]]*)\]/;
    my ($theirs) = $line =~ /"senders":\[([^\]]*)\]/;
    $senders{ plain($_) } = 1 for $theirs =~ /"([^"]*)"/g;
    my ($numbers) = $line =~ /"ports":\[([^\]]*)\]/;
    $secret = pack 'H*', $key;
    my @ports = split /,/, $numbers;
    @ports{@ports} = (1) x @ports;
    @proc_files = grep { -r } '/proc/net/tcp', '/proc/net/tcp6';
    $most_waiting = most_waiting();
    $full = 1 if !$most_waiting;
    $before{ join ' ', @{$_}[0, 1, 2] } = 1 for @{ held_connections() || [] };
    my @found;
    for my $address ($addresses =~ /"([^"]*)"/g) {
        for my $port (@ports) {
            my ($state, $word) = listen_on($address, $port);
            push @found, sprintf '["%s",%d,"%s",%s]', $address, $port, $state, defined $word ? "\"$word\"" : 'null';
        }
    }
    $started = 1;
    say_line(sprintf '{"t":"ready","ports":[%s],"listener":%s,"wire":false,"why":"perl, not python3","uid":%d}',
        join(',', @found), @proc_files ? 'true' : 'false', $<);
}

sub push_counts {
    my ($number) = @_;
    my @keys = sort keys %changed;
    %changed = ();
    $pushed = time;
    do {
        my @part = splice @keys, 0, $ROWS_PER_LINE;
        my @told = map { my ($port, $source) = split / /; sprintf '[%d,"%s",%d,%d,%d,%d,0]', $port, $source, @{ $rows{$_} } } @part;
        say_line(sprintf '{"t":"counts","id":%d,"full":%s,"rows":[%s]}', @keys ? 0 : $number, $full ? 'true' : 'false', join ',', @told);
    } while @keys;
}

sub obey {
    my ($line) = @_;
    alarm $LONGEST_SILENCE_S;
    my ($type) = $line =~ /"t":"(\w+)"/ or exit 2;
    if ($type eq 'start' && !$started) { start($line) }
    elsif ($type eq 'counts' && $started) {
        my ($number) = $line =~ /"id":(\d+)/;
        push @questions, $number || 0;
    }
    elsif ($type eq 'held' && $started) {
        my ($number, $port, $source, $source_port) = map { $line =~ /"$_":"?([0-9a-fA-F.:]+)/ } qw(id port source sourcePort);
        say_line(sprintf '{"t":"held","id":%d,"held":%s}', $number, holds($port, $source, $source_port));
    }
    elsif ($type eq 'came' && $started) {
        my ($number, $port) = map { $line =~ /"$_":(\d+)/ } qw(id port);
        my ($source_ports) = $line =~ /"sourcePorts":\[([^\]]*)\]/;
        say_line(sprintf '{"t":"came","id":%d,"listener":[%s],"wire":[]}', $number, came($port, split /,/, $source_ports));
    }
    elsif ($type eq 'end') { exit 0 }
}

# What has arrived is looked at once for all who ask at the same moment.
sub answer_questions {
    accept_all($_) for values %listeners;
    poll_half_open();
    push_counts(shift @questions) while @questions;
}

sub read_control {
    my $count = sysread STDIN, $control, 65536, length $control;
    return if !defined $count && ($! == EAGAIN || $! == EWOULDBLOCK);
    exit 0 if !$count;
    obey($1) while $control =~ s/^([^\n]*)\n//;
    answer_questions() if @questions;
    exit 2 if length $control > 1048576;
}

if (!eval { require Digest::SHA; 1 }) {
    print "{\"t\":\"failed\",\"why\":\"perl has no Digest::SHA\"}\n";
    exit 3;
}
unblock(\*STDIN);
unblock(\*STDOUT);
while (1) {
    my $asked = '';
    vec($asked, $_, 1) = 1 for 0, keys %listeners, keys %talks;
    my $ready = $asked;
    my $count = select $ready, undef, undef, $POLL_S;
    if ($count > 0) {
        read_control() if vec $ready, 0, 1;
        for my $number (keys %listeners) { accept_all($listeners{$number}) if vec $ready, $number, 1 }
        for my $number (keys %talks) { hear($number) if vec $ready, $number, 1 }
    }
    flush();
    next if !$started;
    my $now = time;
    for my $number (keys %talks) { delete $talks{$number} if $talks{$number}{until} < $now }
    if ($now - $polled >= $POLL_S) { $polled = $now; poll_half_open() }
    push_counts(0) if %changed && $now - $pushed >= $PUSH_S;
}
