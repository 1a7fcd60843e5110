/**
 * Appendix B of the PSM Enterprise Edition User Guide, Table 7 "Required port availability", as data.
 * 40 rows, 41 directed rules. `tableText` is the guide's wording; `service` and `purpose` are ours.
 */
import type { Catalogue, CatalogueRow, Direction, DirectionId, Group } from './catalogue.ts'
import { FIELD_KNOWLEDGE } from './field-knowledge.ts'

type RowGroup = CatalogueRow['group']
type RowData = readonly [port: number, service: string, tableText: string, purpose: string]

const GROUPS: readonly Group[] = [
  {
    id: 'user-to-psm',
    title: 'User station → PSM',
    purpose:
      'The browser and the installer reach the PSM nodes through these ports. Without them the cluster cannot be bootstrapped, and nobody can log in.',
  },
  {
    id: 'psm-to-psm',
    title: 'PSM node ↔ PSM node',
    purpose:
      'The nodes elect a leader, replicate their databases and move services among themselves. If any of these ports is blocked in any direction, the cluster does not form or breaks on the first failover.',
  },
  {
    id: 'diagnostics',
    title: 'Diagnostics',
    purpose:
      'penctl and the diagnostics reach the card agents through a reverse proxy. Without it the cards work, but nobody can look inside them when they do not.',
  },
  {
    id: 'dsc-to-psm',
    title: 'DSC → PSM node',
    purpose:
      'The cards register, receive their policy and send health, events and metrics. If one of these ports is blocked, a card is not admitted, or runs without policy updates and without telemetry.',
  },
]

const DIRECTIONS: readonly Direction[] = [
  { id: 'user-to-psm', group: 'user-to-psm', from: 'user-station', to: 'psm-node' },
  { id: 'psm-to-psm', group: 'psm-to-psm', from: 'psm-node', to: 'psm-node' },
  { id: 'psm-to-dsc', group: 'diagnostics', from: 'psm-node', to: 'dsc' },
  { id: 'management-to-psm', group: 'diagnostics', from: 'management-station', to: 'psm-node' },
  { id: 'dsc-to-psm', group: 'dsc-to-psm', from: 'dsc', to: 'psm-node' },
]

const USER_TO_PSM: readonly RowData[] = [
  [22, 'sshd', 'sshd (for node management)', 'Administrators manage the node over SSH.'],
  [80, 'HTTP redirect', 'redirects to 443', 'A browser that asks for http is sent on to https.'],
  [443, 'API gateway', 'ApiGw HTTPS', 'The web interface and the REST API of the PSM.'],
  [
    9001,
    'Cluster bootstrap',
    'Initial POST for cluster bootstrap',
    'The installer forms the cluster with one request.',
  ],
]

const PSM_TO_PSM: readonly RowData[] = [
  [5001, 'etcd (peer)', 'etcd (peer)', 'The cluster database replicates between its members.'],
  [5002, 'etcd (client)', 'etcd (client)', 'Services of every node read and write the cluster database.'],
  [6443, 'Kubernetes API server', 'Kubernetes APIServer', 'Every node asks the leader what it should run.'],
  [7000, 'Citadel', 'Citadel', 'The metrics database replicates between the nodes.'],
  [7087, 'Citadel query', 'Citadel Query', 'Services query the metrics database.'],
  [9002, 'Cluster management', 'Cluster management', 'The nodes invite each other into the cluster.'],
  [9003, 'API server', 'ApiServer', 'Services read and change the configuration of the PSM.'],
  [9004, 'Orchestrator hub', 'Orchestrator Hub', 'Keeps the PSM in step with vCenter and other orchestrators.'],
  [9009, 'Resolver', 'Resolver', 'Tells a service on which node another one runs.'],
  [9010, 'Events manager', 'EventsManager', 'Collects and stores the events of the whole site.'],
  [9011, 'Spyglass', 'Spyglass', 'Answers searches over the configuration.'],
  [9012, 'Events proxy', 'EventsProxy', 'Takes in events and hands them to the events manager.'],
  [9014, 'Cluster leader services', 'CMD Leader Services', 'The nodes report their health to the leader.'],
  [9015, 'Rollout', 'Rollout', 'Coordinates software upgrades of nodes and cards.'],
  [9020, 'TPM', 'TPM', 'Hands the telemetry policies out.'],
  [9030, 'TSM', 'TSM', 'Runs troubleshooting and mirror sessions.'],
  [9051, 'VOS', 'VOS', 'The object store interface for images, logs and captures.'],
  [9200, 'Elastic (client)', 'Elastic (client)', 'Services write and search logs and events.'],
  [9300, 'Elastic (peer)', 'Elastic (peer)', 'The search database replicates between the nodes.'],
  [10250, 'Kubelet', 'Kubelet', 'The leader starts and inspects containers on every node.'],
  [
    10257,
    'Kubernetes controller manager',
    'Kubernetes Controller Manager',
    'Keeps the wanted number of services running.',
  ],
  [10259, 'Kubernetes scheduler', 'Kubernete Scheduler', 'Decides on which node a service runs.'],
  [10777, 'Citadel collector', 'Citadel Collector', 'Takes in metrics for the metrics database.'],
  [19001, 'Minio', 'Minio', 'The object store replicates between the nodes.'],
]

