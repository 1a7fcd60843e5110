/**
 * Bundles the command line into dist/cli.js for plain Node 20.19 or newer, with everything that it needs: the folder
 * runs without node_modules. Fonts of the PDF are copied beside it.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { buildDesktop } from './build-desktop.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Native packages: the build must not fail where they are missing, and the tool does without them. */
const OPTIONAL = ['koffi', 'net-ping', 'raw-socket']

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

// Its CommonJS build, which Node would get, cannot be pruned: more text to compile at every start.
const alias = { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') }

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [withoutChildProcess],
  resolve: { alias },
  // Native code is loaded where it is installed, and done without where it is not.
  ssr: { noExternal: true, external: OPTIONAL, target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    minify: true,
    rolldownOptions: {
      input: { cli: join(root, 'main/cli.ts') },
      external: OPTIONAL,
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
      },
    },
  },
})
/** Its prebuilt library comes with the folder, so that it gathers evidence where nothing can be installed. It may be missing. */
function copyKoffi() {
  const to = join(root, 'dist/node_modules')
  const from = join(root, 'node_modules/koffi')
  // Its C++ sources and documentation are not for the user.
  const isWanted = (/** @type {string} */ path) => statSync(path).isDirectory() || /\.(c?js|json|txt)$/.test(path)
  for (const part of ['package.json', 'index.js', 'index.cjs', 'LICENSE.txt', 'src/koffi']) {
    if (existsSync(from)) cpSync(join(from, part), join(to, 'koffi', part), { recursive: true, filter: isWanted })
  }
  const prebuilt = join(root, 'node_modules/@koromix')
  if (existsSync(prebuilt)) cpSync(prebuilt, join(to, '@koromix'), { recursive: true })
}

copyKoffi()
mkdirSync(join(root, 'dist/fonts'), { recursive: true })
for (const font of FONTS) cpSync(join(root, 'node_modules', font), join(root, 'dist/fonts', font.split('/').at(-1)))

await buildDesktop({ root, version, optional: OPTIONAL, alias })
