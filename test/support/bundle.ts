/**
 * Bundles modules of the source for a process of its own: in a namespace, as another user, or with limits. The bundle is put
 * where the optional native packages are found, and removed when this process ends.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { withoutNativeSsh } from '../../build/without-native-ssh.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** `entries` are paths from the root of the repository. Resolves to the path of an ES module that exports what they export. */
export async function bundle(...entries: string[]): Promise<string> {
  const outDir = `${root}.cache/test-bundles/${randomBytes(6).toString('hex')}`
  mkdirSync(outDir, { recursive: true })
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  const entry = `${outDir}/entry.ts`
  writeFileSync(entry, entries.map((path) => `export * from '${root}${path}'\n`).join(''))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { __VERSION__: JSON.stringify('0.0.0-test') },
    plugins: [withoutNativeSsh],
    ssr: { noExternal: true, external: ['koffi', 'net-ping', 'raw-socket'], target: 'node' },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: false,
      rolldownOptions: { input: { bundle: entry }, output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
  })
  return `${outDir}/bundle.mjs`
}
