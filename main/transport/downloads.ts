/** Report files that wait to be fetched by the browser: once each, by an address that nobody can guess. */
import { randomBytes } from 'node:crypto'
import type { Delivery } from '../../shared/contract.ts'
import type { ReportFile } from '../checks/make-report.ts'

/** Reports are held in memory; older ones that nobody fetched are forgotten. */
const MOST_WAITING = 4
const PREFIX = '/reports/'

export class Downloads {
  private readonly waiting = new Map<string, ReportFile>()

  readonly offer = async (file: ReportFile): Promise<Delivery> => {
    const id = randomBytes(32).toString('base64url')
    this.waiting.set(id, file)
    for (const oldest of this.waiting.keys()) {
      if (this.waiting.size <= MOST_WAITING) break
      this.waiting.delete(oldest)
    }
    return { kind: 'download', url: `${PREFIX}${id}`, name: file.name }
  }

  /** Null: there is none, or it was fetched. */
  take(path: string): ReportFile | null {
    if (!path.startsWith(PREFIX)) return null
    const id = path.slice(PREFIX.length)
    const file = this.waiting.get(id) ?? null
    this.waiting.delete(id)
    return file
  }
}
