/** Silent ports are all there, or none: one that is missing would be closed, and closed is a pass before the install. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { SilentPorts } from '../../../main/standin/silent-ports.ts'

const ADDRESS = '127.88.0.13'

test('a port that is taken is named, and nothing is left listening; once it is free all are silent', async () => {
  const holder = createServer().listen(0, ADDRESS)
  await once(holder, 'listening')
  const taken = holder.address()
  const port = typeof taken === 'object' ? (taken?.port ?? 0) : 0
  const free = { address: '127.88.0.14', port }
  const ports = [free, { address: ADDRESS, port }]
  await expect(SilentPorts.open(ports)).rejects.toMatchObject({ code: 'EADDRINUSE', address: ADDRESS, port })

  const other = createServer().listen(port, free.address)
  await once(other, 'listening')
  for (const server of [holder, other]) await new Promise((resolve) => server.close(resolve))
  const silent = await SilentPorts.open(ports)
  try {
    expect(silent.working).toEqual(ports)
  } finally {
    await silent.close()
  }
})
