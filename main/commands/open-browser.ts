/** Opens the user's browser where there is one. It is a convenience: whether it works is nobody's business but the user's. */
import { spawn } from 'node:child_process'

interface Surroundings {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  isRoot: boolean
}

/** Null: there is no screen to open one on. A browser is not started as root: most refuse, and the others should. */
export function browserCommand(
  address: string,
  { platform, env, isRoot }: Surroundings,
): { command: string; args: string[] } | null {
  switch (platform) {
    case 'darwin':
      return env['SSH_CONNECTION'] === undefined ? { command: 'open', args: [address] } : null
    case 'win32':
      // The empty word is the title of the window, which `start` would take the address for.
      return { command: 'cmd', args: ['/c', 'start', '""', address] }
    default:
      return !isRoot && (env['DISPLAY'] || env['WAYLAND_DISPLAY']) ? { command: 'xdg-open', args: [address] } : null
  }
}

export function openBrowser(address: string): void {
  const { platform, env } = process
  const found = browserCommand(address, { platform, env, isRoot: process.getuid?.() === 0 })
  if (!found) return
  const child = spawn(found.command, found.args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
