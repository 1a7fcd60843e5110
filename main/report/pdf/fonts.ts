/**
 * The three faces of the report and what they can draw. They are embedded as subsets; the standard PDF fonts are never
 * used, because they lack Greek, Cyrillic and Vietnamese and are not embedded.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Font file → the module it comes from. The build copies these files to `fonts/` beside the built program. */
export const FONT_FILES = {
  'Inter_400Regular.ttf': '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  'Inter_600SemiBold.ttf': '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  'JetBrainsMono_400Regular.ttf': '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
} as const
export type FontFile = keyof typeof FONT_FILES

export type Face = 'regular' | 'semibold' | 'mono'

const FILE_OF: Record<Face, FontFile> = {
  regular: 'Inter_400Regular.ttf',
  semibold: 'Inter_600SemiBold.ttf',
  mono: 'JetBrainsMono_400Regular.ttf',
}

/** Where a font file lies: `fonts/` beside this file or one folder up when built, node_modules when run from source. */
export function fontPath(name: FontFile): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const built = [join(here, 'fonts', name), join(here, '..', 'fonts', name)].find((path) => existsSync(path))
  if (built !== undefined) return built
  return createRequire(import.meta.url).resolve(FONT_FILES[name])
}

export const facePath = (face: Face) => fontPath(FILE_OF[face])

/** The part of a fontkit font that we touch. */
interface Glyph {
  id: number
  advanceWidth: number
}
interface GlyphRun {
  glyphs: Glyph[]
  positions: { xAdvance: number }[]
}
interface ShapingFont {
  layout: (text: string, features?: Record<string, boolean>) => GlyphRun
  hasGlyphForCodePoint: (codePoint: number) => boolean
}

/**
 * No `calt`, no ligatures: in both families they turn `-->` and `9x9` into other signs, so that copied text would not
 * be what was written (and fontkit 2.0.4 fails on JetBrains Mono's empty ligature glyphs).
 */
const PLAIN = { calt: false, liga: false, clig: false }

/** The glyph of each digit in its tabular form, so that ports and addresses stand in columns. */
function tabularDigits(shape: ShapingFont['layout']): Map<number, Glyph> {
  const [proportional, tabular] = [shape('0123456789', PLAIN), shape('0123456789', { ...PLAIN, tnum: true })]
  const pairs = proportional.glyphs.flatMap((glyph, i) => {
    const wide = tabular.glyphs[i]
    return wide ? [[glyph.id, wide] as const] : []
  })
  return new Map(pairs)
}

/**
 * Replaces the font's shaping: plain features, tabular digits. Digits are exchanged after shaping, because Inter's
 * `tnum` would also widen hyphens and dots, and because pdfkit caches words only when no features are passed. A digit is
 * not kerned, neither with what stands before it nor after: the kerning was made for its narrow form.
 */
function shapePlainly(font: ShapingFont): void {
  const shape = font.layout.bind(font)
  const digits = tabularDigits(shape)
  font.layout = (text) => {
    const run = shape(text, PLAIN)
    run.glyphs.forEach((glyph, i) => {
      const tabular = digits.get(glyph.id)
      if (!tabular) return
      run.glyphs[i] = tabular
      for (const at of [i - 1, i]) {
        const [position, drawn] = [run.positions[at], run.glyphs[at]]
        if (position && drawn) position.xAdvance = drawn.advanceWidth
      }
    })
    return run
  }
}

/** pdfkit keeps the shaping font in a private field; this is the only place that reaches for it. */
function shapingFont(doc: PDFKit.PDFDocument): ShapingFont {
  return (doc as unknown as { _font: { font: ShapingFont } })._font.font
}

/** The faces of one document, ready to draw with. */
export interface Faces {
  path: Record<Face, string>
  /** Whether every face has a glyph for it. */
  covers: (codePoint: number) => boolean
}

/** Opens the three faces in a document. Each is addressed by its path: pdfkit opens an aliased font anew each time. */
export function openFaces(doc: PDFKit.PDFDocument): Faces {
  const path: Record<Face, string> = {
    regular: facePath('regular'),
    semibold: facePath('semibold'),
    mono: facePath('mono'),
  }
  const fonts = Object.values(path).map((file) => {
    doc.font(file)
    const font = shapingFont(doc)
    shapePlainly(font)
    return font
  })
  return { path, covers: (codePoint) => fonts.every((font) => font.hasGlyphForCodePoint(codePoint)) }
}
