/** Plans that are right, and what the reader says of where things stand. */
import { workingMs } from '../../support/working-ms.ts'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ReadPlanOptions, readPlanBytes, readPlanFile } from '../../../main/plan/read-plan.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { expand } from '../../../shared/plan/expand.ts'
import { formatFault } from '../../../shared/plan/faults.ts'
import { GOOD_PLAN, bend, withEndpoints, withRules, withVantage } from './good-plan.ts'

function read(text: string | Buffer, options?: ReadPlanOptions) {
  const result = readPlanBytes(Buffer.from(text), options)
  if (!result.ok) throw new Error(result.faults.map((f) => formatFault(f, 'plan.yaml')).join('\n'))
  return result
}

function faults(text: string, options?: ReadPlanOptions) {
  const result = readPlanBytes(Buffer.from(text), options)
  if (result.ok) throw new Error('the plan was accepted')
  return result.faults
}

const addresses = (text: string) => read(text).plan.endpoints.map((e) => e.address)
const inJson = (indent: string | number) => {
  const { plan } = read(GOOD_PLAN)
  const endpoints = plan.endpoints.map(({ name, role, address }) => ({ name, role, address }))
  return JSON.stringify({ version: 1, site: { name: 'DC-1 "\u00e9" \u{1f600} / \\' }, endpoints }, null, indent)
}

