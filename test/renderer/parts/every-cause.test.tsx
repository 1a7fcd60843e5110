// @vitest-environment happy-dom
/** In the app every cause has its explanation, its evidence, who can fix it, its steps, its commands, and a button to test it again. */
import { act, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { PLATFORMS, PLATFORM_TITLES } from '../../../shared/explain/causes/verify/platform.ts'
import { FLOW_CAUSES, OTHER_CAUSES } from '../../../shared/explain/causes/vocabulary.ts'
import { runOfEveryCause } from '../../support/every-cause.ts'
import { sampleCheck } from '../../support/sample-check.ts'
import { mountPage } from '../support/mount-page.tsx'

const NODES = { step: 'group', group: 'psm-to-psm' } as const
const SUMMARY = { step: 'summary' } as const

test.each([
  ['causes of flows, on the page of their group', FLOW_CAUSES, NODES],
  ['causes beside the flows, on the summary', OTHER_CAUSES, SUMMARY],
] as const)(
  '%s',
  async (_, causes, route) => {
    const sample = sampleCheck(runOfEveryCause())
    const { user, store } = await mountPage(sample, route)
    for (const cause of causes) {
      const finding = sample.snapshot.result.findings.find((one) => one.cause === cause)
      if (!finding) throw new Error(`no finding of ${cause}`)
      act(() => store.getState().showFinding(finding.id))
      const card = screen.getByRole('article', { name: finding.title })
      const { explanation, whoCanFix, steps, settle, verify = {} } = finding
      for (const said of [explanation, whoCanFix, ...steps, ...settle]) expect(card.textContent).toContain(said)
      expect(within(card).getByText('How we know').nextSibling?.textContent?.length).toBeGreaterThan(60)
      const choice = within(card).getByRole('combobox', { name: 'Typed on' })
      for (const platform of PLATFORMS) {
        await user.selectOptions(choice, platform)
        const shown = within(card).getByRole('region', { name: PLATFORM_TITLES[platform] })
        expect(shown.textContent).toBe(verify[platform]?.join('\n'))
      }
      expect(within(card).getByRole('button', { name: 'Test these again' })).toBeTruthy()
    }
  },
  120_000,
)

test('what is beside the flows is asked again by its finding', async () => {
  const sample = sampleCheck(runOfEveryCause())
  const { user, client, store } = await mountPage(sample, SUMMARY)
  const clock = sample.snapshot.result.findings.find(({ cause }) => cause === 'clock')
  act(() => store.getState().showFinding(clock?.id ?? ''))
  const card = screen.getByRole('article', { name: 'psm-1: the clocks are apart' })
  expect(card.textContent).toContain('beside the flows')
  await user.click(within(card).getByRole('button', { name: 'Test these again' }))
  expect(client.paramsOf('run.start')).toEqual([
    { id: 'sample', ask: { kind: 'finding', finding: clock?.id }, standIns: true },
  ])
})
