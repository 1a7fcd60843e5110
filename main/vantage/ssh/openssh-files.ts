/** Reads the engineer's OpenSSH files: client configuration with its Include lines, known_hosts. A missing file is an empty one. */
import { readFile, readdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import SSHConfig, { type Line, parse } from 'ssh-config'
import { type KnownHost, parseKnownHosts } from './known-hosts.ts'
import { SshError } from './ssh-error.ts'

const FILE_LIMIT = 4 * 2 ** 20
const INCLUDE_DEPTH = 16
/** The library would look the name up with nslookup for this one: only what the plan names is asked here. */
const LEFT_OUT = /^canonicalizehostname$/i

export interface OpenSshPlace {
  /** The engineer's home. */
  home: string
  /** In the order in which they are read; the first value wins. */
  configFiles: readonly string[]
}

export const defaultPlace = (home: string): OpenSshPlace => ({
  home,
  configFiles: [join(home, '.ssh/config'), '/etc/ssh/ssh_config'],
})

export const expandHome = (path: string, home: string) =>
  path === '~' || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path

/** All files as one: what comes first wins. Throws {@link SshError} for a file that is there and cannot be read. */
export async function readConfig(place: OpenSshPlace): Promise<SSHConfig> {
  const all = new SSHConfig()
  for (const file of place.configFiles) all.push(...(await linesOf(file, place, 0)))
  return all
}

export async function readKnownHosts(files: readonly string[]): Promise<KnownHost[]> {
  const read = await Promise.all(files.map(async (file) => parseKnownHosts(await textOf(file), file)))
  return read.flat()
}

async function linesOf(file: string, place: OpenSshPlace, depth: number): Promise<Line[]> {
  let parsed: SSHConfig
  try {
    parsed = parse(await textOf(file))
  } catch (error) {
    if (error instanceof SshError) throw error
    throw new SshError('config', `${file} cannot be read as an OpenSSH configuration: ${wordsOf(error)}`)
  }
  return withIncluded(parsed, file, place, depth)
}

/** Sections of a file that is included keep their own scope; inside a section only its plain lines count. */
async function withIncluded(lines: readonly Line[], file: string, place: OpenSshPlace, depth: number): Promise<Line[]> {
  const result: Line[] = []
  for (const line of lines) {
    if ('config' in line) {
      const inner = await withIncluded(line.config, file, place, depth)
      line.config = Object.assign(new SSHConfig(), { length: 0 })
      line.config.push(...inner.filter((each) => !('config' in each)))
    }
    if (!('param' in line) || !/^include$/i.test(line.param)) {
      if (!('param' in line) || !LEFT_OUT.test(line.param)) result.push(line)
      continue
    }
    if (depth >= INCLUDE_DEPTH) throw new SshError('config', `${file}: Include goes deeper than ${INCLUDE_DEPTH} files`)
    const patterns = typeof line.value === 'string' ? line.value.split(/\s+/) : line.value.map(({ val }) => val)
    for (const pattern of patterns)
      for (const path of await filesOf(pattern, place)) result.push(...(await linesOf(path, place, depth + 1)))
  }
  return result
}

/** Names without a folder are in ~/.ssh; `*` and `?` are understood in the last part. */
async function filesOf(pattern: string, { home }: OpenSshPlace): Promise<string[]> {
  const expanded = expandHome(pattern, home)
  const path = isAbsolute(expanded) ? expanded : join(home, '.ssh', expanded)
  if (!/[*?]/.test(path)) return [path]
  const escaped = basename(path).replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
  const wanted = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`)
  const names = await readdir(dirname(path)).catch(() => [])
  return names
    .filter((name) => wanted.test(name))
    .sort()
    .map((name) => join(dirname(path), name))
}

async function textOf(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8')
    if (text.length > FILE_LIMIT)
      throw new SshError('config', `${file} is larger than an OpenSSH file can be (${FILE_LIMIT} bytes)`)
    return text
  } catch (error) {
    if (error instanceof SshError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return ''
    throw new SshError('config', `${file} cannot be read (${code ?? wordsOf(error)})`)
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
