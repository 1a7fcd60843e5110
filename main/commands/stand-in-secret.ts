/** The secret that a check and the stand-ins that were started by hand share: of a key, if one is given, else of the plan's text. */
import { sharedSecret } from '../standin/nonce.ts'

/** Where the key may stand, so that it is seen in no list of processes. */
const KEY_VARIABLE = 'PSM_PREFLIGHT_KEY'

export function secretOf(key: string | undefined, planSha256: () => string): Buffer {
  const given = key ?? process.env[KEY_VARIABLE]
  return sharedSecret(given ? { key: given } : { planSha256: planSha256() })
}
