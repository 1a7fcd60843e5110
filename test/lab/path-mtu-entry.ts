/** What the test of the path MTU calls inside a machine: one module, so that it can be bundled. */
export { pathMtu } from '../../main/probe/icmp/path-mtu.ts'
export { findPing } from '../../main/probe/icmp/system-ping-way.ts'
