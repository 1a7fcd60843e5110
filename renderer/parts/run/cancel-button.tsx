/** Stops a run. What is known by then is concluded and kept, and that takes a moment. */
import { useLayoutEffect, useRef, useState } from 'react'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'

/** It takes the place of the button that started the run, and its focus. */
export function CancelButton() {
  const { say } = useWords()
  const cancelRun = useApp((state) => state.cancelRun)
  const [pressed, setPressed] = useState(false)
  const place = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    if (document.activeElement === document.body) place.current?.querySelector('button')?.focus()
  }, [])
  const cancel = () => {
    setPressed(true)
    void cancelRun()
  }
  return (
    <span ref={place}>
      <Button isPending={pressed} onPress={cancel}>
        {say(pressed ? 'group.cancelling' : 'group.cancel')}
      </Button>
    </span>
  )
}
