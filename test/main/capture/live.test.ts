/** Real captures by the real tools: on loopback, in a namespace behind a router that rejects, and without the right to capture. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type LiveCapture, type LiveCaptureOptions, startLiveCapture } from '../../../main/capture/live.ts'
import { CaptureReader } from '../../../main/capture/capture-reader.ts'
import { type CaptureToolId, findCaptureTools } from '../../../main/capture/tools.ts'
import { labGate } from '../../lab/lab-gate.ts'
import { withNetwork } from '../../lab/network.ts'
import { nft, threeRouters } from '../../lab/topology.ts'
import { Listeners } from '../../support/loopback.ts'
import { tsharkMissing, tsharkPackets } from '../../support/tshark.ts'

const [SOURCE, DESTINATION, STRANGER] = ['127.67.0.2', '127.67.0.11', '127.67.0.99']
const TOOLS = findCaptureTools()
const isRoot = process.getuid?.() === 0
if (!isRoot || process.platform !== 'linux')
  console.warn('live captures: skipped, because they need root on Linux here')

let folder = ''
const listeners = new Listeners()
const path = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psm-preflight-live-'))
  // A tool that runs as another user must reach its wrapper.
  await chmod(folder, 0o755)
})
afterEach(() => listeners.close())
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A script that runs a tool in some other way. */
async function wrapper(name: string, command: string): Promise<string> {
  await writeFile(path(name), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 })
  return path(name)
}

function toolOf(id: CaptureToolId) {
  const tool = TOOLS.find((t) => t.id === id)
  if (!tool) console.warn(`live capture by ${id}: skipped, because it is not installed`)
  return tool
}

async function capture(changes: Partial<LiveCaptureOptions> & { file: string }): Promise<LiveCapture> {
  const started = await startLiveCapture({
    interfaces: ['lo'],
    sources: [SOURCE],
    destinations: [DESTINATION],
    maxBytes: 1e6,
    ...changes,
  })
  if ('missing' in started) throw new Error(started.missing)
  return started
}

/** From one address to a port of another; resolves however it ends. */
async function dial(port: number, host: string, localAddress: string): Promise<void> {
  const socket = connect({ port, host, localAddress })
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {})
  socket.destroy()
}

const flowsOf = (file: string) =>
  tsharkMissing() === null ? tsharkPackets(file).map((p) => p.flow ?? p.protocols) : null

