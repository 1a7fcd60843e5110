/**
 * Verdicts as shapes: circle pass, square fail, triangle warn, dashed ring untested. Filled is proven, outlined is not.
 * Readable without colour, and in words for whoever reads aloud.
 */
import { assertNever } from '../../../shared/assert-never.ts'
import type { Proof, Verdict } from '../../../shared/outcome.ts'
import { COLOUR } from './look.ts'

export interface Mark {
  verdict: Verdict
  proof: Proof
}

type Doc = PDFKit.PDFDocument

function circle(doc: Doc, x: number, y: number, r: number, filled: boolean, colour: string): void {
  doc.circle(x, y, filled ? r : r - 0.09 * r)
  if (filled) doc.fill(colour)
  else doc.lineWidth(0.18 * r).stroke(colour)
  doc
    .moveTo(x - 0.42 * r, y + 0.02 * r)
    .lineTo(x - 0.1 * r, y + 0.36 * r)
    .lineTo(x + 0.46 * r, y - 0.34 * r)
  doc.lineWidth(0.24 * r).stroke(filled ? '#ffffff' : colour)
}

function square(doc: Doc, x: number, y: number, r: number, filled: boolean, colour: string): void {
  const h = 0.9 * r
  const inset = filled ? 0 : 0.09 * r
  doc.roundedRect(x - h + inset, y - h + inset, 2 * (h - inset), 2 * (h - inset), 0.22 * r)
  if (filled) doc.fill(colour)
  else doc.lineWidth(0.18 * r).stroke(colour)
  const a = 0.38 * r
  doc
    .moveTo(x - a, y - a)
    .lineTo(x + a, y + a)
    .moveTo(x + a, y - a)
    .lineTo(x - a, y + a)
  doc.lineWidth(0.24 * r).stroke(filled ? '#ffffff' : colour)
}

function triangle(doc: Doc, x: number, y: number, r: number, filled: boolean, colour: string): void {
  const inset = filled ? 0 : 0.12 * r
  doc
    .moveTo(x, y - r + 1.6 * inset)
    .lineTo(x + r - 1.3 * inset, y + 0.86 * r - inset)
    .lineTo(x - r + 1.3 * inset, y + 0.86 * r - inset)
    .closePath()
  if (filled) doc.fill(colour)
  else doc.lineWidth(0.18 * r).stroke(colour)
  const ink = filled ? '#ffffff' : colour
  doc
    .moveTo(x, y - 0.32 * r)
    .lineTo(x, y + 0.26 * r)
    .lineWidth(0.2 * r)
    .stroke(ink)
  doc.circle(x, y + 0.54 * r, 0.12 * r).fill(ink)
}

function ring(doc: Doc, x: number, y: number, r: number, colour: string): void {
  const radius = 0.88 * r
  const dash = (2 * Math.PI * radius) / 16
  doc
    .save()
    .dash(dash, { space: dash })
    .circle(x, y, radius)
    .lineWidth(0.2 * r)
    .stroke(colour)
    .restore()
}

/** Draws a verdict centred at (x, y) in a box of `size` points. */
export function drawMark(doc: Doc, mark: Mark, x: number, y: number, size: number): void {
  const { verdict } = mark
  const r = size / 2
  const filled = mark.proof === 'proven'
  doc.save().lineCap('round').lineJoin('round')
  switch (verdict) {
    case 'pass':
      circle(doc, x, y, r, filled, COLOUR.pass)
      break
    case 'fail':
      square(doc, x, y, r, filled, COLOUR.fail)
      break
    case 'warn':
      triangle(doc, x, y, r, filled, COLOUR.warn)
      break
    case 'untested':
      doc.lineCap('butt')
      ring(doc, x, y, r, COLOUR.untested)
      break
    default:
      assertNever(verdict)
  }
  doc.restore()
}
