/**
 * Bundles the command line into dist/cli.js for plain Node 20.19 or newer, with everything that it needs: the folder
 * runs without node_modules. Fonts of the PDF are copied beside it.
 */
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const FONTS = [
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
]

/**
 * commander loads node:child_process for subcommands that are programs of their own. None of ours is, and it would take 6 ms of
 * every start (measured).
 */
const withoutChildProcess = {
  name: 'commander-without-child-process',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id === 'node:child_process' && importer?.includes('/commander/') ? '\0no-child-process' : null,
  load: (id) => (id === '\0no-child-process' ? 'export default {}' : null),
}

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [withoutChildProcess],
  // Its CommonJS build, which Node would get, cannot be pruned: more text to compile at every start.
  resolve: { alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') } },
  // Native code is loaded where it is installed, and done without where it is not.
  ssr: { noExternal: true, external: ['koffi', 'net-ping', 'raw-socket'], target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    minify: true,
    rolldownOptions: {
      input: { cli: join(root, 'main/cli.ts') },
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
      },
    },
  },
})
mkdirSync(join(root, 'dist/fonts'), { recursive: true })
for (const font of FONTS) cpSync(join(root, 'node_modules', font), join(root, 'dist/fonts', font.split('/').at(-1)))
