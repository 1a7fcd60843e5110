/**
 * The words that a stand-in and a prober exchange, so that an answer proves which machine gave it: the stand-in greets with its name
 * and a nonce, the prober answers with one of its own, and the stand-in signs both with the addresses and ports that its socket sees.
 * Pure; the stand-ins for nodes (`remote/`) speak the same.
 *
 *     PSM-PREFLIGHT/1 <name, base64url> <nonce, 32 hex>
 *     <nonce of the prober, 32 hex>
 *     <source address> <source port> <destination address> <destination port> <HMAC-SHA256, 64 hex>
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SocketEnd } from '../../shared/stand-in-observation.ts'
import { GREETING_WORD } from './greeting.ts'

/** A name of 255 bytes in base64url, the word and a nonce fit into it. */
export const LONGEST_LINE = 512
const LONGEST_NAME_BYTES = 255

export interface Greeting {
  /** As it came: base64url, which is what is signed. */
  nameWord: string
  name: string
  nonce: string
}

/** What a stand-in signs, beside the secret. */
export interface Signed {
  nameWord: string
  standInNonce: string
  proberNonce: string
  source: SocketEnd
  destination: SocketEnd
}

export const nameWord = (name: string) => Buffer.from(name, 'utf8').toString('base64url')

export const greetingLine = (name: string, nonce: string) => `${GREETING_WORD} ${nameWord(name)} ${nonce}\n`

/** Null for anything else: what comes from the network is hostile. */
export function parseGreeting(line: string): Greeting | null {
  const match = /^PSM-PREFLIGHT\/1 ([\w-]{1,340}) ([0-9a-f]{32})$/.exec(line)
  const [, word = '', nonce = ''] = match ?? []
  const bytes = Buffer.from(word, 'base64url')
  if (!match || bytes.length === 0 || bytes.length > LONGEST_NAME_BYTES) return null
  return { nameWord: word, name: bytes.toString('utf8'), nonce }
}

/** The prober's nonce, or null. */
export const parseProberLine = (line: string): string | null => /^[0-9a-f]{32}$/.exec(line)?.[0] ?? null

export function answerLine(secret: Buffer, signed: Signed): string {
  return `${endWords(signed).join(' ')} ${sign(secret, signed)}\n`
}

/** The ends that the answer names, and whether its signature fits; null where it is no answer. */
export function readAnswer(
  line: string,
  secret: Buffer,
  asked: Omit<Signed, 'source' | 'destination'>,
): { genuine: boolean; source: SocketEnd; destination: SocketEnd } | null {
  const match = /^([0-9a-f.:]{2,45}) (\d{1,5}) ([0-9a-f.:]{2,45}) (\d{1,5}) ([0-9a-f]{64})$/.exec(line)
  if (!match) return null
  const [, sourceAddress = '', sourcePort, address = '', port, hmac = ''] = match
  const source = { address: sourceAddress, port: Number(sourcePort) }
  const destination = { address, port: Number(port) }
  const right = Buffer.from(sign(secret, { ...asked, source, destination }), 'hex')
  return { genuine: timingSafeEqual(right, Buffer.from(hmac, 'hex')), source, destination }
}

const endWords = ({ source, destination }: Pick<Signed, 'source' | 'destination'>) => [
  source.address,
  source.port,
  destination.address,
  destination.port,
]

function sign(secret: Buffer, signed: Signed): string {
  const { nameWord, standInNonce, proberNonce } = signed
  const words = [nameWord, standInNonce, proberNonce, ...endWords(signed)]
  return createHmac('sha256', secret)
    .update(`${GREETING_WORD}\n${words.join('\n')}`)
    .digest('hex')
}

/** An address as both ends write it: without a zone, and IPv4 that came through an IPv6 socket as IPv4. */
export const plainAddress = (address: string) => address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
