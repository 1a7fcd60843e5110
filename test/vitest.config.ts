/** All tests under plain Node, against the source; the lab and the command line run the build, as a user would. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// No default exports anywhere, except where a tool asks for one.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
