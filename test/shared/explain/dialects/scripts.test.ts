/**
 * The scripts run by a real shell, in which every command is a stand-in that only writes down its arguments: whatever a name holds, nothing
 * else is run, and each argument comes out as it is meant.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DIALECTS } from '../../../../shared/explain/dialects/all.ts'
import type { Dialect } from '../../../../shared/explain/dialects/dialect.ts'
import { type RuleRequest, ruleRequest } from '../../../../shared/explain/rule-request.ts'
import { HOSTILE_NAMES, randomFlows } from './random-flows.ts'

/** A function's name holds no hyphen in every shell. */
const STAND_INS = ['mgmt_cli', 'esxcli', 'firewall_cmd', 'iptables', 'ip6tables', 'nft'] as const
/** What the scripts use of a system. */
const TOOLS = ['cat', 'rm', 'tr', 'sed']

const RECORD = STAND_INS.map(
  (name) => `${name}() { printf '%s\\036' ${name} "$@" >&3; printf '\\035' >&3; answer "$@"; }`,
)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'psm-scripts-'))
  for (const tool of TOOLS) {
    const { stdout } = spawnSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' })
    symlinkSync(stdout.trim(), join(folder, tool))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ran {
  commands: string[][]
  status: number | null
  errors: string
}

/** @param answer body of what every stand-in prints and returns */
function run(script: string, answer = 'return 0'): Ran {
  const text = [
    `answer() { ${answer}; }`,
    ...RECORD,
    script.replaceAll('firewall-cmd', 'firewall_cmd').replaceAll('/etc/vmware/firewall', folder),
  ].join('\n')
  const { status, stderr, output } = spawnSync('/bin/sh', {
    input: text,
    cwd: folder,
    env: { PATH: folder },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  const records = (output[3] ?? '').split('\u001d').slice(0, -1)
  return { commands: records.map((record) => record.split('\u001e').slice(0, -1)), status, errors: stderr }
}

const dialectOf = (id: string) => DIALECTS.find((dialect) => dialect.id === id) as Dialect

/** Each hostile name once as the site, the ticket, and of hosts. */
const REQUESTS = HOSTILE_NAMES.map((site, seed) =>
  ruleRequest(randomFlows(seed + 1), { site, ticket: HOSTILE_NAMES.at(-seed) }),
).filter(({ rules }) => rules.length > 0)

const labelsOf = ({ hosts }: RuleRequest) => hosts.map(({ label }) => label).sort()
const commentsOf = ({ rules }: RuleRequest) => rules.map(({ comment }) => comment).sort()

/** The arguments behind `--comment` or `comments`. */
const behind = (commands: readonly string[][], word: string) =>
  commands.flatMap((words) => words.flatMap((one, index) => (one === word ? (words[index + 1] ?? []) : []))).sort()

describe.each(['firewalld', 'iptables', 'check-point', 'esxi', 'nftables'])('%s', (id) => {
  const dialect = dialectOf(id)
  const isScript = (text: string) => text.startsWith('#!/bin/sh\n')

  test('runs its own commands and nothing else, whatever the names are', () => {
    for (const request of REQUESTS) {
      const { text, rollback } = dialect.render(request)
      for (const script of [text, rollback ?? ''].filter(isScript)) {
        const { commands, status, errors } = run(script)
        expect([status, errors], request.site).toEqual([0, ''])
        expect(commands.length).toBeGreaterThan(0)
        expect(commands.flat().filter((word) => /[^\x20-\x7e]/.test(word))).toEqual([])
      }
    }
    const left = readdirSync(folder).filter((name) => !TOOLS.includes(name))
    expect(left).toEqual([])
  })
})

test('a comment comes out as one argument, as it is', () => {
  for (const request of REQUESTS) {
    const checkPoint = behind(run(dialectOf('check-point').render(request).text).commands, 'comments')
    expect(checkPoint).toEqual([...labelsOf(request), ...commentsOf(request)].sort())
    const iptables = new Set(behind(run(dialectOf('iptables').render(request).text).commands, '--comment'))
    expect([...iptables].sort()).toEqual([...new Set(commentsOf(request))].sort())
  }
})

describe('where a command fails', () => {
  const request = REQUESTS[0] as RuleRequest

  test('Check Point publishes nothing, and discards what was made', () => {
    const { commands, status } = run(dialectOf('check-point').render(request).text, '[ "$4" != group ]')
    const verbs = commands.map((words) => words.find((word) => /^(?:login|add|publish|discard|logout)$/.test(word)))
    expect(status).not.toBe(0)
    expect(verbs).not.toContain('publish')
    expect(verbs.slice(-2)).toEqual(['discard', 'logout'])
  })

  test('an ESXi host enables no ruleset that is open to everybody', () => {
    const own = request.hosts.map(({ address }) => address).join(' ')
    const lists = `case "$*" in *"address list") echo ${own} ;; *--allowed-all=false) return 1 ;; esac`
    const { commands, status } = run(dialectOf('esxi').render(request).text, lists)
    expect(status).not.toBe(0)
    expect(commands.flat()).toContain('--allowed-all=false')
    expect(commands.flat()).not.toContain('--enabled=true')
  })
})

test('an ESXi host makes the rulesets of its own addresses, and no others', () => {
  const flows = ['10.0.0.1', '10.0.0.2'].map((sourceAddress, index) => ({
    source: `s${index}`,
    sourceAddress,
    destination: 'd',
    address: '10.0.0.9',
    port: 22 + index,
  }))
  const request = ruleRequest(flows, { site: 'x' })
  const { text } = dialectOf('esxi').render(request)
  // One that begins alike must not be taken for it, and an address in the list already is no failure.
  const answer = `case "$*" in *"ipv4 address list") echo "vmk0 10.0.0.1 255.255.255.0 10.0.0.255"; echo "vmk1 10.0.0.90" ;; *allowedip*) return 1 ;; esac`
  const { commands, status } = run(text, answer)
  expect(status).toBe(0)
  const enabled = commands.filter((words) => words.includes('--enabled=true')).map((words) => words[5])
  expect(enabled).toEqual([`--ruleset-id=${request.id}_1_out`])
  expect(commands.filter((words) => words.includes('allowedip')).map((words) => words.at(-1))).toEqual([
    '--ip-address=10.0.0.9',
  ])
  rmSync(join(folder, `${request.id}_1_out.xml`))
})
