/** A catalogue with every port moved by the same amount: the practice site must not need ports below 1024. */
import type { Catalogue } from './catalogue.ts'

/** Moves ports and field knowledge alike. Throws when a port would leave 1…65535. */
export function shiftPorts(catalogue: Catalogue, by: number): Catalogue {
  const move = (port: number) => {
    const moved = port + by
    if (moved < 1 || moved > 65_535) throw new RangeError(`port ${port} moved by ${by} is no port`)
    return moved
  }
  const moveAll = <T extends { ports: readonly number[] }>(item: T): T => ({ ...item, ports: item.ports.map(move) })
  const { field } = catalogue
  return {
    ...catalogue,
    version: `${catalogue.version}+ports${by}`,
    portShift: (catalogue.portShift ?? 0) + by,
    rows: catalogue.rows.map((row) => ({ ...row, port: move(row.port) })),
    field: {
      ...field,
      identity: field.identity.map(moveAll),
      placement: field.placement.map(moveAll),
      listeningBeforeBootstrap: moveAll(field.listeningBeforeBootstrap),
      bootstrapOnly: moveAll(field.bootstrapOnly),
    },
  }
}
