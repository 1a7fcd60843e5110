/**
 * Builds everything into dist/: the command line for plain Node, the desktop app, the interface, and what cannot be bundled. The folder runs without
 * node_modules. One file beside this one for each bundle.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildCli } from './build-cli.mjs'
import { buildDesktop } from './build-desktop.mjs'
import { buildRenderer } from './build-renderer.mjs'
import { copyFonts, copyKoffi } from './copy-native.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Native packages: the build must not fail where they are missing, and the tool does without them. */
const optional = ['koffi', 'net-ping', 'raw-socket']
// Its CommonJS build, which Node would get, cannot be pruned: more text to compile at every start.
const alias = { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') }

await buildCli({ root, version, optional, alias })
await buildDesktop({ root, version, optional, alias })
await buildRenderer({ root })
// Carried on a stick there is no package.json above dist/: Node would try each file as CommonJS first, 3 ms of every start (measured).
writeFileSync(join(root, 'dist/package.json'), '{ "type": "module" }\n')
copyKoffi(root)
copyFonts(root)
