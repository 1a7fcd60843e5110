/**
 * `npm run screenshots`: every screen of the guided app as a picture, light and dark, from the practice site, into docs/screens/. Needs
 * Chromium, see browser-flags.mjs; the dialogs of SSH need root and sshd, too.
 */
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const { module } = await runnerImport(fileURLToPath(new URL('../test/e2e/screens/take-screens.ts', import.meta.url)))
await module.takeScreens()
