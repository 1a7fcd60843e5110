/** The site: its name, who is there, how this machine gets there, and the picture of it. */
import { ArrowRight } from 'lucide-react'
import { useRef } from 'react'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { Button } from '../../parts/controls/button.tsx'
import { NothingFromHere } from '../../parts/nothing-from-here.tsx'
import { sendsFromHere, useOwnAddresses } from '../../parts/own-address.ts'
import { groupsOf } from '../../parts/frame/steps.ts'
import { useKey } from '../../parts/keys/registry.ts'
import { SitePicture } from '../../parts/site-picture/site-picture.tsx'
import { useApp, useAppStore } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { FaultsContext, useFaultsOf } from './draft-context.ts'
import { EndpointsSection } from './endpoints-section.tsx'
import { FaultList } from './fault-list.tsx'
import { RouteList } from './route-list.tsx'
import { RulesSection } from './rules-section.tsx'
import { SiteForm } from './site-form.tsx'
import './site-page.css'

function Continue({ canGo }: { canGo: boolean }) {
  const { say } = useWords()
  const store = useAppStore()
  const first = useApp(({ check }) => groupsOf(check)[0] ?? 'user-to-psm')
  const go = async () => {
    // The plan may be behind what was typed last.
    if (!(await store.getState().saveDraft())) return
    const { check, go } = store.getState()
    const [group] = groupsOf(check)
    if (group !== undefined) go({ step: 'group', group })
  }
  useKey('run', () => void go(), canGo)
  return (
    <div className="site-continue">
      <Button kind="primary" isDisabled={!canGo} onPress={() => void go()}>
        {say('site.continue', { group: say(`frame.group.${first}`) })}
        <ArrowRight size={16} aria-hidden />
      </Button>
      {!canGo && <p className="field-note">{say('site.continue.not')}</p>}
    </div>
  )
}

/** Null while that is not known. */
function NoVantage({ draft }: { draft: PlanDraft }) {
  const { say } = useWords()
  const { own, told } = useOwnAddresses()
  if (own.length === 0 || draft.endpoints.some((endpoint) => sendsFromHere(endpoint, own))) return null
  return <NothingFromHere title={say('here.nothing')}>{say('here.nothing.site', { own: told })}</NothingFromHere>
}

function Edited({ draft }: { draft: PlanDraft }) {
  const { say } = useWords()
  const readOnly = useApp(({ check }) => check?.readOnly ?? null)
  const isRunning = useApp(({ check }) => check?.running != null)
  const why = readOnly ?? (isRunning ? say('site.readOnly.running') : null)
  const faults = useFaultsOf(draft)
  const rowScroller = useRef<((index: number) => void) | null>(null)
  return (
    <FaultsContext value={faults}>
      <div className="site-page">
        {faults.canGo && <NoVantage draft={draft} />}
        <div className="site-head">
          <div>
            <h1 tabIndex={-1}>{say('site.title')}</h1>
            <p className="site-lead">{why === null ? say('site.lead') : say('site.readOnly', { why })}</p>
          </div>
          <Continue canGo={faults.canGo} />
        </div>
        <div className="site-columns">
          <div className="site-column">
            <SiteForm />
            <EndpointsSection rowScroller={rowScroller} />
            <RulesSection />
          </div>
          <div className="site-column site-beside">
            <FaultList rowScroller={rowScroller} />
            <section className="site-panel" aria-labelledby="picture-heading">
              <h2 id="picture-heading">{say('site.picture')}</h2>
              <SitePicture />
            </section>
            <RouteList />
          </div>
        </div>
      </div>
    </FaultsContext>
  )
}

export function SitePage() {
  const draft = useApp(({ check }) => check?.draft)
  return draft && <Edited draft={draft} />
}
