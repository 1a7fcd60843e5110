/** Where everything begins: a new check, a plan file, the practice site, or a check that was begun before. */
import { FileText, FlaskConical, Plus } from 'lucide-react'
import { type ComponentType, useState } from 'react'
import { Button as AriaButton, FileTrigger, type PressEvent } from 'react-aria-components'
import { useOpenPlan } from '../../parts/frame/use-open-plan.ts'
import { useWords } from '../../words/words.ts'
import { RecentChecks } from './recent-checks.tsx'
import { useEnterCheck } from './use-enter-check.ts'
import './start-page.css'

interface WayProps {
  Icon: ComponentType<{ size: number; 'aria-hidden': boolean }>
  title: string
  what: string
  isFirst?: boolean
  isDisabled?: boolean
  onPress?: (event: PressEvent) => void
}

function Way({ Icon, title, what, isFirst = false, ...rest }: WayProps) {
  return (
    <AriaButton {...rest} className={isFirst ? 'start-way start-way-first' : 'start-way'}>
      <Icon size={22} aria-hidden />
      <span className="start-way-words">
        <span className="start-way-title">{title}</span>
        <span className="start-way-what">{what}</span>
      </span>
    </AriaButton>
  )
}

export function StartPage() {
  const { say } = useWords()
  const { create } = useEnterCheck()
  const openPlan = useOpenPlan()
  const [busy, setBusy] = useState(false)
  const begin = (from: 'blank' | 'practice') => {
    setBusy(true)
    void create({ from }).finally(() => setBusy(false))
  }
  return (
    <div className="start-page">
      <h1 tabIndex={-1}>{say('start.title')}</h1>
      <p className="start-lead">{say('start.lead')}</p>
      <div className="start-ways">
        <Way
          Icon={Plus}
          title={say('start.new')}
          what={say('start.new.what')}
          isFirst
          isDisabled={busy}
          onPress={() => begin('blank')}
        />
        <FileTrigger
          acceptedFileTypes={['.psmplan', '.yaml', '.yml', '.json']}
          onSelect={(files) => {
            if (files && files.length > 0) void openPlan([...files])
          }}
        >
          <Way Icon={FileText} title={say('start.open')} what={say('start.open.what')} />
        </FileTrigger>
        <Way
          Icon={FlaskConical}
          title={say('start.practice')}
          what={say('start.practice.what')}
          isDisabled={busy}
          onPress={() => begin('practice')}
        />
      </div>
      <RecentChecks />
    </div>
  )
}
