/** A time server for each address that it is given, which behaves as it is told. Prints `ready` once all of them listen. */
import { createSocket } from 'node:dgram'

const EPOCH = 2_208_988_800n
/** { address: { shiftMs, stratum, leap, reference, silent } } */
const servers = Object.entries(JSON.parse(process.argv[2] ?? '{}'))
let left = servers.length

const fixed = (unixMs) => ((BigInt(Math.round(unixMs)) + EPOCH * 1000n) << 32n) / 1000n

for (const [address, { shiftMs = 0, stratum = 2, leap = 0, reference = '', silent = false }] of servers) {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    if (silent || query.length < 48) return
    const answer = Buffer.alloc(48)
    answer[0] = (leap << 6) | 0x24
    answer[1] = stratum
    answer.write(reference, 12, 'latin1')
    query.copy(answer, 24, 40, 48)
    for (const at of [32, 40]) answer.writeBigUInt64BE(fixed(Date.now() + shiftMs), at)
    socket.send(answer, from.port, from.address)
  })
  socket.bind(123, address, () => {
    left -= 1
    if (left === 0) process.stdout.write('ready\n')
  })
}
