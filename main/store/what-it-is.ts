/** What a file that is no run.json seems to be, in words: people hand over the report instead of the run. */

const HEAD_BYTES = 4096

/** The first bytes of files, as Latin-1. */
const MAGIC: readonly [RegExp, string][] = [
  [/^%PDF-/, 'a PDF document'],
  [/^\x89PNG|^\xff\xd8\xff|^GIF8/, 'a picture'],
  [/^PK\x03\x04/, 'a ZIP archive'],
  [/^\x1f\x8b/, 'a compressed file (gzip)'],
  [/^(\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4|\x4d\x3c\xb2\xa1|\xa1\xb2\x3c\x4d|\x0a\x0d\x0d\x0a)/, 'a packet capture'],
  [/^(\xff\xfe|\xfe\xff)/, 'text in UTF-16'],
  [/^(\xef\xbb\xbf)?\s*<\?xml|^\s*<testsuites/, 'XML, such as a JUnit report'],
  [/^(\xef\xbb\xbf)?\s*<(!doctype|html)/i, 'a web page'],
  [/^(\xef\xbb\xbf)?(flow|id|group),/i, 'a table in CSV'],
  [/^\s*(#.*\r?\n\s*)*version\s*:/, 'a plan, or other YAML'],
]

/** @param bytes of a file that JSON.parse refused */
export function whatItIs(bytes: Buffer): string {
  const head = bytes.subarray(0, HEAD_BYTES).toString('latin1')
  if (bytes.length === 0) return 'an empty file'
  const known = MAGIC.find(([pattern]) => pattern.test(head))
  if (known) return known[1]
  if (/^(\xef\xbb\xbf)?\s*[{[]/.test(head)) return 'JSON that is cut off or damaged'
  return /[\x00-\x08\x0e-\x1f]/.test(head) ? 'data that is not JSON' : 'text that is not JSON'
}
