/** Chooses results of other machines to add to the open check. */
import { FilePlus2 } from 'lucide-react'
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { useImportResult } from './use-import-result.ts'

export function ImportButton() {
  const { say } = useWords()
  const importResults = useImportResult()
  const [busy, setBusy] = useState(false)
  const isLocked = useApp(({ check }) => check?.running != null || check?.readOnly != null || check?.plan == null)
  const add = async (files: readonly File[]) => {
    setBusy(true)
    await importResults(files)
    setBusy(false)
  }
  return (
    <FileTrigger
      acceptedFileTypes={['.json', '.zip']}
      allowsMultiple
      onSelect={(files) => {
        if (files) void add([...files])
      }}
    >
      <Button kind="plain" isDisabled={isLocked} isPending={busy}>
        <FilePlus2 size={16} aria-hidden />
        {say('import.choose')}
      </Button>
    </FileTrigger>
  )
}
