/** What the kernel hands back, read: addresses, control messages, quoted packets. Bytes of others must never make it throw. */
import { expect, test } from 'vitest'
import { AF_INET, IPPROTO_IP, IPPROTO_IPV6, IPV6_RECVERR, IP_RECVERR } from '../../../../main/probe/native/abi.ts'
import { kernelTooOld } from '../../../../main/probe/native/libc.ts'
import { quotes, readControl, readQueuedError } from '../../../../main/probe/native/message.ts'
import { canonical, packAddress, readAddress } from '../../../../main/probe/native/sockaddr.ts'

test('addresses there and back', () => {
  expect(packAddress('10.77.10.1', 443).toString('hex')).toBe('020001bb0a4d0a010000000000000000')
  expect(readAddress(packAddress('10.77.10.1', 443))).toEqual({ address: '10.77.10.1', port: 443, scope: 0 })
  expect(packAddress('fe80::1%eth0', 22, 7).toString('hex')).toBe(
    '0a00001600000000fe80000000000000000000000000000107000000',
  )
  expect(readAddress(packAddress('fe80::1', 22, 7))).toEqual({ address: 'fe80::1', port: 22, scope: 7 })
  expect(readAddress(Buffer.from([0, 0, 0, 0]))).toBeNull()
  expect(readAddress(Buffer.from([AF_INET, 0, 0]))).toBeNull()
  expect(canonical('FD77:0010:0:0::00A%eth0')).toBe('fd77:10::a')
  expect(() => packAddress('psm.example', 1)).toThrow(/./)
})

function controlMessage(level: number, type: number, data: Buffer): Buffer {
  const message = Buffer.alloc(Math.ceil((16 + data.length) / 8) * 8)
  message.writeBigUInt64LE(BigInt(16 + data.length), 0)
  message.writeInt32LE(level, 8)
  message.writeInt32LE(type, 12)
  data.copy(message, 16)
  return message
}

function extendedError(errno: number, origin: number, type: number, code: number, from: Buffer): Buffer {
  const error = Buffer.alloc(16)
  error.writeUInt32LE(errno, 0)
  error.set([origin, type, code], 4)
  return Buffer.concat([error, from])
}

test('an ICMP error and its sender, beside other control messages', () => {
  const data = extendedError(113, 2, 3, 13, packAddress('10.77.12.2', 0))
  const control = Buffer.concat([
    controlMessage(IPPROTO_IP, 2, Buffer.from([64, 0, 0, 0])),
    controlMessage(IPPROTO_IP, IP_RECVERR, data),
  ])
  const messages = readControl(control, control.length)
  expect(messages).toHaveLength(2)
  expect(readQueuedError(messages)).toEqual({
    errno: 113,
    icmp: { version: 4, type: 3, code: 13, reporter: '10.77.12.2' },
    info: 0,
  })
  const six = controlMessage(IPPROTO_IPV6, IPV6_RECVERR, extendedError(13, 3, 1, 1, packAddress('fd77::1', 0)))
  expect(readQueuedError(readControl(six, six.length))?.icmp).toEqual({
    version: 6,
    type: 1,
    code: 1,
    reporter: 'fd77::1',
  })
})

test('an error that this machine made itself, and one without a sender', () => {
  const local = controlMessage(IPPROTO_IP, IP_RECVERR, extendedError(90, 1, 0, 0, Buffer.alloc(16)))
  expect(readQueuedError(readControl(local, local.length))).toEqual({ errno: 90, icmp: null, info: 0 })
  const nameless = controlMessage(IPPROTO_IP, IP_RECVERR, extendedError(113, 2, 3, 1, Buffer.alloc(16)))
  expect(readQueuedError(readControl(nameless, nameless.length))?.icmp?.reporter).toBeNull()
  expect(readQueuedError([])).toBeNull()
})

test('control messages that are cut, of length 0 or far too long end the walk', () => {
  const whole = controlMessage(IPPROTO_IP, IP_RECVERR, extendedError(113, 2, 3, 13, packAddress('10.0.0.1', 0)))
  for (let length = 0; length < whole.length; length += 1) {
    expect(readControl(whole, length).length).toBeLessThanOrEqual(length >= 48 ? 1 : 0)
    expect(readControl(whole.subarray(0, length), 4096).length).toBeLessThanOrEqual(length >= 48 ? 1 : 0)
  }
  for (const size of [0n, 1n, 15n, 4096n, 2n ** 63n]) {
    const wrong = Buffer.from(whole)
    wrong.writeBigUInt64LE(size, 0)
    expect(readControl(wrong, wrong.length)).toEqual([])
  }
})

test('a quoted packet is ours only with both addresses and both ports', () => {
  const syn = { address: '10.77.20.11', port: 7001, localPort: 40_000 }
  const payload = Buffer.from([0x9c, 0x40, 0x1b, 0x59, 1, 2, 3, 4])
  const name = { address: '10.77.20.11', port: 7001, scope: 0 }
  expect(quotes({ name, payload, control: [] }, syn)).toBe(true)
  expect(quotes({ name: { ...name, address: '10.77.20.12' }, payload, control: [] }, syn)).toBe(false)
  expect(quotes({ name: { ...name, port: 7002 }, payload, control: [] }, syn)).toBe(false)
  expect(quotes({ name: null, payload, control: [] }, syn)).toBe(false)
  expect(quotes({ name, payload, control: [] }, { ...syn, localPort: 40_001 })).toBe(false)
  expect(quotes({ name, payload: payload.subarray(0, 3), control: [] }, syn)).toBe(false)
})

test.each([
  ['4.4.0', true],
  ['4.18.0-553.el8_10.x86_64', true],
  ['5.4.0-190-generic', true],
  ['5.8.0', false],
  ['5.10.0-30-amd64', false],
  ['6.18.44', false],
])('Linux %s is too old: %s', (version, old) => {
  expect(kernelTooOld(version)).toBe(old)
})