describe.skipIf(!isRoot || process.platform !== 'linux')('on loopback', () => {
  test.each(['tcpdump', 'dumpcap'] as const)(
    '%s: what it answers is known at once, and only ours is kept',
    async (id) => {
      const tool = toolOf(id)
      if (!tool) return
      const port = await listeners.open(() => {}, DESTINATION)
      const strange = await listeners.open(() => {}, STRANGER)
      const answers = { seen: 0 }
      const file = path(`${id}.pcapng`)
      const live = await capture({ file, tools: [tool], onAnswer: () => (answers.seen += 1) })
      expect(live.evidence(SOURCE, DESTINATION, port)).toBe(null)
      await Promise.all([
        dial(port, DESTINATION, SOURCE),
        dial(17_009, DESTINATION, SOURCE),
        dial(strange, STRANGER, SOURCE),
      ])
      for (let waited = 0; answers.seen < 2 && waited < 100; waited += 1) await sleep(20)
      expect(live.evidence(SOURCE, DESTINATION, port)).toMatchObject({
        syns: 1,
        segments: [{ kind: 'SYN-ACK', hops: 0, mss: 65_495 }],
      })
      const result = await live.stop()
      expect(await live.stop()).toBe(result)
      expect(result).toMatchObject({ file, tool: tool.path, dropped: 0, warning: null })
      expect(result.summary.flows.map((f) => [f.source, f.destination, f.port, f.state])).toEqual([
        [SOURCE, DESTINATION, 17_009, 'refused'],
        [SOURCE, DESTINATION, port, 'completed'],
      ])
      expect(live.evidence(SOURCE, DESTINATION, 17_009)).toMatchObject({
        syns: 1,
        errors: [],
        segments: [{ observer: 'capture', kind: 'RST', ttl: 64, hops: 0, window: 0, mss: null, options: '' }],
      })
      const flows = flowsOf(file)
      expect(flows?.length ?? result.packets).toBe(result.packets)
      for (const flow of flows ?? []) expect(flow).toMatch(/^127\.67\.0\.(2>127\.67\.0\.11|11>127\.67\.0\.2) /)
      expect((await stat(file)).mode & 0o077).toBe(0)
    },
  )

  test('on all interfaces nothing is seen twice', async () => {
    const port = await listeners.open(() => {}, DESTINATION)
    const live = await capture({ file: path('any.pcapng'), interfaces: 'any' })
    await dial(port, DESTINATION, SOURCE)
    const { summary } = await live.stop()
    expect(summary.flows).toMatchObject([{ port, syns: 1, synAcks: 1 }])
    expect(summary.totals.duplicateSyns).toBe(0)
  })

  test('the file is bounded, and that is said', async () => {
    const live = await capture({ file: path('small.pcapng'), maxBytes: 1000 })
    for (let i = 0; i < 20; i += 1) await dial(17_009, DESTINATION, SOURCE)
    const result = await live.stop()
    expect((await stat(path('small.pcapng'))).size).toBeLessThan(1100)
    expect(result.warning).toMatch(/packets more than its file may hold/)
    expect(result.summary.flows[0]?.syns).toBe(20)
  })

  test('a file that cannot be written costs the file, not the evidence', async () => {
    const live = await capture({ file: path('no/such/folder.pcapng') })
    await dial(17_009, DESTINATION, SOURCE)
    const result = await live.stop()
    expect(result).toMatchObject({ file: null, packets: 0 })
    expect(result.warning).toMatch(/cannot write .*ENOENT/)
    expect(result.summary.flows).toMatchObject([{ state: 'refused' }])
  })

  test('it ends at its deadline, and when the check is stopped', async () => {
    const early = await capture({ file: path('early.pcapng'), deadlineMs: 300 })
    await sleep(400)
    expect((await early.stop()).warning).toMatch(/ended by itself/)
    const stop = new AbortController()
    const stopped = await capture({ file: path('stopped.pcapng'), signal: stop.signal })
    stop.abort()
    expect((await stopped.stop()).warning).toMatch(/the check was stopped/)
  })

  test('without the right to capture: which right, and how to get it; nothing is left behind', async () => {
    const drop = 'setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all'
    const tools = await Promise.all(
      TOOLS.map(async (tool) => ({ id: tool.id, path: await wrapper(`as-nobody-${tool.id}`, `${drop} ${tool.path}`) })),
    )
    const file = path('nobody.pcapng')
    const found = await startLiveCapture({
      interfaces: ['lo'],
      sources: [SOURCE],
      destinations: [DESTINATION],
      file,
      maxBytes: 1e6,
      tools,
    })
    expect(found).toMatchObject({ missing: expect.stringMatching(/may not capture as this user: .*setcap/) as unknown })
    expect(existsSync(file)).toBe(false)
  })

  test('a tool that fails gives way to the next; a tool that is not there is told', async () => {
    const [tool] = TOOLS
    if (!tool) return
    const broken = { id: 'tcpdump' as const, path: path('not-here') }
    const live = await capture({ file: path('next.pcapng'), tools: [broken, tool] })
    expect(live.tool).toBe(tool.path)
    await live.stop()
    const none = await startLiveCapture({
      interfaces: ['lo'],
      sources: [],
      destinations: [],
      file: path('none.pcapng'),
      maxBytes: 1e6,
      tools: [broken],
    })
    expect(none).toMatchObject({ missing: expect.stringMatching(/not-here ended: spawn .* ENOENT/) as unknown })
  })

  test('a tool that ends by itself is a capture that is not whole', async () => {
    const tool = toolOf('tcpdump')
    if (!tool) return
    const short = { id: tool.id, path: await wrapper('short', `timeout -s INT 1 ${tool.path}`) }
    const live = await capture({ file: path('short.pcapng'), tools: [short] })
    await sleep(1500)
    expect(await live.stop()).toMatchObject({
      warning: expect.stringMatching(/ended before the check did/) as unknown,
      sawAll: false,
    })
  })

  test.each([
    ['3 packets dropped by kernel', false],
    ['0 packets dropped by kernel', true],
    ['nothing of what it lost', false],
  ])('a tool that tells of %s: saw all is %s', async (said, sawAll) => {
    const tool = toolOf('tcpdump')
    if (!tool) return
    const script = `#!/bin/bash\n${tool.path} "$@" 2> >(sed -u 's/^[0-9]* packets* dropped by .*/${said}/' >&2) &\ntrap 'kill -INT $!' INT TERM\nwait; wait; sleep 0.1\n`
    const teller = path(`teller-${said.slice(0, 1)}`)
    await writeFile(teller, script, { mode: 0o755 })
    const live = await capture({ file: path('told.pcapng'), tools: [{ id: tool.id, path: teller }] })
    expect((await live.stop()).sawAll).toBe(sawAll)
  })
})

