/** The frame around every screen, and which screen is shown. */
import { useEffect } from 'react'
import { I18nProvider } from 'react-aria-components'
import './look/fonts.css'
import './look/tokens.css'
import './look/base.css'
import { CompareDialog } from './parts/compare/compare-dialog.tsx'
import { CaptureDialog } from './parts/capture/capture-dialog.tsx'
import { ErrorBoundary } from './parts/frame/error-boundary.tsx'
import { Frame } from './parts/frame/frame.tsx'
import { VantageQuestions } from './parts/vantages/vantage-questions.tsx'
import { PlanDrop } from './parts/frame/plan-drop.tsx'
import { useAppearance } from './parts/frame/use-appearance.ts'
import { useHeadingFocus, useKeptFocus } from './parts/frame/use-focus.ts'
import { useClosing, useLastSave } from './parts/frame/use-leaving.ts'
import { Keyboard } from './parts/keys/keyboard.tsx'
import { GroupPage } from './steps/group/group-page.tsx'
import { SitePage } from './steps/site/site-page.tsx'
import { StartPage } from './steps/start/start-page.tsx'
import { SummaryPage } from './steps/summary/summary-page.tsx'
import { useApp, useAppStore } from './store/store.ts'
import type { Route } from './store/view-slice.ts'
import { useWords } from './words/words.ts'

const stepName = (route: Route) => (route.step === 'group' ? `group ${route.group}` : route.step)

function Page() {
  const route = useApp((state) => state.route)
  const id = useApp(({ check }) => check?.id)
  if (id === undefined) return <StartPage />
  switch (route.step) {
    case 'start':
      return <StartPage />
    case 'site':
      return <SitePage key={id} />
    case 'group':
      return <GroupPage key={`${id} ${route.group}`} />
    case 'summary':
      return <SummaryPage key={id} />
    default:
      return route satisfies never
  }
}

/** The ways out depend on the plan only, and asking for them sends nothing. */
function useMachine(): void {
  const store = useAppStore()
  useEffect(
    () =>
      store.subscribe(({ check, readMachine }, before) => {
        if (check?.id !== before.check?.id || check?.plan !== before.check?.plan) void readMachine()
      }),
    [store],
  )
}

function Screen() {
  const step = useApp(({ check, route }) => (check === null ? 'start' : stepName(route)))
  useAppearance()
  useHeadingFocus(step)
  useKeptFocus()
  useClosing()
  useLastSave()
  useMachine()
  return (
    <>
      <Frame step={step}>
        <Page />
      </Frame>
      <Keyboard />
      <PlanDrop />
      <CaptureDialog />
      <CompareDialog />
      <VantageQuestions />
    </>
  )
}

export function App() {
  const { language } = useWords()
  return (
    <I18nProvider locale={language}>
      <ErrorBoundary>
        <Screen />
      </ErrorBoundary>
    </I18nProvider>
  )
}
