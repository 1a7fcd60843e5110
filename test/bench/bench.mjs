/** `npm run bench`: loads the benchmark, which is TypeScript, into plain Node. Needs root, nmap and a build. */
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const { module } = await runnerImport(fileURLToPath(new URL('./bench.ts', import.meta.url)))
process.exit(await module.bench())
