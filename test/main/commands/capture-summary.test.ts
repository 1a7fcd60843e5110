/** `capture-summary` as a user runs it: text, JSON, plans, and every kind of file that it is handed by mistake. */
import { createReadStream } from 'node:fs'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { captureSummary } from '../../../shared/capture-summary.ts'
import { FLAGS, type Frame, ethernet, icmp, ip4, pcap, tcp } from '../../support/packets.ts'
import { CLI, workplace } from './cli-process.ts'

const work = workplace()
const { SYN, ACK, RST } = FLAGS
const [LAPTOP, PSM1, PSM2] = ['10.77.10.10', '10.77.20.11', '10.77.20.12']

let clock = 1_700_000_000_000_000
const frame = (packet: Buffer): Frame => ({ bytes: ethernet(packet), at: (clock += 1000) })
const syn = (to: string, port: number, from = LAPTOP) => frame(ip4(tcp({ to: port }), { from, to }))
const answer = (from: string, port: number, flags: number, ttl = 62) =>
  frame(ip4(tcp({ from: port, to: 40_000, flags, seq: 5, ack: 1001 }), { from, to: LAPTOP, ttl }))
const ack = (to: string, port: number) =>
  frame(ip4(tcp({ to: port, flags: ACK, seq: 1001, ack: 6 }), { from: LAPTOP, to }))
const rejection = (to: string, port: number) =>
  frame(ip4(icmp(3, 13, ip4(tcp({ to: port }), { from: LAPTOP, to })), { protocol: 1, from: '10.77.12.2', to: LAPTOP }))

const FRAMES = [
  syn(PSM1, 22),
  answer(PSM1, 22, SYN | ACK),
  ack(PSM1, 22),
  syn(PSM1, 443),
  answer(PSM1, 443, RST | ACK, 63),
  syn(PSM1, 80),
  rejection(PSM1, 80),
  syn(PSM2, 22),
  syn(PSM2, 443),
  answer(PSM2, 443, SYN | ACK),
  ack(PSM2, 443),
  syn('10.99.0.1', 8080),
  syn('10.99.0.2', 8080),
]
const PLAN = `version: 1
site: { name: Test }
endpoints:
  - { name: laptop, role: user-station, address: ${LAPTOP}, vantage: local }
  - { name: mgmt, role: management-station, address: ${LAPTOP} }
  - { name: psm-1, role: psm-node, address: ${PSM1} }
  - { name: psm-2, role: psm-node, address: ${PSM2} }
  - { name: dsc-1, role: dsc, address: 10.77.30.21 }
`

beforeAll(async () => {
  await writeFile(work.path('a.pcap'), pcap(FRAMES))
  await writeFile(work.path('a.pcap.gz'), gzipSync(pcap(FRAMES)))
  await writeFile(work.path('cut.pcap'), pcap(FRAMES).subarray(0, 200))
  await writeFile(work.path('plan.yaml'), PLAN)
  await mkdir(work.path('folder'))
})

const parse = (text: string) => captureSummary.parse(JSON.parse(text))

test('text: failed handshakes first, each with its sentence', async () => {
  const { status, stdout, stderr } = await work.cli('capture-summary', 'a.pcap')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('13 packets, 2023-11-14T22:13:20.001Z to')
  expect(stdout).toContain('12 TCP, 1 ICMP')
  expect(stdout).toContain('7 flows: 1 rejected (ICMP) · 3 no answer · 1 refused (RST) · 2 completed')
  const order = ['rejected (ICMP)  10', 'no answer        10', 'refused (RST)    10', 'completed        10']
  const places = order.map((words) => stdout.indexOf(words))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
  expect(stdout).toContain('10.77.12.2 sent ICMP 3/13 (communication administratively prohibited)')
  expect(stdout).toContain('SYN-ACKs of this address come from 3 hops away: another machine seems to have sent it')
})

