/** ICMP and ICMPv6 errors in words. RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7, RFC 4443, RFC 4291 and the registries of IANA. */
import { icmp as de } from './words/de/icmp.ts'
import { icmp } from './words/en/icmp.ts'
import type { Language } from './words/language.ts'

const WORDS: Readonly<Record<Language, typeof icmp>> = { en: icmp, de }

/** "communication administratively prohibited"; for numbers without a name "type 3 code 99". */
export function icmpWords(version: 4 | 6, type: number, code: number, language: Language = 'en'): string {
  const words = WORDS[language]
  const named = version === 4 ? words4(words, type, code) : words6(words, type, code)
  return named ?? words.unnamed(type, code)
}

/** "communication administratively prohibited (ICMP type 3, code 13)" */
export const icmpNumbered = (version: 4 | 6, type: number, code: number, language: Language) =>
  WORDS[language].numbered(icmpWords(version, type, code, language), version === 6 ? 'ICMPv6' : 'ICMP', type, code)

function words4(words: typeof icmp, type: number, code: number): string | undefined {
  switch (type) {
    case 3:
      return words.unreachable4[code]
    case 4:
      return words.sourceQuench
    case 5:
      return words.redirect
    case 11:
      return code === 1 ? words.reassembly : words.ttl
    case 12:
      return words.parameter
    default:
      return undefined
  }
}

function words6(words: typeof icmp, type: number, code: number): string | undefined {
  switch (type) {
    case 1:
      return words.unreachable6[code]
    case 2:
      return words.tooBig
    case 3:
      return code === 1 ? words.reassembly : words.hopLimit
    case 4:
      return words.parameter
    default:
      return undefined
  }
}

/** "ICMP 3/13 (communication administratively prohibited)" */
export const icmpName = (version: 4 | 6, type: number, code: number) =>
  `${version === 4 ? 'ICMP' : 'ICMPv6'} ${type}/${code} (${icmpWords(version, type, code)})`
