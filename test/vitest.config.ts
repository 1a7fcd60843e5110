/** All tests under plain Node, against the source; the lab and the command line run the build, as a user would. */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** They mostly wait for their networks, and are the longest: begun last, they would run alone at the end. */
const LONGEST = ['lab.test.ts', 'ssh-trouble.test.ts', 'ssh-both-ends.test.ts', 'ssh-left-behind.test.ts']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const placeOf = ({ moduleId }: TestSpecification) =>
      LONGEST.findIndex((name) => moduleId.endsWith(`test/lab/${name}`))
    const first = sorted.filter((file) => placeOf(file) >= 0).toSorted((a, b) => placeOf(a) - placeOf(b))
    return [...first, ...sorted.filter((file) => placeOf(file) < 0)]
  }
}

// No default exports anywhere, except where a tool asks for one.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Left to itself vitest keeps one processor for others: on two that is one file at a time, and most files wait more than they work.
    // One more than processors would save two minutes of thirteen, and make what measures time less sure.
    maxWorkers: Math.max(2, availableParallelism()),
    sequence: { sequencer: LongestFirst },
  },
})
