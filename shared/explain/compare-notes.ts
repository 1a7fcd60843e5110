/** What the reader of a comparison must hear before its numbers: what is not alike about the two results, and what was left out. */
import type { ComparedResult, Comparison } from '../comparison.ts'
import { compactNames } from './compact.ts'

const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`

export function compareNotes(
  old: ComparedResult,
  now: ComparedResult,
  endpoints: Comparison['endpoints'],
  { leftOut, newMachines }: { leftOut: number; newMachines: number },
): string[] {
  const notes: string[] = []
  if (old.sha256 === now.sha256) notes.push('Both are the same file: nothing can differ.')
  else if (Date.parse(now.finishedAt) < Date.parse(old.finishedAt))
    notes.push(
      `${now.name} ended before ${old.name} (${now.finishedAt}, ${old.finishedAt}): are they in the right order? The older one comes first.`,
    )
  if (old.stage !== now.stage)
    notes.push(
      `${old.name} was judged for ${old.stage}, ${now.name} for ${now.stage}: a verdict may differ where the network does not.`,
    )
  if (old.catalogue !== now.catalogue)
    notes.push(`The port catalogues differ: ${old.catalogue}, then ${now.catalogue}.`)
  if (old.tool !== now.tool)
    notes.push(
      `The versions of the program differ (${old.tool}, then ${now.tool}): the same evidence may be judged otherwise.`,
    )
  for (const { name, complete } of [old, now])
    if (!complete) notes.push(`${name} was stopped before its end: what it did not ask is untested.`)
  if (old.plan !== now.plan) notes.push(...planNotes(endpoints, leftOut, newMachines))
  return notes
}

function planNotes(
  { renamed, moved, onlyOld, onlyNew }: Comparison['endpoints'],
  leftOut: number,
  newMachines: number,
) {
  const notes = [
    'The plan was changed between the two: flows between the same machines (role and address) are compared.',
  ]
  const names = (list: readonly { name: string }[]) => compactNames(list.map(({ name }) => name)).join(', ')
  if (renamed.length > 0)
    notes.push(`Renamed: ${renamed.map(({ old, new: is, address }) => `${old} is ${is} now (${address})`).join('; ')}.`)
  if (moved.length > 0)
    notes.push(
      `The same name for another machine: ${moved.map(({ name, old, new: is }) => `${name} was ${old}, and is ${is}`).join('; ')}. Their flows are not compared.`,
    )
  if (onlyOld.length > 0) notes.push(`Only in the old plan: ${names(onlyOld)}.`)
  if (onlyNew.length > 0) notes.push(`Only in the new plan: ${names(onlyNew)}.`)
  if (leftOut > 0)
    notes.push(
      `${count(leftOut, 'flow')} of the old result ${leftOut === 1 ? 'is' : 'are'} left out: their machines are not in the new plan.`,
    )
  if (newMachines > 0)
    notes.push(
      `${count(newMachines, 'flow')} of the new result ${newMachines === 1 ? 'has' : 'have'} no counterpart: their machines were not in the old plan.`,
    )
  return notes
}
