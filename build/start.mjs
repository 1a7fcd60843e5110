/**
 * `npm start`: the desktop app where Electron's runtime is there; else the same app in a browser. The runtime is looked for and never
 * fetched: importing its package would try to.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The program that Electron's package has unpacked; null: there is none. */
function electronRuntime() {
  const folder = join(root, 'node_modules/electron')
  try {
    // Written by the package when it has unpacked the runtime: `electron`, `electron.exe`, `Electron.app/Contents/MacOS/Electron`.
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(program) ? program : null
  } catch {
    return null
  }
}

const given = process.argv.slice(2)
const desktop = join(root, 'dist/desktop.js')
const electron = existsSync(desktop) ? electronRuntime() : null
if (electron === null)
  console.error(
    'The Electron runtime is not installed here, so PSM Preflight opens in a browser instead of a window of its own.',
  )
const [command, args] =
  electron === null
    ? [process.execPath, [join(root, 'dist/cli.js'), 'serve', ...given]]
    : [electron, [desktop, ...given]]
const child = spawn(command, args, { stdio: 'inherit' })
// The terminal sends Ctrl-C to both: this one waits until the other has saved what is known.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('error', (error) => {
  console.error(`psm-preflight: ${command} cannot be started: ${error.message}`)
  process.exit(1)
})
child.on('exit', (status) => process.exit(status ?? 1))
