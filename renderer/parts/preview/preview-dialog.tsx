/** The PDF before it is saved: its pages as they will be printed, and the button that saves this very file. */
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { FileDown, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import type { ComparedWith } from '../../../shared/compare-view.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { useDelivery } from '../report/use-delivery.ts'
import { PdfPage } from './pdf-page.tsx'
import { usePreview } from './use-preview.ts'
import '../controls/popup.css'
import './preview.css'

/** Widths of a page relative to the room that there is. */
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3] as const
const FITTED = ZOOMS.indexOf(1)

interface Props {
  /** With a chapter that compares. */
  against?: ComparedWith
  isOpen: boolean
  onClose: () => void
}

export function PreviewDialog({ against, isOpen, onClose }: Props) {
  return (
    <ModalOverlay className="dialog-veil" isOpen={isOpen} isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog-box preview-box">
        <Dialog className="preview">
          <Preview {...(against ? { against } : {})} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** Made when the dialog opens, and let go of when it closes. */
function Preview({ against }: Pick<Props, 'against'>) {
  const { say } = useWords()
  const { file, pdf, refused, trouble, save } = usePreview(against)
  const wordsOf = useDelivery()
  const [zoom, setZoom] = useState<number>(FITTED)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const saveIt = async () => {
    setBusy(true)
    setSaid(wordsOf(await save()))
    setBusy(false)
  }
  return (
    <>
      <header className="preview-head">
        <Heading slot="title" level={2}>
          {say('preview.title')}
        </Heading>
        <p role="status" className="preview-said">
          {said || (pdf ? say('preview.pages', { count: pdf.numPages }) : '')}
        </p>
        <Zoom zoom={zoom} onZoom={setZoom} isDisabled={!pdf} />
        <Button kind="primary" isDisabled={!file} isPending={busy} onPress={() => void saveIt()}>
          <FileDown size={16} aria-hidden />
          {say('summary.save.pdf')}
        </Button>
        <Button slot="close">{say('frame.close')}</Button>
      </header>
      {pdf ? (
        <Pages pdf={pdf} zoom={ZOOMS[zoom] ?? 1} />
      ) : (
        <p role="status" className="preview-note">
          {refused ?? (trouble === null ? say('preview.making') : say('preview.trouble', { why: trouble }))}
        </p>
      )}
    </>
  )
}

interface ZoomProps {
  zoom: number
  onZoom: (zoom: number) => void
  isDisabled: boolean
}

function Zoom({ zoom, onZoom, isDisabled }: ZoomProps) {
  const { say } = useWords()
  return (
    <div className="preview-zoom" role="group" aria-label={say('preview.zoom')}>
      <Button
        kind="quiet"
        icon
        aria-label={say('preview.smaller')}
        isDisabled={isDisabled || zoom === 0}
        onPress={() => onZoom(zoom - 1)}
      >
        <ZoomOut size={18} aria-hidden />
      </Button>
      <Button
        kind="quiet"
        icon
        aria-label={say('preview.larger')}
        isDisabled={isDisabled || zoom === ZOOMS.length - 1}
        onPress={() => onZoom(zoom + 1)}
      >
        <ZoomIn size={18} aria-hidden />
      </Button>
    </div>
  )
}

/** Beside a page, on each side. */
const MARGIN = 24
const WIDEST_FITTED = 900

interface Size {
  width: number
  height: number
}

/** All pages of a report have the size of the first. */
function useFirstSize(pdf: PDFDocumentProxy): Size | null {
  const [size, setSize] = useState<Size | null>(null)
  useEffect(() => {
    let isWanted = true
    const find = async () => {
      const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 })
      if (isWanted) setSize({ width, height })
    }
    // A document that cannot be read was told already.
    find().catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [pdf])
  return size
}

function Pages({ pdf, zoom }: { pdf: PDFDocumentProxy; zoom: number }) {
  const { say } = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const size = useFirstSize(pdf)
  const [room, setRoom] = useState(0)
  useEffect(() => {
    if (!scroller.current) return
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0))
    observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [])
  const width = Math.round(Math.min(Math.max(room - 2 * MARGIN, 0), WIDEST_FITTED) * zoom)
  const height = size ? Math.round((width * size.height) / size.width) : 0
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab
    <div ref={scroller} className="preview-pages" role="region" tabIndex={0} aria-label={say('preview.title')}>
      {size &&
        width > 0 &&
        Array.from({ length: pdf.numPages }, (_, i) => (
          <PdfPage key={i} pdf={pdf} number={i + 1} width={width} height={height} scroller={scroller} />
        ))}
    </div>
  )
}
