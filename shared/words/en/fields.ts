/** What is concluded from checks beyond the port table. `to`: a name with its address; `apart`: how far two clocks are apart. */

const KISS: Readonly<Record<string, string>> = {
  DENY: 'it refuses to serve this machine (DENY)',
  RSTR: 'it refuses to serve this machine (RSTR)',
  RATE: 'it wants fewer questions (RATE)',
  INIT: 'it has just been started and has no time yet (INIT)',
  STEP: 'its own clock is being set (STEP)',
}
/** Of two clocks, how the first one stands to the second. */
export type Side = 'behind' | 'ahead'
const SIDE: Record<Side, string> = { behind: 'behind', ahead: 'ahead of' }

export const fields = {
  seconds: (seconds: number, digits: number) => `${seconds.toFixed(digits)} s`,

  echoed: (to: string, source: string, ms: number | null) =>
    `${to} answers the echo of ${source}${ms === null ? '' : ` in ${ms.toFixed(1)} ms`}.`,
  noEcho: (to: string, source: string, target: string, sent: number) =>
    `${to} answered none of ${sent} echoes of ${source}: ICMP echo is dropped between them, or ${target} is down.`,
  echoCapture: (target: string) => `A capture on ${target} (icmp) tells whether the echoes arrive.`,
  echoError: (to: string, source: string, detail: string) =>
    `The echo of ${source} to ${to} came back as an error: ${detail || 'the system did not say which'}.`,
  errorFilter: () => 'A look at the filter of the machine that the error names.',
  echoNotSent: (to: string, source: string, detail: string) =>
    `${source} could not send an echo to ${to}: ${detail || 'the system did not say why'}.`,
  ping: (address: string, source: string) => `The command ping ${address} on ${source}.`,

  ntpSilence: (target: string, source: string, sent: number, ignored: number) =>
    `${target} did not answer ${source} on UDP 123: ${sent} queries.${ignored > 0 ? ` What came instead was no answer to the query (${ignored} packets).` : ''}`,
  ntpError: (target: string, source: string, errno: string | null, detail: string) =>
    `UDP 123 of ${target} cannot be had from ${source}: ${errno ?? 'an error'}${detail === '' ? '' : `, ${detail}`}.`,
  ntpNotSent: (target: string, source: string, why: string | null) =>
    `${source} could not ask ${target} for the time: ${why ?? 'the system did not say why'}.`,
  ntpByHand: (source: string) => `An NTP query from ${source} by hand, such as ntpdate -q or chronyd -Q.`,
  ntpCapture: (target: string, source: string) =>
    `A capture on ${target} (udp port 123) tells whether the query of ${source} arrives.`,
  notBootstrapped: () => 'A node serves no time before it is bootstrapped, so this says nothing of the path.',
  askOperational: () => 'The same question when the cluster is formed (stage operational).',
  kiss: (target: string, reference: string | null) =>
    `${target} answers, but gives no time: ${KISS[reference ?? ''] ?? `it refuses (${reference ?? 'no reason given'})`}.`,
  serverSettings: (target: string) => `A look at the settings of ${target}.`,
  noTime: (target: string, stratum: number | null, leap: number | null) =>
    `${target} answers, but has no time itself: stratum ${stratum ?? 'unknown'}, leap indicator ${leap ?? 'unknown'}.`,
  serverSources: (target: string) => `The sources of ${target} itself (chronyc sources, ntpq -p).`,
  ntpAnswers: (target: string, source: string, stratum: number | null) =>
    `${target} answers ${source}, stratum ${stratum ?? 'unknown'}`,
  unusable: (answers: string) => `${answers}, but tells no time that can be used.`,
  queryLater: () => 'Another query later.',
  clocksNear: (answers: string, apart: string) => `${answers}; their clocks are ${apart} apart.`,
  clocksVague: (answers: string, apart: string) =>
    `${answers}, but so late that their clocks are known only as ${apart} apart.`,
  lessBusy: () => 'The same query when the path is less busy.',
  clocksApart: (answers: string, source: string, apart: string, side: Side, target: string) =>
    `${answers}, but the clock of ${source} is ${apart} ${SIDE[side]} that of ${target}.`,
  thirdClock: (source: string) => `Set the clock of ${source}, or look who is right: a third clock tells.`,

  several: (name: string, source: string, list: string) =>
    `${name} is several addresses on ${source}: ${list}. A node has one.`,
  oneRecord: (name: string) => `Leave one record of ${name} in the DNS, or write its address into the plan.`,
  differs: (name: string, list: string, source: string, others: string, other: string) =>
    `${name} is ${list} on ${source}, but ${others} on ${other}.`,
  hostsFiles: (source: string, other: string) =>
    `The hosts files (/etc/hosts) and name servers of ${source} and ${other}.`,
  bothFamilies: (name: string, source: string, list: string) =>
    `${name} is an IPv4 and an IPv6 address on ${source}: ${list}. Which one is used is left to each program.`,
  oneFamily: () => 'Leave one of the two in the DNS, or write the address into the plan.',
  resolved: (name: string, list: string, source: string) => `${name} is ${list} on ${source}.`,
  unresolved: (name: string, source: string, error: string | null) =>
    `${name} is no address on ${source} (${error ?? 'no address'}).`,
  unknownName: (name: string, source: string, error: string, noAnswer: boolean) =>
    `What ${name} is on ${source} is not known: ${noAnswer ? 'its name servers did not answer' : 'the look-up failed'} (${error}).`,
  nameServers: (source: string, name: string) =>
    `The name servers of ${source} (resolv.conf), and the record of ${name}.`,

  clockNear: (one: string, other: string, apart: string) =>
    `The clock of ${one} is within 1 s of all others; farthest is ${other}, ${apart}.`,
  clockUnknown: (one: string, other: string, apart: string) =>
    `Whether the clocks of ${one} and ${other} are within 1 s cannot be told: ${apart}.`,
  shorterLink: () => 'A link with a shorter round trip, or the command date on both.',
  clockApart: (one: string, apart: string, side: Side, other: string) =>
    `The clock of ${one} is ${apart} ${SIDE[side]} that of ${other}.`,
  setBoth: () => 'Set both by NTP (chronyc tracking, timedatectl).',

  planClear: (network: string) =>
    `Nothing of the plan lies in ${network}, which the nodes use for their own containers.`,
  planInside: (names: readonly string[], network: string, isOne: boolean) =>
    `${names.join(', ')} ${isOne ? 'lies' : 'lie'} in ${network}, which the nodes use for their own containers: a node never reaches ${isOne ? 'it' : 'them'}.`,
  otherNetwork: (isOne: boolean) =>
    `Another address for ${isOne ? 'it' : 'them'}, or another network for the containers of the nodes.`,
  machineClear: (source: string, network: string) =>
    `No network of ${source} lies in ${network}, apart from bridges of its own.`,
  machineInside: (source: string, where: readonly string[], network: string) =>
    `${source} has ${where.join(', ')} in ${network}: what a node answers to an address in there goes to its own containers.`,
  addressOutside: (source: string, network: string) => `An address of ${source} outside ${network}.`,
}
