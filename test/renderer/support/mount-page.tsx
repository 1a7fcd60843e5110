/** Mounts one page on a sample check, with the keys of the app and with room for virtual grids. */
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach } from 'vitest'
import { CompareDialog } from '../../../renderer/parts/compare/compare-dialog.tsx'
import { PlanDrop } from '../../../renderer/parts/frame/plan-drop.tsx'
import { Keyboard } from '../../../renderer/parts/keys/keyboard.tsx'
import { GroupPage } from '../../../renderer/steps/group/group-page.tsx'
import { SummaryPage } from '../../../renderer/steps/summary/summary-page.tsx'
import { followEvents } from '../../../renderer/store/events.ts'
import { AppContext, createAppStore, useApp } from '../../../renderer/store/store.ts'
import type { Route } from '../../../renderer/store/view-slice.ts'
import type { SampleCheck } from '../../support/sample-check.ts'
import { sampleCore } from './sample-core.ts'

const ends: (() => void)[] = []

afterEach(() => {
  cleanup()
  for (const end of ends.splice(0)) end()
})

/** happy-dom lays nothing out; a virtual grid draws what fits into this. */
function giveRoom(): void {
  for (const [name, pixels] of [
    ['offsetWidth', 900],
    ['offsetHeight', 500],
    ['clientWidth', 900],
    ['clientHeight', 500],
    ['scrollWidth', 200_000],
    ['scrollHeight', 200_000],
  ] as const) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => pixels })
  }
}

function Page(): ReactNode {
  const step = useApp(({ route }) => route.step)
  return step === 'summary' ? <SummaryPage /> : <GroupPage />
}

export async function mountPage(sample: SampleCheck, route: Route) {
  giveRoom()
  const client = sampleCore(sample)
  const store = createAppStore(client)
  ends.push(followEvents(client, store))
  const user = userEvent.setup()
  await store.getState().begin()
  await store.getState().openCheck(sample.snapshot.id)
  store.getState().go(route)
  render(
    <AppContext value={{ store, client }}>
      <Page />
      <Keyboard />
      <PlanDrop />
      <CompareDialog />
    </AppContext>,
  )
  await screen.findByRole('heading', { level: 1 })
  return { client, store, user }
}