describe('good plans', () => {
  test('the example: 231 flows, defaults filled in', () => {
    const { plan, warnings, sha256 } = read(GOOD_PLAN)
    expect(expand(plan, APPENDIX_B)).toHaveLength(231)
    expect(plan).toMatchObject({ version: 1, stage: 'preinstall', pace: 'normal', rules: [], site: { name: 'DC-1' } })
    expect(plan.endpoints.map((e) => `${e.name} ${e.address} ${e.vantage.kind}`)).toEqual([
      'laptop 10.77.10.10 local',
      'mgmt 10.77.10.10 local',
      'psm-1 10.77.20.11 none',
      'psm-2 10.77.20.12 none',
      'psm-3 10.77.20.13 none',
      'dsc-1 10.77.30.21 none',
      'dsc-2 10.77.30.22 none',
    ])
    expect(warnings).toEqual([])
    expect(sha256()).toBe(createHash('sha256').update(GOOD_PLAN).digest('hex'))
  })

  test.each([
    ['a byte order mark', `\uFEFF${GOOD_PLAN}`],
    ['CRLF', GOOD_PLAN.replaceAll('\n', '\r\n')],
    ['no line break at the end', GOOD_PLAN.trimEnd()],
    ['document marks', `---\n${GOOD_PLAN}...\n`],
    ['a %YAML 1.2 directive', `%YAML 1.2\n---\n${GOOD_PLAN}`],
    ['JSON in one line', inJson(0)],
    ['JSON indented by tabs', inJson('\t')],
    ['a core tag', bend('DC-1', '!!str 7')],
  ])('%s', (_, text) => {
    expect(expand(read(text).plan, APPENDIX_B)).toHaveLength(231)
  })

  test('JSON keeps its characters', () => {
    expect(read(inJson(2)).plan.site.name).toBe('DC-1 "é" 😀 / \\')
  })

  test('anchors used sanely', () => {
    const text = withVantage('&ssh { ssh: { user: root } }').replace('10.77.20.12 }', '10.77.20.12, vantage: *ssh }')
    const [, , first, second] = read(text).plan.endpoints
    expect(first?.vantage).toEqual({ kind: 'ssh', ssh: { user: 'root', port: 22 } })
    expect(second?.vantage).toEqual(first?.vantage)
  })

  test('a full ssh vantage', () => {
    const hostKey = `SHA256:${'aB3+/'.repeat(8)}xyz`
    const text = withVantage(`{ ssh: { user: 'EX\\adm', port: 2222, identityFile: ~/.ssh/id, hostKey: "${hostKey}" } }`)
    const ssh = { user: 'EX\\adm', port: 2222, identityFile: '~/.ssh/id', hostKey }
    expect(read(text).plan.endpoints[2]?.vantage).toEqual({ kind: 'ssh', ssh })
  })

  test('IPv6 is written in one way', () => {
    const text = withEndpoints(
      '{ name: a, role: dsc, address: "2001:DB8:0:0::0A" }',
      '{ name: b, role: dsc, address: "FE80::1%eth0" }',
    )
    expect(addresses(text).slice(-2)).toEqual(['2001:db8::a', 'fe80::1%eth0'])
  })

  test.each([
    ['10.77.30.21-23', ['10.77.30.21', '10.77.30.22', '10.77.30.23']],
    ['10.77.30.21 - 10.77.30.22', ['10.77.30.21', '10.77.30.22']],
    ['10.77.40.0/30', ['10.77.40.1', '10.77.40.2']],
    ['10.77.40.0/31', ['10.77.40.0', '10.77.40.1']],
    ['10.77.40.255/32', ['10.77.40.255']],
    ['"2001:db8::fffe-2001:db8::1:1"', ['2001:db8::fffe', '2001:db8::ffff', '2001:db8::1:0', '2001:db8::1:1']],
    ['"2001:db8::/126"', ['2001:db8::1', '2001:db8::2', '2001:db8::3']],
    ['"2001:db8::/127"', ['2001:db8::', '2001:db8::1']],
    ['"2001:db8::7/128"', ['2001:db8::7']],
    ['card-7.Example.com', ['card-7.example.com']],
    ['10-1-1-5.example.com', ['10-1-1-5.example.com']],
  ])('%s expands', (address, expected) => {
    const plan = read(bend('10.77.30.21-10.77.30.22', address)).plan
    const cards = plan.endpoints.filter((e) => e.role === 'dsc')
    expect(cards.map((e) => e.address)).toEqual(expected)
    expect(cards.map((e) => e.name)).toEqual(expected.map((_, i) => `dsc-${i + 1}`))
  })

  test('a large network counts its .255 and .0 as machines; a range over them warns', () => {
    expect(read(bend('10.77.30.21-10.77.30.22', '10.77.30.0/23')).plan.endpoints).toHaveLength(5 + 510)
    const { warnings } = read(bend('10.77.30.21-10.77.30.22', '10.77.30.250-10.77.31.5'))
    expect(warnings).toEqual([expect.stringContaining('10.77.30.255, 10.77.31.0')])
  })

  test('Unicode names, trimmed and composed', () => {
    const { plan } = read(bend('name: psm-2', 'name: " Zürich Nu\u0308 東京 "'))
    expect(plan.endpoints[3]?.name).toBe('Zürich N\u00fc 東京')
  })

  test('rules: a role, a name in any case, an address, a DNS name', () => {
    const { plan, warnings } = read(
      withRules(
        '{ id: a, service: A, port: 1, from: psm-node, to: dsc }',
        '{ id: b, service: B/C, port: 2, from: PSM-1, to: Dsc-2 }',
        '{ id: c, service: C, port: 65535, from: laptop, to: "2001:DB8::1" }',
        '{ id: d, service: D, port: 443, from: psm-node, to: vCenter.example.com }',
        '{ id: e, service: E, port: 443, from: psm-node, to: psm-11 }',
      ),
    )
    expect(plan.rules.map((r) => `${r.from} ${r.to}`)).toEqual([
      'psm-node dsc',
      'psm-1 dsc-2',
      'laptop 2001:db8::1',
      'psm-node vcenter.example.com',
      'psm-node psm-11',
    ])
    expect(warnings).toEqual([expect.stringContaining('did you mean "psm-1"')])
    expect(expand(plan, APPENDIX_B)).toHaveLength(231 + 6 + 1 + 1 + 3 + 3)
  })

  test('a group needs only its own roles', () => {
    const text = 'version: 1\nsite: { name: x }\nendpoints:\n  - { name: a, role: psm-node, address: 10.1.1.1 }\n'
    expect(read(text, { groups: ['psm-to-psm'] }).warnings).toEqual([expect.stringContaining('at least two endpoints')])
    expect(faults(text, { groups: ['user-to-psm'] }).map((f) => f.found)).toEqual(['no user-station'])
    expect(faults(text).map((f) => f.found)).toEqual(['no user-station', 'no management-station', 'no dsc'])
  })

  test('the largest plan takes less than two seconds', () => {
    const ms = workingMs(() => {
      const { plan } = read(bend('10.77.30.21-10.77.30.22', '10.80.0.1-10.80.21.170'))
      expect(plan.endpoints.length).toBe(5 + 5546)
      const lines = plan.endpoints.slice(5).map((e) => `{ name: ${e.name}, role: dsc, address: ${e.address}/32 }`)
      const single = withEndpoints(...lines.slice(2)).replace('10.77.30.21-10.77.30.22', '10.80.0.1-2')
      expect(read(single).plan.endpoints).toEqual(plan.endpoints)
    })
    expect(ms).toBeLessThan(2000)
  })
})

