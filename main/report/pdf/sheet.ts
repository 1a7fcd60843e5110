/**
 * The layout layer: a cursor that goes down pages, text in our styles, page breaks, bookmarks and the structure tree of
 * tagged PDF. Content is either marked with the structure element that it belongs to, or an artifact; nothing is drawn
 * outside one of the two. Marked content never spans a page break: an element may own several pieces.
 */
import type { Cleaner } from './clean-text.ts'
import type { Faces } from './fonts.ts'
import { CAP_HEIGHT, COLOUR, MARGIN, STYLE, type TextStyle } from './look.ts'
import type { Printed } from './words/printed.ts'
import { wrap, wrapOrRefer } from './wrap.ts'

export type Element = PDFKit.PDFStructureElement

/** pdfkit 0.20 knows `scope` and `bbox`; its types do not. */
interface ElementOptions extends PDFKit.Mixins.StructureElementOptions {
  scope?: 'Column' | 'Row'
  bbox?: [left: number, top: number, right: number, bottom: number]
}

interface BookmarkOptions {
  expanded?: boolean
  fit: boolean
  top: number
  /** pdfkit subtracts it from the width of the page, so the width stands for the left edge. */
  left: number
}

type Bookmark = PDFKit.Mixins.PDFOutline['outline']

export interface LineOptions {
  align?: 'left' | 'right' | 'center'
  /** Width in which to align; without it the text starts at x. */
  width?: number
}

/** Space above and below a block, in points. */
export interface BlockOptions {
  before?: number
  after?: number
  indent?: number
  maxLines?: number
}

/** What a report is written in. */
export interface Tongue {
  words: Printed
  /** Sentences that stay English in a report of another language, and are marked as such. */
  english: ReadonlySet<string>
}

export class Sheet {
  readonly doc: PDFKit.PDFDocument
  readonly cleaner: Cleaner
  readonly words: Printed
  readonly #english: ReadonlySet<string>
  readonly #faces: Faces
  readonly #root: Element
  /** Top of what is drawn next. */
  y: number = MARGIN.top
  #bookmark: Bookmark | null = null

