/** Makes a folder and those above it, one level at a time: Node's own recursive mkdir never returns for a path such as /proc/x. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Rejects with the system's error of the level that failed. A folder that is there already is fine. */
export async function makeDirectory(path: string): Promise<void> {
  const full = resolve(path)
  try {
    await mkdir(full)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(full)).isDirectory()) return
    if (code !== 'ENOENT' || dirname(full) === full) throw error
    await makeDirectory(dirname(full))
    await mkdir(full)
  }
}
