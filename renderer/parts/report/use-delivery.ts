/** A file that the core made for the user: fetched where it is a download, and told where it is. */
import { useCallback } from 'react'
import type { Delivery } from '../../../shared/contract.ts'
import { useWords } from '../../words/words.ts'

/** A click on a link is the browser's own way to save a file; the page stays. */
function fetchFile(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
}

/** Gives what to say of it; empty where there is nothing to say. */
export function useDelivery(): (delivery: Delivery | null) => string {
  const { say } = useWords()
  return useCallback(
    (delivery) => {
      if (delivery === null) return ''
      switch (delivery.kind) {
        case 'saved':
          return say('summary.saved', { path: delivery.path })
        case 'download':
          fetchFile(delivery.url, delivery.name)
          return say('summary.downloading', { name: delivery.name })
        case 'cancelled':
          return ''
        default:
          return delivery satisfies never
      }
    },
    [say],
  )
}
