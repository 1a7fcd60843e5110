/** `npm run bench:capture`: loads the benchmark, which is TypeScript, into plain Node. Needs tshark, a build and 1 GB of disk. */
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const { module } = await runnerImport(fileURLToPath(new URL('./capture.ts', import.meta.url)))
process.exit(await module.benchCapture())
