/** Colour for terminals that show it, honouring NO_COLOR (no-color.org). Colour never carries meaning alone. */
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

export interface Paint {
  bold: (text: string) => string
  dim: (text: string) => string
  red: (text: string) => string
  green: (text: string) => string
  yellow: (text: string) => string
}

/** Paints for the stream; plain text for null, for files and pipes, and under NO_COLOR. */
export function paintFor(stream: NodeJS.WriteStream | null): Paint {
  const on = stream?.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
  const style = (format: Style) => (on ? (text: string) => styleText(format, text) : (text: string) => text)
  return { bold: style('bold'), dim: style('dim'), red: style('red'), green: style('green'), yellow: style('yellow') }
}
