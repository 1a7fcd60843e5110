/** The command that starts a stand-in on a host: Python where there is one, else Perl; both in the command itself, so nothing is written. */
import { deflateSync } from 'node:zlib'
import perl from './stand_in.pl?raw'
import python from './stand_in.py?raw'

/** Said by the shell where neither is there. */
export const NO_INTERPRETER = 'psm-preflight: neither python3 nor perl'

export type Interpreter = 'python3' | 'perl'

/**
 * For any login shell: one `sh -c` whose text has neither a quote that would end it nor a dollar sign. Short enough for one SSH packet.
 * @param interpreters those that may be used, in order
 */
export function standInCommand(interpreters: readonly Interpreter[] = ['python3', 'perl']): string {
  const tries = interpreters.map((name) => `command -v ${name} >/dev/null 2>&1 && exec ${START[name]()}`)
  return `exec sh -c '${[...tries, `echo "${NO_INTERPRETER}" >&2`, 'exit 127'].join('; ')}'`
}

const START: Record<Interpreter, () => string> = {
  python3: () =>
    `python3 -c "import base64,sys,zlib;exec(zlib.decompress(base64.b64decode(sys.argv[1])))" ${deflateSync(Buffer.from(python), { level: 9 }).toString('base64')}`,
  // A module that inflates is not in every Perl, so it only loses its comments; `shift` takes the program from the command line.
  perl: () => `perl -e "eval pack q(H*), shift; die" ${Buffer.from(withoutComments(perl)).toString('hex')}`,
}

const withoutComments = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n')