describe.skipIf(labGate('live capture in a namespace') !== null)('in a namespace', () => {
  test.each([
    {
      family: 4,
      reject: 'ip daddr 10.77.20.11 tcp dport 443 reject with icmp type admin-prohibited',
      error: { version: 4, type: 3, code: 13, reporter: '10.77.12.2' },
      hosts: ['10.77.20.11', '10.77.20.12'],
      mss: 1460,
    },
    {
      family: 6,
      reject: 'ip6 daddr fd77:20::11 tcp dport 443 reject with icmpv6 type admin-prohibited',
      error: { version: 6, type: 1, code: 1, reporter: 'fd77:12::2' },
      hosts: ['fd77:20::11', 'fd77:20::12'],
      mss: 1440,
    },
  ] as const)('IPv$family: the rejecting router is named, and the answers have their distance', async (lab) => {
    const source = lab.family === 4 ? '10.77.10.10' : 'fd77:10::10'
    const [host, other] = lab.hosts
    await withNetwork(threeRouters(lab.family, { r2: { nft: nft('forward', lab.reject) } }), async (network) => {
      const [tool] = TOOLS
      if (!tool) return
      const inside = await wrapper(`inside-${lab.family}`, `ip netns exec ${network.netns('laptop')} ${tool.path}`)
      const file = path(`lab-${lab.family}.pcapng`)
      const live = await capture({
        file,
        interfaces: ['eth0'],
        sources: [source],
        destinations: [host],
        tools: [{ id: tool.id, path: inside }],
      })
      const dialled = [...[22, 443, 4444].map((port) => `${host}/${port}`), `${other}/22`]
      // The first packet of IPv6 may wait a second for its neighbour.
      const script = dialled.map((to) => `timeout 8 bash -c 'exec 3<>/dev/tcp/${to}'`).join(';')
      await once(network.spawn('laptop', ['bash', '-c', `${script}; true`]), 'close')
      const { summary, warning, packets, sawAll } = await live.stop()
      expect([warning, sawAll]).toEqual([null, true])
      expect(summary.flows.map(({ port, state }) => [port, state])).toEqual([
        [443, 'rejected'],
        [4444, 'refused'],
        [22, 'completed'],
      ])
      const of = (port: number) => live.evidence(source, host, port)
      expect(of(443)?.errors).toEqual([lab.error])
      expect(of(4444)?.segments).toMatchObject([{ kind: 'RST', hops: 3 }])
      expect(of(22)?.segments).toMatchObject([{ kind: 'SYN-ACK', hops: 3, mss: lab.mss }])
      expect(of(443)?.segments).toEqual([])
      const kept = flowsOf(file)
      expect(kept?.length ?? packets).toBe(packets)
      expect(kept?.some((flow) => flow.includes(other)) ?? false).toBe(false)
      const reader = new CaptureReader(() => {})
      reader.push(await readFile(file))
      expect(reader.facts?.comments[0]).toMatch(/^Kept by psm-preflight/)
    })
  })
})
