/** What the types and codes of ICMP and ICMPv6 say, in the words of the registries of IANA. */

const unreachable4: Readonly<Record<number, string>> = {
  0: 'network unreachable',
  1: 'host unreachable',
  2: 'protocol unreachable',
  3: 'port unreachable',
  4: 'fragmentation needed',
  5: 'source route failed',
  6: 'network unknown',
  7: 'host unknown',
  8: 'source host isolated',
  9: 'network administratively prohibited',
  10: 'host administratively prohibited',
  11: 'network unreachable for this type of service',
  12: 'host unreachable for this type of service',
  13: 'communication administratively prohibited',
  14: 'host precedence violation',
  15: 'precedence cutoff',
}

const unreachable6: Readonly<Record<number, string>> = {
  0: 'no route to destination',
  1: 'communication administratively prohibited',
  2: 'beyond scope of source address',
  3: 'address unreachable',
  4: 'port unreachable',
  5: 'source address failed policy',
  6: 'reject route to destination',
  7: 'error in source routing header',
}

export const icmp = {
  unreachable4,
  unreachable6,
  sourceQuench: 'source quench',
  redirect: 'redirect',
  reassembly: 'fragment reassembly time exceeded',
  ttl: 'TTL exceeded in transit',
  hopLimit: 'hop limit exceeded in transit',
  parameter: 'parameter problem',
  tooBig: 'packet too big',
  unnamed: (type: number, code: number) => `type ${type} code ${code}`,
  /** "communication administratively prohibited (ICMP type 3, code 13)" */
  numbered: (words: string, name: string, type: number, code: number) =>
    `${words} (${name} type ${type}, code ${code})`,
}
