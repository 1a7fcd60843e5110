/**
 * The SSH links of one open check. They stay open between its runs, and what the engineer typed and accepted is known as long as one of them
 * is there. ssh2 is loaded with the first.
 */
import type { VantageAnswer, VantageQuestion, VantageState } from '../../../shared/vantage-shapes.ts'
import type { Endpoint } from '../../../shared/plan/plan.ts'
import { type SshHost, isSshHost } from '../../preflight/ssh-hosts.ts'
import type { SshSession } from '../../vantage/ssh/session.ts'
import { CheckError } from '../check-error.ts'
import type { EventSink } from '../event-sink.ts'
import { HostLink, targetOf } from './host-link.ts'
import { Questions } from './questions.ts'

export class CheckVantages {
  private readonly links = new Map<string, HostLink>()
  private session: SshSession | null = null
  private readonly questions: Questions

  constructor(
    private readonly check: string,
    private readonly events: EventSink,
  ) {
    this.questions = new Questions(check, events)
  }

  states(): VantageState[] {
    return [...this.links.values()].map((link) => link.state())
  }

  openQuestions(): VantageQuestion[] {
    return this.questions.list()
  }

  /** Begins, and does not wait. Throws {@link CheckError} where there is no such endpoint behind SSH. */
  async test(endpoints: readonly Endpoint[], names: readonly string[], isRunning: boolean): Promise<void> {
    const links = await this.linksTo(hostsNamed(endpoints, names))
    for (const link of links.values()) void link.test(isRunning)
  }

  answer(question: string, answer: VantageAnswer): void {
    this.questions.answer(question, answer)
  }

  disconnect(names: readonly string[]): void {
    for (const name of names) this.drop(name)
    this.letGo()
  }

  /** The plan has changed: links that it does not ask for any more end. */
  follow(endpoints: () => readonly Endpoint[]): void {
    if (this.links.size === 0) return
    const hosts = new Map(endpoints().map((endpoint) => [endpoint.name, endpoint]))
    for (const [name, link] of this.links) {
      const host = hosts.get(name)
      if (!host || !isSshHost(host) || !link.leadsTo(targetOf(host))) this.drop(name)
    }
    this.letGo()
  }

  /** The links to hosts, made where there is none. They need not be open. */
  async linksTo(hosts: readonly SshHost[]): Promise<Map<string, HostLink>> {
    const session = await this.open()
    return new Map(hosts.map((host) => [host.name, this.linkTo(host, session)]))
  }

  /** What is still asked counts as declined. */
  decline(): void {
    this.questions.decline()
  }

  close(): void {
    this.questions.close()
    for (const name of this.links.keys()) this.drop(name)
    this.letGo()
  }

  private linkTo(host: SshHost, session: SshSession): HostLink {
    const target = targetOf(host)
    const known = this.links.get(host.name)
    if (known?.leadsTo(target)) return known
    if (known) this.drop(host.name)
    const link = new HostLink(target, session, () => {
      if (this.links.get(host.name) === link) this.tell(link.state())
    })
    this.links.set(host.name, link)
    return link
  }

  private async open(): Promise<SshSession> {
    if (this.session) return this.session
    const { SshSession } = await import('../../vantage/ssh/session.ts')
    this.session ??= new SshSession({
      askSecret: ({ kind, ...question }) => this.questions.secret({ ...question, secret: kind }),
      confirmHostKey: (question) => this.questions.isThisHost(question),
      onHostKey: (endpoint, fingerprint) => {
        const link = this.links.get(endpoint)
        if (link) link.hostKey = fingerprint
      },
    })
    return this.session
  }

  private drop(name: string): void {
    const link = this.links.get(name)
    if (!link) return
    this.questions.decline(name)
    this.links.delete(name)
    link.close()
    this.tell({ ...link.state(), hostKey: null })
  }

  /** Without a link nothing that was typed is kept. */
  private letGo(): void {
    if (this.links.size > 0) return
    this.session?.close()
    this.session = null
  }

  private tell(state: VantageState): void {
    this.events.emit('vantage.changed', { check: this.check, vantages: [state] })
  }
}

function hostsNamed(endpoints: readonly Endpoint[], names: readonly string[]): SshHost[] {
  const known = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]))
  return names.map((name) => {
    const endpoint = known.get(name)
    if (!endpoint)
      throw new CheckError('not-found', `The plan has no endpoint ${name} that can be read: correct its row.`)
    if (!isSshHost(endpoint)) throw new CheckError('refused', `${name} has no SSH vantage: set one up first.`)
    return endpoint
  })
}
