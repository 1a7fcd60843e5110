/**
 * Bundles the interface into dist/renderer/, for the desktop app and for serve alike. Every asset is a file of its own: the content
 * security policy allows nothing inline.
 */
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

/** @param {{ root: string }} options */
export async function buildRenderer({ root }) {
  await build({
    root: join(root, 'renderer'),
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      // Chromium of Electron 45, and the browsers of the last two years.
      target: 'es2023',
      outDir: join(root, 'dist/renderer'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // Read from this machine, not over a network: one file is quicker than several. In kB.
      chunkSizeWarningLimit: 2000,
    },
  })
}
