/** Chooses how progress is shown: live on a terminal, plain lines elsewhere, nothing when quiet. */
import { NO_PROGRESS, type Progress, plainProgress } from './progress.ts'

/** The live one is loaded only where there is a terminal to draw on. */
export async function showProgress(quiet: boolean): Promise<Progress> {
  if (quiet) return NO_PROGRESS
  const { stderr } = process
  if (!stderr.isTTY || process.env['TERM'] === 'dumb') return plainProgress(stderr)
  const { liveProgress } = await import('./live-progress.ts')
  return liveProgress(stderr)
}
