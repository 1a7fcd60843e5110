/** One page of a PDF as a picture, drawn when it comes into sight; its text is there for who hears it. */
import type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useWords } from '../../words/words.ts'

interface Props {
  pdf: PDFDocumentProxy
  /** Counts from 1. */
  number: number
  /** Of the page, in CSS pixels. */
  width: number
  height: number
  /** What scrolls. */
  scroller: RefObject<HTMLElement | null>
}

/** Pages beside those in sight are drawn, too: a page of the list. */
const AHEAD = '100% 0px'

function useInSight(element: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): boolean {
  const [isInSight, setInSight] = useState(false)
  useEffect(() => {
    if (!element.current) return
    const observer = new IntersectionObserver((entries) => setInSight(entries.at(-1)?.isIntersecting ?? false), {
      root: scroller.current,
      rootMargin: AHEAD,
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element, scroller])
  return isInSight
}

const textOf = async (page: PDFPageProxy) => {
  const { items } = await page.getTextContent()
  return items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('')
}

/** Sharp on every screen, and drawn beside what is shown, so that nothing flickers. */
function draw(page: PDFPageProxy, width: number): { canvas: HTMLCanvasElement; task: RenderTask } {
  const canvas = document.createElement('canvas')
  const scale = (width / page.getViewport({ scale: 1 }).width) * window.devicePixelRatio
  const viewport = page.getViewport({ scale })
  canvas.width = Math.round(viewport.width)
  canvas.height = Math.round(viewport.height)
  return { canvas, task: page.render({ canvas, viewport }) }
}

export function PdfPage({ pdf, number, width, height, scroller }: Props) {
  const { say } = useWords()
  const figure = useRef<HTMLElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const isInSight = useInSight(figure, scroller)
  useEffect(() => {
    const place = sheet.current
    if (!place) return
    // A picture of every page of a long report would be more memory than it is worth.
    if (!isInSight) return place.replaceChildren()
    let isWanted = true
    let task: RenderTask | null = null
    const show = async () => {
      const page = await pdf.getPage(number)
      if (!isWanted) return
      const drawn = draw(page, width)
      ;({ task } = drawn)
      setText(await textOf(page))
      await task.promise
      place.replaceChildren(drawn.canvas)
    }
    // Ended by the next drawing, or by the end of the document.
    show().catch(() => undefined)
    return () => {
      isWanted = false
      task?.cancel()
    }
  }, [pdf, number, width, isInSight])
  return (
    <figure
      ref={figure}
      className="preview-page"
      style={{ width, height }}
      aria-label={say('preview.page', { page: number, pages: pdf.numPages })}
    >
      <div ref={sheet} aria-hidden />
      <p className="visually-hidden">{text}</p>
    </figure>
  )
}
