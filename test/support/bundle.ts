/**
 * Bundles a module of the source for a process of its own: in a namespace, as another user, or with limits. It is put where
 * the optional native packages are found, and built once per test file.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** `entry` is a path from the root of the repository. Resolves to the path of an ES module that exports the same. */
export async function bundle(entry: string): Promise<string> {
  const name = entry.replaceAll(/[^a-z0-9]+/gi, '-')
  const outDir = `${root}.cache/test-bundles/${process.pid}`
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['koffi', 'net-ping', 'raw-socket'], target: 'node' },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: false,
      rolldownOptions: { input: { [name]: root + entry }, output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
  })
  return `${outDir}/${name}.mjs`
}
