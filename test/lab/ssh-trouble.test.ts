/**
 * What goes wrong with SSH, by the built command line against a real sshd on each of two nodes, as a user without rights there: every
 * trouble has its words, no outcome is false, nothing hangs, and no secret is written anywhere.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FlowResult, RunResult } from '../../shared/result.ts'
import { makeFolder, removeFolders, whyNoSshd } from '../support/sshd.ts'
import { labGate } from './lab-gate.ts'
import { MATRIX } from './matrix-site.ts'
import { keep } from './run-scenario.ts'
import { CUT, type Node, type On, PASSWORD, SshSite, type Started, needsNothing } from './ssh-site.ts'

const gate = labGate('SSH in trouble') ?? whyNoSshd()
const ASKED = ['--group', 'psm-to-psm', '--stand-ins', '--no-evidence']
const SLOWLY = [...ASKED, '--pace', 'gentle']

const from = ({ flows }: RunResult, node: Node) => flows.filter(({ source }) => source === node)
const said = (flows: readonly FlowResult[]) => [...new Set(flows.map((f) => `${f.outcome} ${f.proof}`))].toSorted()
const wayOf = ({ vantages }: RunResult, node: Node) => vantages.find(({ endpoint }) => endpoint === node)?.note

describe.skipIf(gate !== null)('SSH in trouble', { timeout: 60_000 }, () => {
  let site: SshSite
  beforeAll(async () => {
    site = await SshSite.build()
    await Promise.all([site.serve('psm-1'), site.serve('psm-2')])
  })
  afterAll(async () => {
    await site?.close()
    removeFolders()
  })

  /** Runs to its end; nothing fails, for nothing is in the way of any flow. */
  const ended = async (started: Started, alsoMay: readonly string[] = []): Promise<RunResult> => {
    await started.ended
    const result = started.result()
    await keep(`ssh-trouble-${expect.getState().currentTestName?.replaceAll(/\W+/g, '-')}.txt`, started.said())
    expect(result.flows.filter(({ verdict }) => verdict === 'fail')).toEqual([])
    const may = ['open', 'closed', 'not-tested', ...alsoMay]
    expect(result.flows.filter(({ outcome }) => !may.includes(outcome))).toEqual([])
    expect(started.said()).not.toMatch(/internal error|MaxListeners|Warning:/)
    return result
  }
  const check = (options = ASKED, on: On = {}, plan: object = site.plan('probe')) =>
    ended(site.start(plan, options, on))
  const allProven = ({ flows }: RunResult) => expect(said(flows)).toEqual(['open proven'])

  test.each([
    { config: [], way: 'by a program that asks there', says: ['open proven'] },
    { config: ['MaxSessions 2'], way: 'by a program that asks there', says: ['open proven'] },
    { config: ['MaxSessions 1'], way: 'all 1 sessions of the link are in use', says: ['open proven'] },
    { config: [needsNothing()], way: 'by connections of its SSH server', says: ['open proven'] },
    { config: [needsNothing(), 'AllowTcpForwarding no'], way: 'by bash or nc there', says: ['open proven'] },
    { config: ['ForceCommand /usr/sbin/nologin'], way: 'by connections of its SSH server', says: ['open proven'] },
    {
      config: ['ForceCommand /usr/sbin/nologin', 'AllowTcpForwarding no'],
      way: 'its SSH server forbids forwarding, and its shell runs no commands of ours',
      says: ['not-tested none'],
    },
  ])('$config: $way', async ({ config, way, says }) => {
    await site.serve('psm-1', { config })
    const result = await check()
    expect(wayOf(result, 'psm-1')).toContain(way)
    expect(said(from(result, 'psm-1'))).toEqual(says)
    await site.serve('psm-1')
  })

  test("a host key that is not the plan's, and one that known_hosts has otherwise", async () => {
    const wrong = await check(ASKED, {}, site.plan('probe', { hostKey: `SHA256:${'A'.repeat(43)}` }))
    expect(said(wrong.flows)).toEqual(['not-tested none'])
    expect(wrong.flows[0]?.reason).toMatch(/host key/)
    const home = makeFolder()
    mkdirSync(join(home, '.ssh'))
    writeFileSync(join(home, '.ssh/known_hosts'), `${MATRIX['psm-1']} ${site.key.line}\n`)
    const started = site.start(site.plan('probe', { hostKey: null }), ASKED, { home })
    const changed = await ended(started)
    expect(said(changed.flows)).toEqual(['not-tested none'])
    expect(from(changed, 'psm-1')[0]?.reason).toContain(`${home}/.ssh/known_hosts`)
    expect(started.said()).toMatch(/Nothing sent from psm-1: .*known_hosts/)
  })

  test('a server without a banner, and one that never ends it', async () => {
    const servers = await Promise.all([
      site.play('psm-1', ''),
      site.play('psm-2', 'setInterval(() => s.write("hello "), 200)'),
    ])
    const begun = performance.now()
    const result = await check()
    expect(performance.now() - begun).toBeLessThan(20_000)
    expect(from(result, 'psm-1')[0]?.reason).toMatch(/sent no SSH banner in 10 s/)
    expect(from(result, 'psm-2')[0]?.reason).toMatch(/bytes in 10 s, but no SSH banner/)
    const stuck = site.start(site.plan('probe'), ASKED)
    await sleep(1500)
    stuck.child.kill('SIGINT')
    const since = performance.now()
    expect(await stuck.ended).toBe(130)
    expect(performance.now() - since).toBeLessThan(4000)
    for (const server of servers) server.kill('SIGKILL')
    await Promise.all([site.serve('psm-1'), site.serve('psm-2')])
  })

  test('passwords: refused three times, then right; Ctrl-C at the question; none is written anywhere', async () => {
    const config = ['PasswordAuthentication yes']
    await Promise.all([site.serve('psm-1', { config }), site.serve('psm-2', { config })])
    const plan = site.plan('probe', { identityFile: null })
    const typed = ['Wrong-1-Horse', 'Wrong-2-Horse', 'Wrong-3-Horse']
    const refused = site.start(plan, ASKED, { terminal: true })
    site.type(refused, /Password of probe@10\.77\.21\.11: $/, typed)
    site.type(refused, /Password of probe@10\.77\.22\.12: $/, [PASSWORD])
    const result = await ended(refused)
    expect(from(result, 'psm-1')[0]?.reason).toMatch(/password refused 3 times/)
    expect(said(from(result, 'psm-2'))).toEqual(['closed likely'])
    const written = [refused.said(), ...filesIn(refused.folder)].join('\n')
    const key = readFileSync(site.key.file, 'utf8').split('\n')[2] ?? 'missing'
    for (const secret of [...typed, PASSWORD, key]) expect(written).not.toContain(secret)

    const stopped = site.start(plan, ASKED, { terminal: true })
    site.type(stopped, /Password of \S+: $/, ['\u0003'])
    expect(await stopped.ended).toBe(130)
    expect(said(stopped.result().flows)).toEqual(['not-tested none'])
    await Promise.all([site.serve('psm-1'), site.serve('psm-2')])
  })

  test('sshd dies in mid-run and comes back', async () => {
    const started = site.start(site.plan('probe'), SLOWLY)
    await site.untilPrograms()
    await sleep(600)
    await site.serve('psm-1')
    const result = await ended(started)
    expect(said(from(result, 'psm-1'))).toEqual(['open proven'])
    // While its stand-in is away the node itself refuses; what met that is asked again.
    expect(said(from(result, 'psm-2'))).toEqual(['open proven'])
    expect(result.warnings.join()).toContain('The stand-in on psm-1 was lost for a time')
  })

  test('sshd dies for good: what was answered stays, the rest is not tested', async () => {
    const started = site.start(site.plan('probe'), SLOWLY)
    await site.untilPrograms()
    await sleep(1200)
    await site.server('psm-1').kill()
    const result = await ended(started, ['unstable'])
    expect(said(from(result, 'psm-1'))).toEqual(['not-tested none', 'open proven'])
    const open = from(result, 'psm-1').find(({ outcome }) => outcome === 'not-tested')
    expect(open?.reason).toContain('the link to psm-1 was lost, and it did not come back within 20 s')
    // Whatever had its handshake in the very moment can be vouched for by nobody any more: no pass, and no more than what is asked at once.
    const [unsure, others] = [true, false].map((is) =>
      from(result, 'psm-2').filter(({ outcome }) => (outcome === 'unstable') === is),
    )
    expect(unsure?.length).toBeLessThanOrEqual(2)
    for (const { verdict, reason } of unsure ?? []) {
      expect(verdict).toBe('warn')
      expect(reason).toContain('could not be asked any more')
    }
    expect(said(others ?? [])).toEqual(['closed likely', 'open proven'])
    await site.serve('psm-1')
  })

  test('the link is cut for 5 s: nothing is lost', async () => {
    const started = site.start(site.plan('probe'), SLOWLY)
    await site.untilPrograms()
    await sleep(300)
    await site.cut(CUT)
    await sleep(5000)
    await site.restore()
    allProven(await ended(started))
  })
})

/** Every file below a folder, as text. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
