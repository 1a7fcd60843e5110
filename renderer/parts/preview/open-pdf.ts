/**
 * pdf.js, loaded when the first PDF is looked at: half a megabyte that no other page needs. What takes time is done by its worker, a file
 * of this program; nothing is evaluated, and nothing fetched.
 */
import type { PDFDocumentProxy } from 'pdfjs-dist'

export interface OpenedPdf {
  pdf: PDFDocumentProxy
  close: () => Promise<void>
}

/** Rejects where the browser is too old for it, or the file is none. */
export async function openPdf(data: Uint8Array): Promise<OpenedPdf> {
  const [{ GlobalWorkerOptions, VerbosityLevel, getDocument }, worker] = await Promise.all([
    import('pdfjs-dist'),
    import('pdfjs-dist/build/pdf.worker.min.mjs?url'),
  ])
  GlobalWorkerOptions.workerSrc = worker.default
  const loading = getDocument({
    data,
    // The content security policy forbids it; glyphs are drawn as paths, for a font that a page makes is no file of this program.
    isEvalSupported: false,
    disableFontFace: true,
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    verbosity: VerbosityLevel.ERRORS,
  })
  return { pdf: await loading.promise, close: () => loading.destroy() }
}
