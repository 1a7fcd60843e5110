/** "Compare with run 1…": what the check says now against what that run said. */
import { useState } from 'react'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'

export function CompareButton({ run }: { run: number }) {
  const { say } = useWords()
  const compareWith = useApp((state) => state.compareWith)
  const [busy, setBusy] = useState(false)
  const compare = async () => {
    setBusy(true)
    await compareWith({ kind: 'run', run }, say('evidence.run', { run }))
    setBusy(false)
  }
  return (
    <Button isPending={busy} aria-label={say('compare.with', { run })} onPress={() => void compare()}>
      {say('compare.button')}
    </Button>
  )
}
