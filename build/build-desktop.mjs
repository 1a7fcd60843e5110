/**
 * Bundles the desktop app: dist/desktop.js as a module for Electron's Node, and dist/preload.cjs as one CommonJS file, for a
 * sandboxed preload script can load nothing else. The page, the fonts and koffi are those that every door uses.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { withoutNativeSsh } from './without-native-ssh.mjs'

/** The Node that comes with Electron 45. */
const TARGET = 'node24'

/** @param {{ root: string, version: string, optional: string[], alias: Record<string, string> }} options */
export async function buildDesktop({ root, version, optional, alias }) {
  const external = ['electron', ...optional]
  const shared = {
    root,
    configFile: /** @type {const} */ (false),
    logLevel: /** @type {const} */ ('warn'),
    define: { __VERSION__: JSON.stringify(version) },
    plugins: [withoutNativeSsh],
    resolve: { alias },
    ssr: { noExternal: /** @type {const} */ (true), external, target: /** @type {const} */ ('node') },
  }
  const common = { ssr: true, target: TARGET, outDir: 'dist', emptyOutDir: false, minify: true }
  await build({
    ...shared,
    build: {
      ...common,
      rolldownOptions: {
        input: { desktop: join(root, 'main/desktop.ts') },
        external,
        // What a check loads late to start soon, an open app has loaded anyway.
        checks: { ineffectiveDynamicImport: false },
        // Beside the command line's own chunks, so that a package can leave those out.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'desktop/[name]-[hash].js' },
      },
    },
  })
  await build({
    ...shared,
    build: {
      ...common,
      rolldownOptions: {
        input: { preload: join(root, 'main/preload.ts') },
        external,
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  })
  cpSync(join(root, 'build/icons/256x256.png'), join(root, 'dist/icon.png'))
}
