/** Makes the folder of a new check: from nothing, from the practice site, or from the text of a plan file. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { PLAN_TEXT_LIMIT, type Params } from '../../shared/contract.ts'
import type { PlanDraft } from '../../shared/shapes.ts'
import { draftOfPlan, draftOfRaw, emptyDraft, faultsOfDraft } from '../../shared/plan/draft.ts'
import { FILE_PATH, type Fault, finishFault, valueAt } from '../../shared/plan/faults.ts'
import { interpretPlan } from '../../shared/plan/interpret.ts'
import { readTree } from '../plan/yaml-tree.ts'
import { PRACTICE_CATALOGUE, PRACTICE_PLAN } from '../practice/site-data.ts'
import { CheckFolder, type CheckMeta } from '../store/check-folder.ts'
import { writeWhole } from '../store/write-run.ts'
import { untestedYet } from './listed.ts'
import { testedPlan } from './tested-plan.ts'

type From = Params<'checks.create'>
export type Created = { ok: true; id: string } | { ok: false; faults: Fault[] }

/** @param folder that holds all checks */
export async function createCheck(folder: string, from: From): Promise<Created> {
  const read = draftFrom(from)
  if ('faults' in read) return { ok: false, faults: read.faults }
  const { draft } = read
  const practice = from.from === 'practice'
  const now = new Date()
  const id = newId(now)
  const files = new CheckFolder(join(folder, id))
  const { tested, faults } = testedPlan(draft, practice ? PRACTICE_CATALOGUE : APPENDIX_B)
  await files.writeDraft(draft)
  if (tested) await writeWhole(files.plan(), tested.yaml)
  const meta: CheckMeta = {
    format: 1,
    practice,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    discarded: false,
    site: draft.site.name,
    customer: draft.site.customer,
    engineer: draft.site.engineer,
    stage: draft.stage,
    ...untestedYet(tested, faults.length, null),
  }
  // Last: a folder without it is no check yet.
  await files.writeMeta(meta)
  return { ok: true, id }
}

/** Sorts by time, and is new also when two are made at once. */
const newId = (now: Date) =>
  `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()}-${randomBytes(4).toString('hex')}`

function draftFrom(from: From): { draft: PlanDraft } | { faults: Fault[] } {
  switch (from.from) {
    case 'blank':
      return { draft: emptyDraft() }
    case 'practice':
      return { draft: draftOfPlan(PRACTICE_PLAN) }
    case 'plan':
      return draftOfText(from.text)
  }
}

/** A value that is wrong can be corrected in its cell; what has no cell, such as an unknown key, only in the file. */
function draftOfText(text: string): { draft: PlanDraft } | { faults: Fault[] } {
  const bytes = Buffer.byteLength(text)
  if (bytes > PLAN_TEXT_LIMIT) {
    const found = `a file of ${bytes.toLocaleString('en')} bytes`
    const accepted = `a plan of at most ${PLAN_TEXT_LIMIT.toLocaleString('en')} bytes`
    return { faults: [{ path: FILE_PATH, line: null, column: null, found, accepted }] }
  }
  const read = readTree(text.replace(/^\uFEFF/, ''))
  const inFile = read.faults.map((fault) => finishFault(fault, undefined, () => fault.position))
  if (!read.ok) return { faults: inFile }
  const { value, locate } = read.tree
  const meaning = interpretPlan(value, { catalogue: APPENDIX_B, locate })
  const faults = meaning.ok ? [] : meaning.faults
  if (!Array.isArray(valueAt(value, ['endpoints']))) return { faults: [...inFile, ...faults] }
  const draft = draftOfRaw(value)
  const inCells = new Set(faultsOfDraft(draft).map(({ path }) => path))
  const without = [...inFile, ...faults.filter(({ path }) => !inCells.has(path))]
  return without.length > 0 ? { faults: [...inFile, ...faults] } : { draft }
}
