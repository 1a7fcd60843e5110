/**
 * `npm start`: the desktop app where it can be opened; else the same app in a browser, and one line that says why. Electron's runtime is
 * looked for and never fetched: importing its package would try to.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const desktop = join(root, 'dist/desktop.js')

/** The program that Electron's package has unpacked; null: there is none. */
function electronRuntime() {
  const folder = join(root, 'node_modules/electron')
  try {
    // Written by the package when it has unpacked the runtime: `electron`, `electron.exe`, `Electron.app/Contents/MacOS/Electron`.
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(program) && existsSync(desktop) ? program : null
  } catch {
    return null
  }
}

/** Why no window can be opened here; null: it can. */
function whyNoWindow(electron) {
  if (electron === null) return 'The Electron runtime is not installed here'
  if (process.platform !== 'linux') return null
  // Chromium's sandbox cannot be had as root, and is not given up for that.
  if (process.getuid?.() === 0) return 'The desktop app is not opened as root'
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? null : 'There is no display here'
}

const electron = electronRuntime()
const why = whyNoWindow(electron)
if (why !== null) console.error(`${why}, so PSM Preflight opens in a browser instead of a window of its own.`)
const given = process.argv.slice(2)
const [command, args] =
  why === null ? [electron, [desktop, ...given]] : [process.execPath, [join(root, 'dist/cli.js'), 'serve', ...given]]
const child = spawn(command, args, { stdio: 'inherit' })
// The terminal sends Ctrl-C to both: this one waits until the other has saved what is known.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('error', (error) => {
  console.error(`psm-preflight: ${command} cannot be started: ${error.message}`)
  process.exit(1)
})
child.on('exit', (status) => process.exit(status ?? 1))
