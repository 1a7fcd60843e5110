/**
 * The report to sign, as a tagged PDF with embedded fonts. Drawn with pdfkit and not by a browser, so that the desktop app, the
 * served app and the command line write the same file. The same run gives the same bytes.
 */
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import PDFDocument from 'pdfkit'
import type { Comparison } from '../../../shared/comparison.ts'
import type { Paper, PrintOptions } from '../../../shared/print-options.ts'
import { compareInLanguage } from '../../../shared/explain/compare-in-language.ts'
import { type SaidResult, inLanguage } from '../../../shared/explain/in-language.ts'
import type { RunResult } from '../../../shared/result.ts'
import { writeWhole } from '../../store/write-run.ts'
import { drawChangeRequest } from './change-request-section.ts'
import { makeCleaner } from './clean-text.ts'
import { drawComparison } from './comparison-section.ts'
import { drawFieldChecks } from './field-section.ts'
import { drawFindings } from './findings-section.ts'
import { drawFlows } from './flows-section.ts'
import { facePath, openFaces } from './fonts.ts'
import { MARGIN } from './look.ts'
import { drawMethodAndLimits } from './method-section.ts'
import { drawPageOne } from './page-one.ts'
import { drawRunning } from './running.ts'
import { type Printed, printedIn } from './words/printed.ts'
import { Sheet } from './sheet.ts'

export interface PdfOptions extends PrintOptions {
  /** SHA-256 of run.json, hex: printed on every page, so that paper and file can be held together. */
  runSha256: string
  /** With an earlier result: a chapter of its own. */
  comparison?: Comparison | undefined
}

/** For XML 1.0 text: markup escaped, what XML cannot hold left out. */
function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** pdfkit 0.20.2 puts the info texts into XMP as they are. At that point the info dictionary is already written. */
function escapeMetadata(doc: PDFKit.PDFDocument): void {
  const end = doc.endMetadata.bind(doc)
  doc.endMetadata = () => {
    const { info } = doc
    for (const key of ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer'] as const) {
      const text = info[key]
      if (text !== undefined) info[key] = xmlText(text)
    }
    end()
  }
}

/** @param clean names go into the document's properties in the form in which they are printed */
function infoOf(run: RunResult, { pages }: Printed, clean: (text: string) => string): PDFKit.DocumentInfo {
  const { site, tool } = run
  const where = site.customer ? `${site.customer}, ${site.name}` : site.name
  return {
    Title: pages.title(clean(where)),
    ...(site.engineer ? { Author: clean(site.engineer) } : {}),
    Subject: pages.subject(),
    Creator: `${tool.name} ${tool.version}`,
    Producer: 'PDFKit',
  }
}

/** pdfkit's names of them. */
const SHEET: Record<Paper, string> = { a4: 'A4', letter: 'LETTER' }

function openDocument(run: RunResult, { paper = 'a4', language = 'en', runSha256 }: PdfOptions): PDFKit.PDFDocument {
  return new PDFDocument({
    size: SHEET[paper],
    // Our own layout decides where a page ends; with a bottom margin pdfkit would add pages in the footer.
    margins: { top: MARGIN.top, left: MARGIN.left, right: MARGIN.right, bottom: 0 },
    // Named here so that pdfkit does not read Helvetica, which is not embedded.
    font: facePath('regular'),
    pdfVersion: '1.7',
    lang: language,
    tagged: true,
    displayTitle: true,
    autoFirstPage: false,
    bufferPages: true,
    // pdfkit makes the file's ID of what it is given here; without a date it takes the time of day.
    info: { CreationDate: new Date(run.finishedAt), Keywords: `run.json sha256 ${runSha256}` },
  })
}

/** With what the comparison leaves in English. */
function comparedIn({ comparison, language = 'en' }: PdfOptions, said: SaidResult) {
  if (!comparison || language === 'en') return { comparison, english: said.english }
  return compareInLanguage(comparison, said)
}

function draw(doc: PDFKit.PDFDocument, result: RunResult, options: PdfOptions): void {
  const { runSha256: sha256, language = 'en' } = options
  const said = inLanguage(result, language)
  const { run } = said
  const { comparison, english } = comparedIn(options, said)
  const words = printedIn(language)
  const faces = openFaces(doc)
  const cleaner = makeCleaner(faces.covers)
  Object.assign(doc.info, infoOf(run, words, cleaner.clean))
  escapeMetadata(doc)
  doc.addPage()
  const sheet = new Sheet(doc, faces, cleaner, { words, english })
  drawPageOne(sheet, run)
  drawComparison(sheet, comparison, run.utcOffsetMinutes)
  drawFindings(sheet, run)
  drawChangeRequest(sheet, run)
  drawFieldChecks(sheet, run)
  drawFlows(sheet, run)
  drawMethodAndLimits(sheet, run, sha256)
  drawRunning(sheet, run, sha256)
  doc.end()
}

/** The whole report in memory: 36,000 flows stay below 10 MB. */
export async function pdfBytes(run: RunResult, options: PdfOptions): Promise<Buffer> {
  const chunks: Buffer[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  await writePdf(run, sink, options)
  return Buffer.concat(chunks)
}

/** Writes the report to a stream, which it ends, or to a file: whole or not at all. */
export async function writePdf(run: RunResult, target: string | Writable, options: PdfOptions): Promise<void> {
  if (typeof target === 'string') {
    await writeWhole(target, await pdfBytes(run, options))
    return
  }
  const doc = openDocument(run, options)
  const written = pipeline(doc, target)
  draw(doc, run, options)
  await written
}
