/**
 * `npm test`: format, types, lint, unused code, then every test. All steps run even when one fails; the last line counts
 * them: `N passed, N failed, N skipped`. Each step is a script of its own in package.json.
 */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const report = join(root, '.cache/vitest.json')
const CHECKS = ['format', 'types', 'lint', 'unused']

const total = { passed: 0, failed: 0, skipped: 0 }

function npmRun(script, extra) {
  const args = ['run', '--silent', script, '--', ...extra]
  return spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
}

/**
 * Beside others: what it says is kept together. Its last line says how it ended.
 * @param {string} script
 */
async function check(script) {
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  const ok = await new Promise((resolve) => {
    child.once('error', () => resolve(false)).once('close', (status) => resolve(status === 0))
  })
  console.log(`${said}${ok ? 'ok' : 'FAILED'}: npm run ${script}`)
  total[ok ? 'passed' : 'failed'] += 1
}

await Promise.all(CHECKS.map(check))

rmSync(report, { force: true })
const ok = npmRun('test:all', ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  total.passed += numPassedTests
  // A suite that could not be loaded has no failed test, and has failed all the same.
  total.failed += numFailedTests > 0 || ok ? numFailedTests : Math.max(1, numFailedTestSuites)
  total.skipped += numPendingTests + numTodoTests
} catch {
  total.failed += 1
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 && ok ? 0 : 1
