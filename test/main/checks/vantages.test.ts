/** SSH vantages of a check in the app: tested, asked about, used by runs, lost and found again. Against a real sshd on loopback. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Questions } from '../../../main/checks/vantages/questions.ts'
import { VERDICTS } from '../../../shared/outcome.ts'
import { runResult } from '../../../shared/result.ts'
import { EventLog } from '../../../main/transport/event-log.ts'
import type { RefusedCall } from '../../support/core.ts'
import { SshCore, sshDraft } from '../../support/ssh-core.ts'
import { passwordServer } from '../../support/ssh-server.ts'
import { type Sshd, removeFolders, startSshd, whyNoSshd } from '../../support/sshd.ts'

const NET = 95
const ADDRESS = `127.${NET}.0.11`
const why = whyNoSshd()
const SECRET = 'correct horse battery staple'
const yes = { kind: 'host-key', isThisHost: true } as const

afterAll(removeFolders)

describe('a question', () => {
  afterEach(() => void vi.useRealTimers())

  test('that nobody answers is declined after two minutes, and every window is told', async () => {
    vi.useFakeTimers()
    const log = new EventLog()
    const told: string[] = []
    log.listen(({ envelope }) => told.push(envelope.event))
    const questions = new Questions('c', log)
    const answer = questions.secret({ endpoint: 'psm-1', secret: 'password', prompt: 'p', attempt: 1, echo: false })
    expect(questions.list()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(119_000)
    expect(questions.list()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await answer).toBe(null)
    expect(questions.list()).toEqual([])
    expect(told).toEqual(['vantage.asked', 'vantage.answered'])
  })

  test('is answered once, by an answer of its kind', async () => {
    const questions = new Questions('c', new EventLog())
    const answer = questions.secret({ endpoint: 'psm-1', secret: 'password', prompt: 'p', attempt: 1, echo: false })
    const [id = ''] = questions.list().map((question) => question.id)
    expect(() => questions.answer(id, yes)).toThrow('no answer to this question')
    questions.answer(id, { kind: 'secret', secret: SECRET })
    expect(await answer).toBe(SECRET)
    expect(() => questions.answer(id, { kind: 'secret', secret: SECRET })).toThrow(/not open any more/)
  })
})

describe.skipIf(why !== null)('over SSH', () => {
  let ssh: SshCore
  let sshd: Sshd
  beforeEach(async () => {
    ssh = await SshCore.open()
    sshd = await startSshd({ address: ADDRESS, authorized: [ssh.world.key.line] })
  })
  afterEach(async () => {
    await sshd.kill()
    await ssh.close()
  })

  const vantage = () => ({ ssh: { user: 'root', port: sshd.port, identityFile: ssh.world.key.file } })
  const fingerprint = () => sshd.hostKeys['ed25519']?.fingerprint ?? 'missing'
  const create = () => ssh.core.create(sshDraft(NET, vantage()))
  const psm1 = (id: string) => ({ id, endpoints: ['psm-1'] })

  test('a test asks about the host key, and tells who logs in where and how flows are asked from there', async () => {
    ssh.answerTo = () => yes
    const id = await create()
    await ssh.core.call('vantage.test', psm1(id))
    const { state, facts, hostKey } = await ssh.state('psm-1', (s) => s.facts !== null)
    expect(state).toBe('ready')
    expect(facts).toMatchObject({ user: 'root', address: ADDRESS, port: sshd.port, way: 'prober', note: '' })
    expect(facts?.roundTripMs).toBeGreaterThan(0)
    expect(hostKey).toBe(fingerprint())
    expect(ssh.asked).toMatchObject([
      { kind: 'host-key', endpoint: 'psm-1', fingerprint: fingerprint(), known: 'unknown' },
    ])
    const opened = await ssh.core.call('checks.open', { id })
    expect(opened.vantages).toMatchObject([{ endpoint: 'psm-1', state: 'ready' }])
    expect(opened.questions).toEqual([])
  })

  test('not this host: it fails in words; a second window sees the question while it is open', async () => {
    const id = await create()
    await ssh.core.call('vantage.test', psm1(id))
    await ssh.core.event('vantage.asked')
    const { questions } = await ssh.core.call('checks.open', { id })
    expect(questions).toHaveLength(1)
    const question = questions[0]?.id ?? ''
    await ssh.core.call('vantage.answer', { id, question, answer: { kind: 'host-key', isThisHost: false } })
    const { words } = await ssh.state('psm-1', ({ state }) => state === 'failed')
    expect(words).toMatch(/not confirmed/)
  })

  test('the fingerprint put into the plan keeps the link; another user ends it', async () => {
    ssh.answerTo = () => yes
    const id = await create()
    await ssh.core.call('vantage.test', psm1(id))
    await ssh.state('psm-1', ({ facts }) => facts !== null)
    const remembered = { ssh: { ...vantage().ssh, hostKey: fingerprint() } }
    await ssh.core.call('plan.save', { id, draft: sshDraft(NET, remembered) })
    expect((await ssh.core.call('checks.open', { id })).vantages).toMatchObject([{ state: 'ready' }])
    const other = { ssh: { ...remembered.ssh, user: 'admin' } }
    await ssh.core.call('plan.save', { id, draft: sshDraft(NET, other) })
    expect((await ssh.core.call('checks.open', { id })).vantages).toEqual([])
  })

  test('what cannot be tested is refused in words', async () => {
    const id = await create()
    const refused = (name: string) =>
      ssh.core.call('vantage.test', { id, endpoints: [name] }).catch((error: RefusedCall) => error.data.message)
    expect(await refused('psm-2')).toBe('psm-2 has no SSH vantage: set one up first.')
    expect(await refused('nobody')).toMatch(/no endpoint nobody/)
  })

  /** Of the whole plan. */
  const untested = async (id: string) => {
    const { states } = await ssh.core.call('checks.flows', { id, from: 0, limit: 2000 })
    return states.filter((state) => state?.[1] === VERDICTS.indexOf('untested')).length
  }

  test('a run connects first, starts stand-ins where it is told to, and leaves the link open for the next one', async () => {
    ssh.answerTo = () => yes
    const id = await create()
    const { core } = ssh
    const bare = await core.run(id, { kind: 'group', group: 'psm-to-psm' })
    expect(bare.result.summary.proven).toBe(0)
    const phases = core.told.flatMap(({ event, data }) => (event === 'run.progress' ? [data.running] : []))
    expect(phases[0]?.phase).toMatch(/starting|connecting/)
    expect(phases.map(({ phase }) => phase)).toContain('asking')
    const [source, ...others] = phases.at(-1)?.vantages ?? []
    expect(others).toEqual([])
    // To two other nodes, each port of the group.
    expect(source).toEqual({ endpoint: 'psm-1', flows: 48, asked: 48, left: 0 })
    // Beyond the port table it is asked, too, by the program that asks its flows.
    const written = await readFile(join(ssh.folder, 'checks', id, 'runs', '1.json'), 'utf8')
    const clocks = runResult.parse(JSON.parse(written)).fieldChecks?.filter(({ kind }) => kind === 'clock') ?? []
    expect(clocks.map(({ source, verdict }) => `${source} ${verdict}`).toSorted()).toEqual([
      'psm-1 pass',
      'this machine pass',
    ])
    const proven = await core.run(id, { kind: 'group', group: 'psm-to-psm' }, { standIns: true })
    expect(proven.result.summary.proven).toBeGreaterThanOrEqual(40)
    expect(ssh.asked).toHaveLength(1)
    expect(sshd.log().match(/Accepted publickey/g)).toHaveLength(1)
  })

  test('the server is killed: its flows are untested, with the reason; reconnected, what is left is tested', async () => {
    ssh.answerTo = () => yes
    const id = await create()
    const { core } = ssh
    await core.call('vantage.test', psm1(id))
    await ssh.state('psm-1', ({ facts }) => facts !== null)
    await sshd.kill()
    await ssh.state('psm-1', ({ state }) => state === 'lost')
    const lost = await core.run(id, { kind: 'group', group: 'psm-to-psm' })
    expect(await untested(id)).toBe(48)
    const note = lost.result.vantages.find(({ endpoint }) => endpoint === 'psm-1')?.note
    expect(note).toMatch(/no link to psm-1: .*refused \(ECONNREFUSED\)/)

    const from = core.told.length
    await core.call('vantage.test', psm1(id))
    expect((await ssh.state('psm-1', ({ state }) => state === 'failed', from)).words).toMatch(/refused/)
    sshd = await startSshd({ like: sshd, authorized: [ssh.world.key.line] })
    await core.call('vantage.test', psm1(id))
    await ssh.state('psm-1', ({ facts }) => facts !== null, from)
    const again = await core.run(id, { kind: 'untested', group: 'psm-to-psm' })
    expect(await untested(id)).toBe(0)
    expect(again.result.runs.at(-1)?.flows).toBeGreaterThanOrEqual(48)
    // The key was accepted, and is the same: nobody is asked again.
    expect(ssh.asked).toHaveLength(1)
  })

  test('killed in mid-run: what was answered keeps its answer, the rest is left with the reason and can be tested later', async () => {
    ssh.answerTo = () => yes
    // Nothing is asked from here, so that the run ends when the link is given up.
    const draft = sshDraft(NET, vantage())
    const endpoints = draft.endpoints.map((e) => (e.name === 'psm-1' ? e : { ...e, vantage: 'none' as const }))
    // Slow enough that the server dies before all is answered.
    const id = await ssh.core.create({ ...draft, endpoints, pace: 'gentle' })
    const { core } = ssh
    const from = core.told.length
    const isUnderWay = new Promise<void>((resolve) => {
      const end = core.log.listen(({ envelope: { event, data } }) => {
        const asked = event === 'run.progress' ? (data.running.vantages[0]?.asked ?? 0) : 0
        if (asked < 3) return
        end()
        resolve()
      })
    })
    await core.call('run.start', { id, ask: { kind: 'group', group: 'psm-to-psm' } })
    await isUnderWay
    await sshd.kill()
    await core.event('run.finished', from)
    const others = 96
    const left = (await untested(id)) - others
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(48)
    const { states } = await core.call('checks.flows', { id, from: 0, limit: 2000 })
    const open = states.flatMap((state, flow) => (state?.[1] === VERDICTS.indexOf('untested') ? [flow] : []))
    const shown = await Promise.all(open.map((flow) => core.call('flows.show', { id, flow })))
    const lost = shown.flatMap(({ result }) => (result?.source === 'psm-1' ? [result.evidence.notAsked] : []))
    expect(lost).toHaveLength(left)
    for (const notAsked of lost) {
      expect(notAsked).toMatchObject({ why: 'vantage-lost', detail: expect.stringContaining('psm-1') })
    }
    sshd = await startSshd({ like: sshd, authorized: [ssh.world.key.line] })
    const again = await core.run(id, { kind: 'untested', group: 'psm-to-psm' })
    expect(again.result.runs.at(-1)?.flows).toBe(left)
    expect(await untested(id)).toBe(others)
  }, 150_000)

  test('a run over an open question can be stopped, and ends at once', async () => {
    const id = await create()
    const from = ssh.core.told.length
    await ssh.core.call('run.start', { id, ask: { kind: 'all' } })
    await ssh.core.event('vantage.asked', from)
    await ssh.core.call('run.cancel', { id })
    await ssh.core.event('run.finished', from)
    expect((await ssh.core.call('checks.open', { id })).questions).toEqual([])
  })

  test('stand-ins are refused in the stage operational', async () => {
    const id = await ssh.core.create({ ...sshDraft(NET, vantage()), stage: 'operational' })
    await expect(ssh.core.call('run.start', { id, ask: { kind: 'all' }, standIns: true })).rejects.toThrow(/stand-ins/)
  })
})

