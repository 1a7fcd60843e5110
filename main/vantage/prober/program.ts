/** The program that runs on a node, as one command for its login shell: nothing is written there, and nothing has to be installed. */
import { deflateSync } from 'node:zlib'
import attempts from './attempts.py?raw'
import loop from './prober.py?raw'
import questions from './questions.py?raw'

/** Red Hat 8 and 9 have one for the system's own use where no `python3` is installed. */
const PYTHON = '"$(command -v python3 || echo /usr/libexec/platform-python)"'
const UNPACK = 'import sys,zlib,base64;exec(zlib.decompress(base64.b64decode(sys.argv[1])))'

/** About 13 kB. Only characters that no shell takes for its own stand between the quotes. -I: the node's own Python settings stay out of it. */
export function proberCommand(): string {
  const packed = deflateSync([attempts, questions, loop].join('\n'), { level: 9 }).toString('base64')
  return `exec sh -c 'exec ${PYTHON} -IS -c "${UNPACK}" ${packed}'`
}
