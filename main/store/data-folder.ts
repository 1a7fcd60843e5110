/** Where checks are kept: the folder that was asked for, else the system's usual place for a user's data. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export interface Surroundings {
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
  home: string
}

const here = (): Surroundings => ({ env: process.env, platform: process.platform, home: homedir() })

/** @param asked what `--data` gave */
export function dataFolder(asked?: string, { env, platform, home }: Surroundings = here()): string {
  const given = asked ?? env['PSM_PREFLIGHT_DATA']
  if (given) return resolve(given)
  switch (platform) {
    case 'win32':
      return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'psm-preflight')
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'psm-preflight')
    default:
      // The XDG base directory specification: an unset or empty variable means ~/.local/share.
      return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'psm-preflight')
  }
}