test('a secret is asked for, wrong ones again, and stands in nothing that the core writes or tells', async () => {
  const ssh = await SshCore.open()
  const server = await passwordServer(['password'], (context) => {
    if (context.method === 'password' && context.password === SECRET) context.accept()
    else context.reject(['password'])
  })
  try {
    const secrets = [`wrong ${SECRET}`, SECRET]
    ssh.answerTo = ({ kind }) => (kind === 'host-key' ? yes : { kind: 'secret', secret: secrets.shift() ?? null })
    const draft = sshDraft(NET, { ssh: { user: 'engineer', port: server.port } })
    const endpoints = draft.endpoints.map((e) => (e.name === 'psm-1' ? { ...e, address: server.address } : e))
    const id = await ssh.core.create({ ...draft, endpoints })
    await ssh.core.call('vantage.test', { id, endpoints: ['psm-1'] })
    await ssh.state('psm-1', ({ state }) => state === 'ready')
    expect(ssh.asked.map((q) => (q.kind === 'secret' ? q.attempt : q.kind))).toEqual(['host-key', 1, 2])
    const wrong = { id, question: 'not-a-question', answer: { kind: 'secret' as const, secret: SECRET } }
    const refusal = await ssh.core
      .call('vantage.answer', wrong)
      .catch((error: RefusedCall) => JSON.stringify(error.data))
    expect(refusal).not.toContain('horse')
    await ssh.core.run(id, { kind: 'group', group: 'psm-to-psm' })
    expect(ssh.everything()).toContain('engineer@')
    expect(ssh.everything()).not.toContain('horse')
  } finally {
    server.close()
    await ssh.close()
  }
})
