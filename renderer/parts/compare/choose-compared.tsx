/** With what the check is compared: another saved check, most likely of the same site, or a file. */
import { FileUp } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button as AriaButton, FileTrigger } from 'react-aria-components'
import type { CheckSummary } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { visible } from '../../words/visible.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { VerdictMark } from '../verdict-mark.tsx'

/** Of the same site first; the list is the newest first already. */
function others(checks: readonly CheckSummary[], id: string, site: string): CheckSummary[] {
  const tested = checks.filter(
    (check) => check.id !== id && check.trouble === null && check.summary.untested < check.summary.flows,
  )
  return tested.toSorted((a, b) => Number(b.site === site) - Number(a.site === site))
}

export function ChooseCompared() {
  const { say } = useWords()
  const id = useApp(({ check }) => check?.id ?? '')
  const site = useApp(({ check }) => check?.draft.site.name ?? '')
  const checks = useApp((state) => state.checks)
  const readChecks = useApp((state) => state.readChecks)
  const compareWithFile = useApp((state) => state.compareWithFile)
  const [busy, setBusy] = useState(false)
  useEffect(() => void readChecks(), [readChecks])
  const bring = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    await compareWithFile(file)
    setBusy(false)
  }
  const found = others(checks ?? [], id, site)
  return (
    <>
      <p>{say('compare.choose.what')}</p>
      {found.length === 0 && <p className="compare-none">{say('compare.choose.none')}</p>}
      <ul className="compare-checks">
        {found.map((check) => (
          <Other key={check.id} check={check} />
        ))}
      </ul>
      <div>
        <FileTrigger acceptedFileTypes={['.json', '.zip']} onSelect={(files) => void bring(files?.[0])}>
          <Button isPending={busy}>
            <FileUp size={16} aria-hidden />
            {say('compare.choose.file')}
          </Button>
        </FileTrigger>
      </div>
    </>
  )
}

function Other({ check }: { check: CheckSummary }) {
  const { say, date } = useWords()
  const compareWith = useApp((state) => state.compareWith)
  const [busy, setBusy] = useState(false)
  const site = visible(check.site) || say('start.unnamed')
  const name = `${site}, ${date(check.updatedAt)}`
  const compare = async () => {
    setBusy(true)
    await compareWith({ kind: 'check', check: check.id }, name)
    setBusy(false)
  }
  return (
    <li>
      <AriaButton className="compare-check" isPending={busy} onPress={() => void compare()}>
        <VerdictMark verdict={check.standing} proof={check.standing === 'untested' ? 'none' : 'likely'} />
        <span>
          <b>{name}</b>
          <small>{check.sentence}</small>
        </span>
      </AriaButton>
    </li>
  )
}