const DIAGNOSTICS: readonly RowData[] = [
  [
    8888,
    'Agent reverse proxy',
    'agent reverse proxy for penctl and diagnostics',
    'penctl and the diagnostics reach the agents of a card.',
  ],
]

const DSC_TO_PSM: readonly RowData[] = [
  [9005, 'NPM', 'NPM', 'The card receives its network policy.'],
  [9009, 'Resolver', 'Resolver', 'The card asks on which node a service runs.'],
  [9010, 'Events manager', 'EventsManager', 'The card reaches the event store.'],
  [9012, 'Events proxy', 'EventsProxy', 'The card sends its events.'],
  [9014, 'Health updates', 'CMD Health Updates', 'The card reports its health to the leader.'],
  [9015, 'Rollout', 'Rollout', 'The card learns of software upgrades.'],
  [9019, 'NIC registration', 'NIC Registration', 'The card asks to be admitted to the cluster.'],
  [9020, 'TPM', 'TPM', 'The card receives its telemetry policies.'],
  [9030, 'TSM', 'TSM', 'The card receives troubleshooting and mirror sessions.'],
  [9051, 'VOS', 'VOS', 'The card fetches images and stores logs.'],
  [10777, 'Citadel collector', 'Citadel Collector', 'The card sends its metrics.'],
]

function rowsOf(group: RowGroup, directions: readonly DirectionId[], data: readonly RowData[]): CatalogueRow[] {
  return data.map(([port, service, tableText, purpose]) => ({
    id: `${group}/${port}`,
    group,
    directions,
    port,
    transport: 'tcp',
    service,
    purpose,
    tableText,
    ...(port === 8888 ? { doubt: DOUBT_8888 } : {}),
  }))
}

const DOUBT_8888 =
  'The table says "From PSM to DSC and from management station to PSM". Field knowledge says that no PSM node listens on 8888: the proxy runs on the card. The row is tested as the table has it; in an operational cluster a closed 8888 on a PSM node may be no fault.'

export const APPENDIX_B: Catalogue = {
  version: `psm-ee-appendix-b/1+field/${FIELD_KNOWLEDGE.version}`,
  source: 'PSM Enterprise Edition User Guide, Appendix B: PSM Operational Network Ports, Table 7',
  groups: GROUPS,
  directions: DIRECTIONS,
  rows: [
    ...rowsOf('user-to-psm', ['user-to-psm'], USER_TO_PSM),
    ...rowsOf('psm-to-psm', ['psm-to-psm'], PSM_TO_PSM),
    ...rowsOf('diagnostics', ['psm-to-dsc', 'management-to-psm'], DIAGNOSTICS),
    ...rowsOf('dsc-to-psm', ['dsc-to-psm'], DSC_TO_PSM),
  ],
  field: FIELD_KNOWLEDGE,
}
