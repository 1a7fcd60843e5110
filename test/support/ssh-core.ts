/** A core whose engineer has an OpenSSH folder of a test and no agent, and a check with a host behind a real sshd on loopback. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { EventData } from '../../shared/contract.ts'
import type { DraftEndpoint, PlanDraft } from '../../shared/shapes.ts'
import type { VantageAnswer, VantageQuestion, VantageState } from '../../shared/vantage-shapes.ts'
import { Core, loopbackDraft, temporaryFolder } from './core.ts'
import { type SshWorld, makeSshWorld } from './ssh-world.ts'

/** Two nodes that send: one over SSH, one from here. */
export const sshDraft = (net: number, vantage: DraftEndpoint['vantage']): PlanDraft => {
  const draft = loopbackDraft(net)
  return {
    ...draft,
    endpoints: draft.endpoints.map((endpoint) => (endpoint.name === 'psm-1' ? { ...endpoint, vantage } : endpoint)),
  }
}

export class SshCore {
  /** What nobody was told to answer is left open. */
  answerTo: (question: VantageQuestion) => VantageAnswer | null = () => null
  readonly asked: VantageQuestion[] = []

  private constructor(
    readonly core: Core,
    readonly world: SshWorld,
    readonly folder: string,
    private readonly end: () => Promise<void>,
  ) {
    core.log.listen(({ envelope }) => {
      if (envelope.event !== 'vantage.asked') return
      const { check, question } = envelope.data
      this.asked.push(question)
      const answer = this.answerTo(question)
      if (answer) void core.call('vantage.answer', { id: check, question: question.id, answer })
    })
  }

  static async open(): Promise<SshCore> {
    const place = await temporaryFolder()
    const world = makeSshWorld()
    // Read when a session begins.
    const before = { HOME: process.env['HOME'], SSH_AUTH_SOCK: process.env['SSH_AUTH_SOCK'] }
    process.env['HOME'] = world.home
    delete process.env['SSH_AUTH_SOCK']
    const core = await Core.open(place.folder)
    return new SshCore(core, world, place.folder, async () => {
      await core.workspace.close()
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
      await place.done()
    })
  }

  close(): Promise<void> {
    return this.end()
  }

  /** The next state of a host for which `is` holds, from event `from` on. */
  async state(endpoint: string, is: (state: VantageState) => boolean, from = 0): Promise<VantageState> {
    const find = ({ vantages }: EventData<'vantage.changed'>) =>
      vantages.find((state) => state.endpoint === endpoint && is(state))
    for (const { event, data } of this.core.told.slice(from)) {
      const found = event === 'vantage.changed' ? find(data) : undefined
      if (found) return found
    }
    return new Promise((resolve) => {
      const end = this.core.log.listen(({ envelope: { event, data } }) => {
        const found = event === 'vantage.changed' ? find(data) : undefined
        if (!found) return
        end()
        resolve(found)
      })
    })
  }

  /** All that the core wrote into its folder, and all that it told. */
  everything(): string {
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    return [...files, JSON.stringify(this.core.told)].join('\n')
  }
}
