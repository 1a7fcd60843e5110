/**
 * The files of the built renderer, by exact name from a list that is read once. A path of a request is looked up, never joined: there
 * is nothing to climb out of. Serves both transports.
 */
import { readFile, readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

export interface StaticFile {
  path: string
  mediaType: string
  /** Its name changes with its content. */
  isHashed: boolean
}

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.json': 'application/json; charset=utf-8',
}

const HASHED = /^\/assets\/.*-[\w-]{8,}\.\w+$/

export class StaticFiles {
  private constructor(private readonly files: ReadonlyMap<string, StaticFile>) {}

  /** Rejects with the system's error where the folder cannot be read. */
  static async read(folder: string): Promise<StaticFiles> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = new Map<string, StaticFile>()
    for (const entry of entries) {
      const mediaType = MEDIA_TYPES[extname(entry.name)]
      if (!entry.isFile() || mediaType === undefined) continue
      const path = join(entry.parentPath ?? entry.path, entry.name)
      const name = `/${relative(folder, path).split(sep).join('/')}`
      files.set(name, { path, mediaType, isHashed: HASHED.test(name) })
    }
    return new StaticFiles(files)
  }

  /** @param name path of a URL, as it came: `/` is the page, and nothing is decoded */
  find(name: string): StaticFile | null {
    return this.files.get(name === '/' ? '/index.html' : name) ?? null
  }

  content(file: StaticFile): Promise<Buffer> {
    return readFile(file.path)
  }
}
