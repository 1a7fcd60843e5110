/** Bundles the command line into dist/cli.js for plain Node 20.19 or newer, with everything that it needs. Empties dist/ first. */
import { join } from 'node:path'
import { build } from 'vite'
import { withoutNativeSsh } from './without-native-ssh.mjs'

/**
 * commander loads node:child_process for subcommands that are programs of their own. None of ours is, and it would take 6 ms of
 * every start (measured).
 */
const withoutChildProcess = {
  name: 'commander-without-child-process',
  enforce: /** @type {const} */ ('pre'),
  resolveId: (/** @type {string} */ id, /** @type {string | undefined} */ importer) =>
    id === 'node:child_process' && importer?.includes('/commander/') ? '\0no-child-process' : null,
  load: (/** @type {string} */ id) => (id === '\0no-child-process' ? 'export default {}' : null),
}

/**
 * What `check` needs before its first SYN is one file: Node spends half a millisecond on each module that it loads. Found out
 * from what check.ts imports statically, so that nobody keeps a list.
 * @param {string} check
 */
function beforeFirstSyn(check) {
  /** @type {Set<string>} */
  const needed = new Set()
  return {
    needed,
    plugin: {
      name: 'before-first-syn',
      /** @this {import('vite').Rolldown.PluginContext} */
      buildEnd() {
        const open = [check]
        for (let id = open.pop(); id !== undefined; id = open.pop()) {
          if (needed.has(id)) continue
          needed.add(id)
          open.push(...(this.getModuleInfo(id)?.importedIds ?? []))
        }
      },
    },
  }
}

/** @param {{ root: string, version: string, optional: string[], alias: Record<string, string> }} options */
export async function buildCli({ root, version, optional, alias }) {
  const { needed, plugin } = beforeFirstSyn(join(root, 'main/commands/check.ts'))
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    define: { __VERSION__: JSON.stringify(version) },
    plugins: [withoutChildProcess, withoutNativeSsh, plugin],
    resolve: { alias },
    // Native code is loaded where it is installed, and done without where it is not.
    ssr: { noExternal: true, external: optional, target: 'node' },
    build: {
      ssr: true,
      target: 'node20',
      outDir: 'dist',
      emptyOutDir: true,
      minify: true,
      rolldownOptions: {
        input: { cli: join(root, 'main/cli.ts') },
        external: optional,
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
          codeSplitting: { groups: [{ name: 'start', test: (id) => needed.has(id) }] },
        },
      },
    },
  })
}
