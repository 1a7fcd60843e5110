/** The lab's results as text: a table per scenario, one line for the console, and the false passes of all scenarios. */
import type { Judgement, Row } from './judge-run.ts'
import type { Mode, Scenario } from './scenario.ts'

/** Columns as wide as their longest cell. */
export function columns(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function rowCells({ flow, expectation, nmap, nmapRight, falsePass, faults }: Row): string[] {
  const nmapMark = nmapRight === null ? 'cannot know' : nmapRight ? 'right' : 'WRONG'
  return [
    flow.id,
    expectation.truth,
    flow.outcome,
    flow.verdict,
    flow.proof,
    flow.blockedBy ? `${flow.blockedBy.address} hop ${flow.blockedBy.hop} ${flow.blockedBy.certainty}` : '-',
    nmap ? `${nmap.state} (${nmap.reason})` : '-',
    nmap ? nmapMark : '-',
    falsePass ? 'FALSE PASS' : faults.length > 0 ? 'FAULT' : '',
    flow.reason,
  ]
}

/** The whole table of a scenario, as it is kept in `.cache/lab`. */
export function scenarioTable(scenario: Scenario, { rows, faults }: Judgement): string {
  const header = ['flow', 'truth', 'ours', 'verdict', 'proof', 'in the way', 'nmap -sT', 'nmap is', '', 'reason']
  return [
    `${scenario.name}: ${scenario.why}`,
    '',
    columns([header, ...rows.map(rowCells)]),
    '',
    faults.length === 0 ? 'no fault' : `${faults.length} faults:\n${faults.join('\n')}`,
    '',
  ].join('\n')
}

/** One line for the console. */
export function summaryLine(
  scenario: Scenario,
  mode: Mode,
  { rows, faults }: Judgement,
  ms: number,
  rssKb: number,
): string {
  const exact = rows.filter((row) => row.flow.outcome === row.expectation.truth).length
  const falsePass = rows.filter((row) => row.falsePass).length
  const nmapKnows = rows.filter((row) => row.nmapRight !== null)
  const nmapRight = nmapKnows.filter((row) => row.nmapRight).length
  return [
    `lab ${scenario.name.padEnd(24)} ${mode.padEnd(7)}`,
    `${exact}/${rows.length} exact`,
    `${falsePass} false passes`,
    `nmap ${nmapRight}/${nmapKnows.length}`,
    `${(ms / 1000).toFixed(1)} s`,
    `${(rssKb / 1024).toFixed(0)} MB`,
    faults.length === 0 ? 'ok' : `${faults.length} FAULTS`,
  ].join(' · ')
}

/** The false passes that connect() cannot avoid, with the reason that each scenario gives. */
export function falsePassReport(done: readonly { scenario: Scenario; mode: Mode; judgement: Judgement }[]): string {
  const lines = done.flatMap(({ scenario, mode, judgement }) => {
    const rows = judgement.rows.filter((row) => row.falsePass)
    const reasons = [...new Set(rows.map((row) => row.expectation.falsePass ?? 'NOT LISTED'))]
    return rows.length === 0 ? [] : [`  ${scenario.name} (${mode}): ${rows.length}. ${reasons.join(' ')}`]
  })
  const total = done.flatMap((d) => d.judgement.rows.filter((row) => row.falsePass)).length
  return [`lab: ${total} false passes that connect() alone cannot avoid, all listed, all "likely":`, ...lines].join(
    '\n',
  )
}
