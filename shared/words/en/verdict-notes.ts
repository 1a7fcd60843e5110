/**
 * What is added to a reason where the plain table of outcomes did not decide the verdict. `source`: where it is known from that the members
 * of a cluster compare addresses.
 */

export const verdictNotes = {
  notNeededYet: (_source: string) => 'Nothing needs to listen there before the install.',
  vmNotReady: (_source: string) =>
    'A fresh PSM VM listens on this port (field knowledge), so the VM does not look ready.',
  notJoined: (_source: string) =>
    'Only a node outside a cluster listens on this port (field knowledge): this node has not joined.',
  runsElsewhere: (_source: string) =>
    'This service runs on one node of the cluster at a time (field knowledge), and is open on another one.',
  standInAnswers: (_source: string) => 'A stand-in answers, so the service does not listen on this port.',
  natBetweenNodes: (source: string) =>
    `The members of the cluster compare addresses (${source}): between nodes there must be no NAT.`,
  otherAddressSeen: (_source: string) => 'Rules and logs at the destination see another address than that of the plan.',
  vmDoesNotListen: (_source: string) =>
    'The path is proven, but a fresh PSM VM listens on this port by itself (field knowledge), and this one does not.',
}
