/** The window before the core: the page keeps its window until what was typed last is saved, and then closes it itself. */

/** The part of Electron's BrowserWindow that is used. */
export interface ClosableWindow {
  close(): void
  /** Closes it without asking the page. */
  destroy(): void
  once(event: 'closed', listener: () => void): unknown
}

/** A page that hangs, or cannot save, is waited for so long. */
const MOST_MS = 3000

export async function closeWindow(window: ClosableWindow | null, mostMs: number = MOST_MS): Promise<void> {
  if (!window) return
  await new Promise<void>((resolve) => {
    const late = setTimeout(() => window.destroy(), mostMs)
    window.once('closed', () => {
      clearTimeout(late)
      resolve()
    })
    window.close()
  })
}
