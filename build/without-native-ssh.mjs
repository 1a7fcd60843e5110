/**
 * ssh2 looks for two native addons and does without them (it catches that they are missing): a bundle must not carry what was compiled
 * on this machine, and must not look for it on another. Beside itself it seeks only a helper
 * program for PuTTY's agent, which is not carried: there is no such place in a bundle.
 */
const ADDONS = /(?:^|\/)sshcrypto\.node$|^cpu-features$/
const NONE = '\0no-native-ssh'

export const withoutNativeSsh = {
  name: 'ssh2-without-native-addons',
  enforce: /** @type {const} */ ('pre'),
  resolveId: (/** @type {string} */ id) => (ADDONS.test(id) ? NONE : null),
  load: (/** @type {string} */ id) => (id === NONE ? "throw new Error('no native addon')" : null),
  transform: (/** @type {string} */ code, /** @type {string} */ id) =>
    /\/ssh2\/lib\/.*\.js$/.test(id) && code.includes('__dirname')
      ? { code: code.replaceAll('__dirname', "'.'"), map: null }
      : null,
}