describe('where a fault stands', () => {
  test('path, line and column, in the order of the file; every fault at once', () => {
    const text = [
      'version: "1"',
      'sites: { name: x }',
      'endpoints:',
      '  - name: laptop',
      '    role: user-staton',
      '    address: 10.1.1',
      '  - { name: laptop, role: psm-node, address: 10.0.0.256, vantage: { ssh: { port: "22" } } }',
      'rules:',
      '  - { id: X, service: s, port: 0, from: nobody, to: 10.0.0.0/24 }',
      '',
    ].join('\n')
    const lines = faults(text).map((f) => formatFault(f, 'p.yaml').replace(/; accepted.*/, ''))
    expect(lines).toEqual([
      'p.yaml:1:1: site: found nothing',
      'p.yaml:1:10: version: found "1"',
      'p.yaml:2:1: sites: found the unknown key "sites"',
      'p.yaml:5:11: endpoints[0].role: found "user-staton"',
      'p.yaml:6:14: endpoints[0].address: found "10.1.1"',
      'p.yaml:7:13: endpoints[1].name: found "laptop"',
      'p.yaml:7:46: endpoints[1].address: found "10.0.0.256"',
      'p.yaml:7:74: endpoints[1].vantage.ssh.user: found nothing',
      'p.yaml:7:82: endpoints[1].vantage.ssh.port: found "22"',
      'p.yaml:9:11: rules[0].id: found "X"',
      'p.yaml:9:32: rules[0].port: found 0',
      'p.yaml:9:41: rules[0].from: found "nobody"',
      'p.yaml:9:53: rules[0].to: found "10.0.0.0/24"',
    ])
  })

  test('a bad endpoint causes no fault elsewhere', () => {
    const rule = '  - { id: a, service: s, port: 1, from: psm-2, to: dsc-1 }\n'
    const text = `${bend('role: psm-node, address: 10.77.20.12', 'role: psm-nod, address: 10.77.20.12').replace('10.77.30.21-10', '10.77.30.2x-10')}rules:\n${rule}`
    expect(faults(text).map((f) => f.path)).toEqual(['endpoints[3].role', 'endpoints[5].address'])
  })

  test('an overlap of thousands of addresses is one fault', () => {
    const text = withEndpoints(
      '{ name: "a-{n}", role: dsc, address: 10.90.0.0/18 }',
      '{ name: "b-{n}", role: dsc, address: 10.90.0.0/19 }',
    )
    const overlaps = faults(text).filter((f) => f.path.endsWith('.address'))
    expect(overlaps.map((f) => f.message)).toEqual(['endpoints[6] has 10.90.0.1-10.90.31.254 too'])
  })

  test('a fault behind an alias is shown where its text stands', () => {
    const text = withVantage('&v { ssh: { user: root, prot: 22 } }').replace(
      '10.77.20.12 }',
      '10.77.20.12, vantage: *v }',
    )
    expect(faults(text).map((f) => `${f.path} ${f.line}`)).toEqual([
      'endpoints[2].vantage.ssh.prot 6',
      'endpoints[3].vantage.ssh.prot 6',
    ])
  })

  test('a secret is never shown, not even by a broken line', () => {
    const shown = JSON.stringify([
      faults(withVantage('{ ssh: { user: r, password: hunter2, Passphrase: [hunter2] } }')),
      faults(withVantage('{ ssh: { user: r, password: "hunter2 } }')),
      faults('password: hunter2: x'),
    ])
    expect(shown).not.toContain('hunter2')
    expect(shown).toContain('never belong in a plan')
  })
})

describe('files', () => {
  test('a file is read, and its things have an origin', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'psm-plan-'))
    try {
      const path = join(folder, 'plan.yaml')
      await writeFile(path, withRules('{ id: a, service: s, port: 1, from: dsc, to: v.example }'))
      const result = await readPlanFile(path)
      if (!result.ok) throw new Error('faults')
      expect(result.origins.get('dsc-2')).toEqual({ path: 'endpoints[5].address', line: 9, column: 44 })
      expect(result.origins.get('rules[0].to')).toMatchObject({ path: 'rules[0].to', line: 11 })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