  constructor(doc: PDFKit.PDFDocument, faces: Faces, cleaner: Cleaner, { words, english }: Tongue) {
    this.doc = doc
    this.#faces = faces
    this.cleaner = cleaner
    this.words = words
    this.#english = english
    this.#root = doc.struct('Document')
    doc.addStructure(this.#root)
  }

  get left(): number {
    return MARGIN.left
  }
  get width(): number {
    return this.doc.page.width - MARGIN.left - MARGIN.right
  }
  get right(): number {
    return MARGIN.left + this.width
  }
  get bottom(): number {
    return this.doc.page.height - MARGIN.bottom
  }
  get isTop(): boolean {
    return this.y <= MARGIN.top
  }

  newPage(): void {
    this.doc.addPage()
    this.y = MARGIN.top
  }

  /** Starts a new page when less than `height` points are left on this one. */
  ensure(height: number): void {
    if (this.y + height > this.bottom && !this.isTop) this.newPage()
  }

  /** A structure element under another, or under the document. It stays open until {@link finish} or its parent ends. */
  element(type: string, parent: Element = this.#root, options: ElementOptions = {}): Element {
    const element = this.doc.struct(type, options)
    parent.add(element)
    return element
  }

  /** Draws one piece of an element's content on the current page. */
  mark(element: Element, type: string, draw: () => void): void {
    const content = this.doc.markStructureContent(type)
    draw()
    this.doc.endMarkedContent()
    element.add(content)
  }

  /** Options of an element whose text is in another language than the report. */
  tongue(text: string): { lang?: string } {
    return this.#english.has(text) ? { lang: 'en' } : {}
  }

  /** An element with a single piece of content. */
  tagged(type: string, parent: Element, draw: () => void, options: ElementOptions = {}): void {
    const element = this.element(type, parent, options)
    this.mark(element, type, draw)
    element.end()
  }

  /** Decoration, and what is repeated on each page. */
  artifact(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.doc.markContent('Artifact', { type })
    draw()
    this.doc.endMarkedContent()
  }

  #use(style: TextStyle): void {
    this.doc.font(this.#faces.path[style.face]).fontSize(style.size)
  }

  /** Width of cleaned text in points. */
  measure(text: string, style: TextStyle): number {
    this.#use(style)
    return this.doc.widthOfString(text)
  }

  /** Lines of cleaned text; line feeds in the text are kept. */
  lines(text: string, width: number, style: TextStyle, maxLines?: number): string[] {
    const cleaned = text
      .split(/\r\n|[\r\n]/)
      .map(this.cleaner.clean)
      .join('\n')
    return wrap(cleaned, width, (part) => this.measure(part, style), maxLines)
  }

  /** At most so many lines; where the text is cut, the last one ends with the reference to where it stands whole. */
  linesOrReference(
    text: string,
    width: number,
    style: TextStyle,
    cut: { maxLines: number; reference: string },
  ): string[] {
    return wrapOrRefer(this.cleaner.clean(text), width, (part) => this.measure(part, style), cut)
  }

  /** One line of cleaned text, its line box starting at `top`. Draws only: the caller marks. */
  line(text: string, x: number, top: number, style: TextStyle, { align = 'left', width }: LineOptions = {}): void {
    if (text === '') return
    const room = width === undefined || align === 'left' ? 0 : width - this.measure(text.trimEnd(), style)
    const left = align === 'center' ? x + room / 2 : x + room
    this.#use(style)
    const baseline = top + (style.leading + CAP_HEIGHT * style.size) / 2
    this.doc.fillColor(style.colour).text(text, left, baseline, { lineBreak: false, baseline: 'alphabetic' })
  }

  /** One line, cut with a visible ellipsis where it is too long. Cleans. */
  fitted(text: string, x: number, top: number, style: TextStyle, options: LineOptions & { width: number }): void {
    const cleaned = this.cleaner.clean(text)
    const measure = (part: string) => this.measure(part, style)
    const [line = ''] = wrap(cleaned, options.width, measure, 1)
    this.line(line, x, top, style, options)
  }

  /** A block of text across the page, broken over pages where it must be. */
  block(type: string, parent: Element, text: string, style: TextStyle, options: BlockOptions = {}): void {
    const { before = 0, after = 0, indent = 0, maxLines } = options
    const lines = this.lines(text, this.width - indent, style, maxLines)
    if (!this.isTop) this.y += before
    const element = this.element(type, parent, this.tongue(text))
    this.flow(element, type, lines.length, style.leading, (from, to, top) => {
      lines.slice(from, to).forEach((line, i) => {
        this.line(line, this.left + indent, top + i * style.leading, style)
      })
    })
    element.end()
    this.y += after
  }

  /**
   * Puts `count` lines under the cursor, as many per page as fit, never a lone first line at the foot of a page.
   * `draw` is called once per page with the range of lines and the top of the first.
   */
  flow(
    element: Element,
    type: string,
    count: number,
    leading: number,
    draw: (from: number, to: number, top: number) => void,
  ): void {
    let from = 0
    while (from < count) {
      this.ensure(leading * Math.min(2, count - from))
      const room = Math.max(1, Math.floor((this.bottom - this.y + 0.01) / leading))
      const to = Math.min(count, from + room)
      this.mark(element, type, () => draw(from, to, this.y))
      this.y += (to - from) * leading
      from = to
      if (from < count) this.newPage()
    }
  }

  /** A chapter: on a new page, with a bookmark. */
  chapter(title: string): Element {
    if (!this.isTop) this.newPage()
    this.#bookmark = this.#addBookmark(this.doc.outline, title, true)
    const section = this.element('Sect')
    this.block('H1', section, title, STYLE.h1, { after: 4 })
    return section
  }

  /** A heading under the chapter, kept together with what follows, with a bookmark of its own. */
  heading(parent: Element, title: string, options: { keep?: number; bookmark?: boolean } = {}): void {
    this.ensure(STYLE.h2.leading + 14 + (options.keep ?? 40))
    if (!this.isTop) this.y += 14
    if (options.bookmark !== false) this.bookmark(title)
    this.block('H2', parent, title, STYLE.h2, { after: 3 })
  }

  /** A small heading inside a part. */
  label(parent: Element, title: string): void {
    this.ensure(STYLE.h3.leading + 30)
    this.block('H3', parent, title, STYLE.h3, { before: 7, after: 1 })
  }

  /** A bookmark to the cursor, under the chapter's. */
  bookmark(title: string): void {
    if (this.#bookmark) this.#addBookmark(this.#bookmark, title, false)
  }

  /** The first bookmark: page 1 has no chapter heading. */
  topBookmark(title: string): void {
    this.#addBookmark(this.doc.outline, title, true)
  }

  #addBookmark(parent: Bookmark, title: string, expanded: boolean): Bookmark {
    const options: BookmarkOptions = { expanded, fit: false, top: Math.max(0, this.y - 8), left: this.doc.page.width }
    return parent.addItem(this.cleaner.clean(title), options)
  }

  /** A horizontal hairline at the cursor, across the text. */
  rule(colour: string = COLOUR.rule, weight = 0.6): void {
    const { y } = this
    this.artifact(() => {
      this.doc.moveTo(this.left, y).lineTo(this.right, y).lineWidth(weight).stroke(colour)
    })
  }
}
