/**
 * Names and sentences as every firewall can take them, in a name, a comment or a quoted string. Endpoint names come from files and
 * may hold anything: what is left here are letters, digits and a few marks that end no quote, no comment and no line, and that
 * start no command, in any dialect. So no dialect has to escape anything, and none can forget it.
 */

/** Marks beside letters and digits that may stand in a comment. `?` is help on a Cisco, `!` history in bash, `=` a formula in Excel. */
const NOT_PLAIN = /[^A-Za-z0-9 .,:_/-]+/g
const NOT_IN_NAME = /[^A-Za-z0-9-]+/g
/** Accents, once they are apart from their letter: `Zürich` stays readable as `Zurich`. */
const ACCENTS = /\p{Mn}+/gu

const withoutAccents = (text: string) => text.normalize('NFKD').replace(ACCENTS, '')

/** One line of plain ASCII, at most `most` characters; never begins with a mark, and has no two spaces in a row. */
export function plainText(text: string, most: number): string {
  return withoutAccents(text)
    .replace(/\s+/g, ' ')
    .replace(NOT_PLAIN, '_')
    .replace(/ {2,}/g, ' ')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, most)
    .trimEnd()
}

/** A part of an object's name: letters, digits, and single hyphens between them; `fallback` where nothing is left. */
export function plainName(text: string, most: number, fallback: string): string {
  const name = withoutAccents(text).replace(NOT_IN_NAME, '-').replace(/-{2,}/g, '-').replace(/^-/, '').slice(0, most)
  return name.replace(/-$/, '') || fallback
}

/**
 * Seven letters and digits that differ where the text differs (FNV-1a, 64 bits, cut to 36 bits: two requests of one site are
 * alike once in 70 billion). Not for secrets.
 */
export function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n)
  }
  return (hash ^ (hash >> 32n)).toString(36).padStart(7, '0').slice(-7)
}
