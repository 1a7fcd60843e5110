/** The secret that a check and the stand-ins that were started by hand share: of a key, if one is given, else of the plan's text. */
import { hkdfSync } from 'node:crypto'

/** Where the key may stand, so that it is seen in no list of processes. */
const KEY_VARIABLE = 'PSM_PREFLIGHT_KEY'
const LABEL = 'psm-preflight stand-in 1'
const SECRET_BYTES = 32

/** For both ends: the key that was given, or stands in the environment; without one, the plan. */
export function secretOf(key: string | undefined, planSha256: () => string): Buffer {
  const given = key ?? process.env[KEY_VARIABLE]
  return sharedSecret(given ? { key: given } : { planSha256: planSha256() })
}

/** The secret of two ends that hold the same plan, or were given the same key. */
export function sharedSecret(from: { planSha256: string } | { key: string }): Buffer {
  const material = 'key' in from ? Buffer.from(from.key, 'utf8') : Buffer.from(from.planSha256, 'hex')
  return Buffer.from(hkdfSync('sha256', material, Buffer.alloc(0), LABEL, SECRET_BYTES))
}
