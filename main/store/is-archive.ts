/** Whether a file is a ZIP archive, such as an evidence bundle in place of a run.json. */
import { open } from 'node:fs/promises'

/** How every ZIP archive with a file in it begins. */
const ARCHIVE = Buffer.from('PK\x03\x04')

/** False also for what cannot be read: who reads it next says why. */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null)
  if (file === null) return false
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(ARCHIVE.length), 0, ARCHIVE.length, 0)
    return buffer.subarray(0, bytesRead).equals(ARCHIVE)
  } catch {
    return false
  } finally {
    await file.close()
  }
}
