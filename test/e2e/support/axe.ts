/** What axe finds wrong with the page as it is shown. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG 2.2 A and AA everywhere; AAA contrast where the theme promises it. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What a library has said aloud stays for some seconds in its live region, and may name a button that is gone by then. */
const CONTEXT = { exclude: ['[data-live-announcer]'] }

interface AxeGlobal {
  axe: {
    run: (
      context: object,
      options: object,
    ) => Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }>
  }
}

/** Each violation as one line, with the first element that has it. */
export async function violations(page: Page, theme: string): Promise<string[]> {
  await page.evaluate(axe.source)
  const rules = theme === 'contrast' ? { 'color-contrast-enhanced': { enabled: true } } : {}
  const found = await page.evaluate(
    ({ tags, rules, context }) =>
      (window as unknown as AxeGlobal).axe.run(context, { runOnly: { type: 'tag', values: tags }, rules }),
    { tags: TAGS, rules, context: CONTEXT },
  )
  return found.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.length}): ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary ?? ''}`,
  )
}
