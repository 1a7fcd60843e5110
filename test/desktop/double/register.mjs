/** For `node --import`: whoever imports `electron` gets the double. */
import { register } from 'node:module'

register('./resolve-electron.mjs', import.meta.url)
