/** Calls a function of the source inside a machine of the lab, as root or as a user without rights, and gives back what it returned. */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { run } from './command.ts'
import type { Network } from './network.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** uid and gid of `nobody`. */
const NOBODY = 65_534

const NOBODY_RUNS = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] as const

/** Why the tests that look at a machine from inside cannot be run here, though a network can be built; null when they can. */
export function whyNoCallIn(): string | null {
  const [program, ...args] = NOBODY_RUNS
  const works = (...argv: string[]) => spawnSync(program, [...args, ...argv], { stdio: 'ignore' }).status === 0
  if (!works('true')) return `no process can be given to uid ${NOBODY} (setpriv)`
  if (!works('test', '-r', join(root, 'package.json'))) return `uid ${NOBODY} may not read the checkout`
  if (!works('test', '-x', process.execPath)) return `uid ${NOBODY} may not run ${process.execPath}`
  if (spawnSync('ping', ['-V'], { stdio: 'ignore' }).error) return 'ping is not installed'
  return existsSync('/dev/net/tun') ? null : 'there is no /dev/net/tun'
}

export interface Called {
  /** Parsed from JSON. */
  value: unknown
  /** Of the body, without the start of Node and the loading of modules. */
  ms: number
}

/** Inside the checkout, so that the optional packages are found from there. One folder per process: tests run side by side. */
const folder = join(root, '.cache/call-in', String(process.pid))
const built = new Map<string, Promise<string>>()
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Bundles a module of the source, once. */
function bundle(module: string): Promise<string> {
  const known = built.get(module)
  if (known) return known
  const name = module.replaceAll(/\W/g, '-')
  const made = build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['koffi', 'net-ping', 'raw-socket'], target: 'node' },
    build: {
      ssr: true,
      outDir: join(folder, name),
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { module: join(root, module) },
        output: { format: 'es', entryFileNames: 'module.mjs' },
      },
    },
  }).then(() => join(folder, name, 'module.mjs'))
  built.set(module, made)
  return made
}

export interface CallOptions {
  nobody?: boolean
  /** Program and arguments that run Node: a changed PATH, a changed file system. */
  under?: readonly string[]
}

/**
 * @param module path from the root of the checkout
 * @param body of an async function of `m`, the module; what it returns must survive JSON
 */
export async function callIn(
  network: Network,
  machine: string,
  module: string,
  body: string,
  { nobody = false, under = [] }: CallOptions = {},
): Promise<Called> {
  const url = pathToFileURL(await bundle(module)).href
  const script = `
    const m = await import(${JSON.stringify(url)})
    const start = performance.now()
    const value = await (async () => { ${body} })()
    console.log('\\n' + JSON.stringify({ value, ms: performance.now() - start }))`
  const user = nobody ? NOBODY_RUNS : []
  const { status, stdout, stderr } = await run(network, machine, [
    ...under,
    ...user,
    process.execPath,
    '--input-type=module',
    '-e',
    script,
  ])
  if (status !== 0) throw new Error(`in ${machine}: ended with ${status}: ${stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Called
}
