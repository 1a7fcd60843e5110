/** The settings of this user. A file that is missing or damaged means the defaults: nothing in it is worth an error. */
import { readFile } from 'node:fs/promises'
import { DEFAULT_SETTINGS, type Settings, settings } from '../../shared/program-shapes.ts'
import { writeWhole } from './write-run.ts'

export async function readSettings(path: string): Promise<Settings> {
  try {
    const parsed = settings.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return parsed.success ? parsed.data : DEFAULT_SETTINGS
  } catch {
    return DEFAULT_SETTINGS
  }
}

export const writeSettings = (path: string, value: Settings): Promise<void> =>
  writeWhole(path, `${JSON.stringify(value, null, 1)}\n`)
