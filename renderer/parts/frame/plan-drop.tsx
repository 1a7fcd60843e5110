/** A plan may be dropped anywhere on the window. While one is held above it, the window says so. */
import { FileDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useWords } from '../../words/words.ts'
import { useOpenPlan } from './use-open-plan.ts'
import './plan-drop.css'

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

export function PlanDrop() {
  const { say } = useWords()
  const openPlan = useOpenPlan()
  const [held, hold] = useState(false)

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      // Without this the browser would leave the page and open the file.
      event.preventDefault()
      hold(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) hold(false)
    }
    const drop = (event: DragEvent) => {
      hold(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      void openPlan([...(event.dataTransfer?.files ?? [])])
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [openPlan])

  if (!held) return null
  return (
    <div className="plan-drop">
      <div className="plan-drop-words">
        <FileDown size={32} aria-hidden />
        <strong>{say('frame.drop')}</strong>
        <span>{say('frame.drop.kinds')}</span>
      </div>
    </div>
  )
}
