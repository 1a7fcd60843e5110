/** Saves a report, and says where it is. */
import { FileDown } from 'lucide-react'
import { useState } from 'react'
import { type Delivery, REPORT_FORMATS } from '../../../shared/contract.ts'
import { Button } from '../../parts/controls/button.tsx'
import { useApp } from '../../store/store.ts'
import { type Words, useWords } from '../../words/words.ts'

type Format = (typeof REPORT_FORMATS)[number]

/** In a browser the file is fetched as a download; the page stays. */
function download({ url, name }: { url: string; name: string }): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
}

function deliveryWords({ say }: Words, delivery: Delivery): string {
  switch (delivery.kind) {
    case 'saved':
      return say('summary.saved', { path: delivery.path })
    case 'download':
      return say('summary.downloading', { name: delivery.name })
    case 'cancelled':
      return ''
    default:
      return delivery satisfies never
  }
}

export function ReportButtons({ isDisabled }: { isDisabled: boolean }) {
  const words = useWords()
  const { say } = words
  const saveReport = useApp((state) => state.saveReport)
  const [busy, setBusy] = useState<Format | null>(null)
  const [said, setSaid] = useState('')
  const save = async (format: Format) => {
    setBusy(format)
    setSaid('')
    const delivery = await saveReport(format)
    setBusy(null)
    if (!delivery) return
    if (delivery.kind === 'download') download(delivery)
    setSaid(deliveryWords(words, delivery))
  }
  return (
    <div className="report-buttons" role="group" aria-label={say('summary.save')}>
      {REPORT_FORMATS.map((format) => (
        <Button
          key={format}
          kind={format === 'pdf' && !isDisabled ? 'primary' : 'plain'}
          isDisabled={isDisabled}
          isPending={busy !== null}
          aria-label={say('summary.save.format', { format: say(`summary.save.${format}`) })}
          onPress={() => void save(format)}
        >
          {format === 'pdf' && <FileDown size={16} aria-hidden />}
          {say(`summary.save.${format}`)}
        </Button>
      ))}
      <p role="status" className="report-said">
        {said}
      </p>
    </div>
  )
}
