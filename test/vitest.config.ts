/**
 * All tests under plain Node, against the source; the lab and the command line run the build, as a user would. Files that mostly wait come first,
 * more of them at once than there are processors; then those that work or measure, one for each processor; then those that share a process.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'
import { SHARING, WAITING, WORKING_LONG } from './kinds-of-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
// Left to itself vitest keeps one processor for others.
const processors = Math.max(2, availableParallelism())
const first = [...WAITING, ...WORKING_LONG]

for (const path of first) {
  if (!existsSync(join(root, path))) throw new Error(`test/kinds-of-files.ts names ${path}, and there is no such file`)
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = first.findIndex((path) => moduleId.endsWith(`/${path}`))
      return place < 0 ? first.length : place
    }
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}

// No default exports anywhere, except where a tool asks for one.
export default defineConfig({
  root,
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: { name: 'waits', include: WAITING, maxWorkers: 2 * processors, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'works',
          // Not by `exclude`, which `--exclude` of the command line would not be added to.
          include: ['test/**/*.test.{ts,tsx}', ...[...WAITING, ...SHARING].map((path) => `!${path}`)],
          maxWorkers: processors,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'shares',
          include: SHARING,
          isolate: false,
          maxWorkers: processors,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
