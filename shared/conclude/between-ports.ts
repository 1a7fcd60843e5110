/**
 * Few ports of a host are traced, and rules are about ranges of ports: what lies between two that end at the same machine is taken to end
 * there, too. Where they differ, only a trace between them tells.
 */

/** The end of a port that was not traced: that of its neighbours on both sides, or of all that were traced. Null where they differ. */
export function endBetween<End>(port: number, traced: ReadonlyMap<number, End>, isSame: (a: End, b: End) => boolean) {
  const own = traced.get(port)
  if (own !== undefined) return own
  const ports = [...traced.keys()]
  const below = traced.get(Math.max(...ports.filter((other) => other < port)))
  const above = traced.get(Math.min(...ports.filter((other) => other > port)))
  const beside = below !== undefined && above !== undefined ? [below, above] : [...traced.values()]
  const [first] = beside
  return first !== undefined && beside.every((end) => isSame(end, first)) ? first : null
}

/** Which port to trace next: the outer ones, then halves of what lies between two that differ. Null: nothing more would be told. */
export function nextToTrace<End>(
  ports: readonly number[],
  traced: ReadonlyMap<number, End>,
  isSame: (a: End, b: End) => boolean,
): number | null {
  const sorted = ports.toSorted((a, b) => a - b)
  for (const outer of [sorted.at(-1), sorted[0]]) if (outer !== undefined && !traced.has(outer)) return outer
  const unknown = sorted.filter((port) => endBetween(port, traced, isSame) === null)
  return unknown[Math.floor(unknown.length / 2)] ?? null
}
