/** The change request for every firewall in one archive, for doors that hand over one file. */
import { ZipFile } from 'yazl'
import type { RuleRequest } from '../../shared/explain/rule-request.ts'
import { ruleFiles } from './rules-folder.ts'

/** A folder `rules/` with the same files as `--format rules` writes. */
export async function rulesArchive(request: RuleRequest): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of ruleFiles(request)) if (text !== null) zip.addBuffer(Buffer.from(text), `rules/${name}`)
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
