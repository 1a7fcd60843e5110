/** ICMP and ICMPv6 errors in words. RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7, RFC 4443, RFC 4291 and the registries of IANA. */

const UNREACHABLE_4: Readonly<Record<number, string>> = {
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

const UNREACHABLE_6: Readonly<Record<number, string>> = {
  0: 'no route to destination',
  1: 'communication administratively prohibited',
  2: 'beyond scope of source address',
  3: 'address unreachable',
  4: 'port unreachable',
  5: 'source address failed policy',
  6: 'reject route to destination',
  7: 'error in source routing header',
}

/** "communication administratively prohibited"; for numbers without a name "type 3 code 99". */
export function icmpWords(version: 4 | 6, type: number, code: number): string {
  const named = version === 4 ? words4(type, code) : words6(type, code)
  return named ?? `type ${type} code ${code}`
}

function words4(type: number, code: number): string | undefined {
  switch (type) {
    case 3:
      return UNREACHABLE_4[code]
    case 4:
      return 'source quench'
    case 5:
      return 'redirect'
    case 11:
      return code === 1 ? 'fragment reassembly time exceeded' : 'TTL exceeded in transit'
    case 12:
      return 'parameter problem'
    default:
      return undefined
  }
}

function words6(type: number, code: number): string | undefined {
  switch (type) {
    case 1:
      return UNREACHABLE_6[code]
    case 2:
      return 'packet too big'
    case 3:
      return code === 1 ? 'fragment reassembly time exceeded' : 'hop limit exceeded in transit'
    case 4:
      return 'parameter problem'
    default:
      return undefined
  }
}

/** "ICMP 3/13 (communication administratively prohibited)" */
export const icmpName = (version: 4 | 6, type: number, code: number) =>
  `${version === 4 ? 'ICMP' : 'ICMPv6'} ${type}/${code} (${icmpWords(version, type, code)})`