test('JSON fits its schema, and is the same from a file, a gzip file and stdin', async () => {
  const plain = parse((await work.cli('capture-summary', 'a.pcap', '--json')).stdout)
  expect(plain.flows.map(({ state }) => state)).toEqual([
    'rejected',
    'unanswered',
    'unanswered',
    'unanswered',
    'refused',
    'completed',
    'completed',
  ])
  const gzip = parse((await work.cli('capture-summary', 'a.pcap.gz', '--json')).stdout)
  const { child, ended } = work.start(process.execPath, [CLI, 'capture-summary', '-', '--json'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if (child.stdin) createReadStream(work.path('a.pcap')).pipe(child.stdin)
  const stdin = parse((await ended).stdout)
  expect(gzip).toEqual({ ...plain, files: ['a.pcap.gz'] })
  expect(stdin).toEqual({ ...plain, files: ['-'] })
})

test('several files are one summary', async () => {
  const { totals } = parse((await work.cli('capture-summary', 'a.pcap', 'a.pcap.gz', '--json')).stdout)
  expect(totals).toMatchObject({ packets: 26, flows: 7, formats: ['pcap', 'pcap'] })
})

describe('with a plan', () => {
  test('one row per flow of the plan, and the rest in one line', async () => {
    const { status, stdout } = await work.cli('capture-summary', 'a.pcap', '--plan', 'plan.yaml')
    expect(status).toBe(0)
    expect(stdout).toMatch(
      /^Plan: \d+ flows: 1 rejected \(ICMP\) · 1 no answer · 1 refused \(RST\) · 2 completed · \d+ not seen$/m,
    )
    expect(stdout).toContain('Outside the plan: 2 flows, 2 TCP packets')
    expect(stdout).toMatch(/^completed +user-to-psm +laptop +psm-1 +22 +sshd +The handshake was completed/m)
    expect(stdout).toMatch(/^no answer +user-to-psm +laptop +psm-2 +22 +sshd +No answer to 1 SYN\.$/m)
    expect(stdout).not.toMatch(/^not seen/m)
  })
  test('what was not seen is folded into exact sets, and nothing of it is lost or added', async () => {
    const { stdout } = await work.cli('capture-summary', 'a.pcap', '--plan', 'plan.yaml')
    const { plan } = parse((await work.cli('capture-summary', 'a.pcap', '--plan', 'plan.yaml', '--json')).stdout)
    const folded = stdout.slice(stdout.indexOf('\nNot seen: ')).trim().split('\n')
    expect(folded.length).toBeLessThan(15)
    const unfolded = folded.slice(2).flatMap((line) => {
      const [, group = '', sources = '', destinations = '', ports = ''] = line.trim().split(/ {2,}/)
      const members = ports.split(', ').flatMap((part) => {
        const [low = 0, high = low] = part.split('–').map(Number)
        return Array.from({ length: high - low + 1 }, (_, i) => low + i)
      })
      return sources
        .split(', ')
        .flatMap((source) =>
          destinations.split(', ').flatMap((to) => members.map((port) => `${group} ${source} ${to} ${port}`)),
        )
    })
    const unseen = plan?.flows.filter(({ shows }) => shows === 'not-seen') ?? []
    expect(unfolded.toSorted()).toEqual(
      unseen.map((f) => `${f.group} ${f.source} ${f.destination} ${f.port}`).toSorted(),
    )
    expect(folded[0]).toContain(`Not seen: ${unseen.length} flows;`)
  })
  test('JSON', async () => {
    const { plan } = parse((await work.cli('capture-summary', 'a.pcap', '--plan', 'plan.yaml', '--json')).stdout)
    expect(plan?.outside).toEqual({ flows: 2, packets: 2 })
    expect(plan?.flows.find(({ id }) => id === 'user-to-psm/laptop/psm-1/443')).toMatchObject({
      group: 'user-to-psm',
      shows: 'refused',
      syns: 1,
    })
  })
  test('a broken plan: status 2', async () => {
    await work.write('broken.yaml', 'version: 1\nsite: 7\n')
    const { status, stderr } = await work.cli('capture-summary', 'a.pcap', '--plan', 'broken.yaml')
    expect(status).toBe(2)
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: site/)
  })
})

test('a damaged file gives what could be read, and the offset', async () => {
  const { status, stdout } = await work.cli('capture-summary', 'cut.pcap')
  expect(status).toBe(0)
  expect(stdout).toContain('! cut.pcap: damaged at byte offset 164: the file ends within a packet or block')
  expect(stdout).toContain('the 2 packets before it were read')
})

test('another link type is named, not guessed at', async () => {
  await writeFile(work.path('wifi.pcap'), pcap(FRAMES, { linkType: 105 }))
  const { status, stdout } = await work.cli('capture-summary', 'wifi.pcap')
  expect(status).toBe(0)
  expect(stdout).toContain('! not read: link type 105 (13 packets); accepted: null/loopback, Ethernet')
})

describe('unusable input: status 2, in words', () => {
  test.each([
    ['no such file', 'nowhere.pcap', null, /nowhere\.pcap: no such file \(ENOENT\)/],
    ['a directory', 'folder', null, /folder: a directory/],
    ['an empty file', 'empty.pcap', Buffer.alloc(0), /found nothing: the file is empty; accepted: a packet capture/],
    ['text', 'text.pcap', Buffer.from('hello\nworld\n'), /found the text "hello world" at its start/],
    ['a PDF', 'x.pdf', Buffer.from('%PDF-1.7'), /found a PDF/],
    ['random bytes', 'noise', Buffer.from('00ff17aabbccddeeff', 'hex'), /found the bytes 00 ff 17 aa bb cc dd ee/],
    ['xz', 'a.pcap.xz', Buffer.from('fd377a585a00', 'hex'), /compressed by xz.*unpack it first/],
    ['gzip of text', 'text.gz', gzipSync('hello'), /found the text "hello"/],
    ['gzip twice', 'twice.gz', gzipSync(gzipSync('x')), /compressed twice/],
    ['broken gzip', 'broken.gz', Buffer.from('1f8b0800000000000000ffff', 'hex'), /gzip data is damaged/],
    ['an event trace', 'PktMon.etl', Buffer.alloc(64, 3), /event trace of Windows.*etl2pcap/],
    ['control characters', 'evil', Buffer.from('\u001b[31mhello'), /found the bytes 1b 5b/],
  ])('%s', async (_, name, content, message) => {
    if (content) await writeFile(work.path(name), content)
    const { status, stdout, stderr } = await work.cli('capture-summary', name)
    expect(stderr).toMatch(message)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })
  test('no file at all', async () => {
    expect((await work.cli('capture-summary')).status).toBe(2)
  })
})

test('whoever stops reading stops nothing else', async () => {
  const file = await open(work.path('many.pcap'), 'w')
  const frames = Array.from({ length: 20_000 }, (_, i) => syn(`10.1.${(i >> 8) & 255}.${i & 255}`, 7))
  await file.writeFile(pcap(frames))
  await file.close()
  const { ended } = work.start('bash', [
    '-c',
    `"${process.execPath}" "${CLI}" capture-summary many.pcap --json | head -c 100 >/dev/null; exit \${PIPESTATUS[0]}`,
  ])
  expect((await ended).status).toBe(0)
})
