/** One host of a check behind SSH: its link, and what is known of it for the reader. */
import type { VantageFacts, VantageState } from '../../../shared/vantage-shapes.ts'
import type { SshHost } from '../../preflight/ssh-hosts.ts'
import type { SshLink } from '../../vantage/ssh/link.ts'
import type { SshSession, SshTarget } from '../../vantage/ssh/session.ts'
import { lookOver } from './look.ts'

export const targetOf = ({ name, address, vantage }: SshHost): SshTarget => ({
  endpoint: name,
  address,
  ssh: vantage.ssh,
})

export class HostLink {
  readonly link: SshLink
  /** The one that was accepted last. */
  hostKey: string | null = null
  private facts: VantageFacts | null = null

  constructor(
    private readonly target: SshTarget,
    private readonly session: SshSession,
    private readonly onChange: () => void,
  ) {
    this.link = session.link(target)
    this.link.onState(() => onChange())
  }

  state(): VantageState {
    const { state, words } = this.link.state
    return { endpoint: this.link.endpoint, state, words, hostKey: this.hostKey, facts: this.facts }
  }

  /** Whether the link is what the plan asks for now. A fingerprint that the plan came to name changes nothing where it is this host's. */
  leadsTo({ address, ssh }: SshTarget): boolean {
    const { address: was, ssh: had } = this.target
    const isSame = was === address && withoutKey(had) === withoutKey(ssh)
    return isSame && (had.hostKey === ssh.hostKey || ssh.hostKey === this.hostKey)
  }

  /**
   * One try, also of a link that broke, which would be opened again by itself for minutes. Rejects with the words of the failure.
   * @param isRunning a run waits for the link too: then it is only hurried, for an end of the link would be one of the waiting
   */
  async open(isRunning: boolean): Promise<void> {
    if (isRunning) this.link.hurry()
    else if (this.link.state.state === 'lost') this.link.close()
    await this.link.open()
  }

  /** Opens it and finds out how it can be asked. Never rejects: what comes of it stands in the state. */
  async test(isRunning: boolean): Promise<void> {
    this.facts = null
    try {
      await this.open(isRunning)
      const [found, { user, address, port }] = await Promise.all([
        lookOver(this.link),
        this.session.settings(this.target),
      ])
      this.facts = { ...found, user, address, port }
      this.onChange()
    } catch {
      // It was told by the link itself.
    }
  }

  close(): void {
    this.facts = null
    this.link.close()
  }
}

const withoutKey = ({ user, port, identityFile }: SshTarget['ssh']) => JSON.stringify([user, port, identityFile])
