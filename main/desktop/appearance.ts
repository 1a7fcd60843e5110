/** What the window wears before the page has painted: the system's dark or light, or what the settings say. */
import type { Settings } from '../../shared/program-shapes.ts'
import { assertNever } from '../../shared/assert-never.ts'

/** The ground of the page in each theme, as `--ground` in renderer/look/tokens.css, so that a window never flashes. */
const GROUND = { light: '#f5f7fa', dark: '#10151f', contrast: '#ffffff' } as const

/** For Electron's `nativeTheme.themeSource`; it also decides the title bar and the page's prefers-color-scheme. */
export function themeSource({ theme }: Settings): 'system' | 'light' | 'dark' {
  switch (theme) {
    case 'system':
    case 'light':
    case 'dark':
      return theme
    case 'contrast':
      return 'light'
    default:
      return assertNever(theme)
  }
}

/** @param dark what the system wears, or was told to */
export function background({ theme }: Settings, dark: boolean): string {
  if (theme === 'contrast') return GROUND.contrast
  return dark ? GROUND.dark : GROUND.light
}
