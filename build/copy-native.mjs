/** What a bundle cannot hold is copied beside it: the native library with its loader, and the fonts of the PDF. */
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const FONTS = [
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
]

/**
 * Its prebuilt library comes with the folder, so that it gathers evidence where nothing can be installed. It may be missing.
 * @param {string} root
 */
export function copyKoffi(root) {
  const to = join(root, 'dist/node_modules')
  const from = join(root, 'node_modules/koffi')
  // Its C++ sources and documentation are not for the user.
  const isWanted = (/** @type {string} */ path) => statSync(path).isDirectory() || /\.(c?js|json|txt)$/.test(path)
  for (const part of ['package.json', 'index.js', 'index.cjs', 'LICENSE.txt', 'src/koffi']) {
    if (existsSync(from)) cpSync(join(from, part), join(to, 'koffi', part), { recursive: true, filter: isWanted })
  }
  const prebuilt = join(root, 'node_modules/@koromix')
  if (existsSync(prebuilt)) cpSync(prebuilt, join(to, '@koromix'), { recursive: true })
}

/** @param {string} root */
export function copyFonts(root) {
  mkdirSync(join(root, 'dist/fonts'), { recursive: true })
  for (const font of FONTS)
    cpSync(join(root, 'node_modules', font), join(root, 'dist/fonts', font.split('/').at(-1) ?? ''))
}
