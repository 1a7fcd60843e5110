/** How the desktop app is packed for each system. Nothing is downloaded, rebuilt or published by itself. */
import { fileURLToPath } from 'node:url'
import { dropWhatIsForDevelopers, refuseForeignAddons } from './package-hooks.mjs'

const icons = fileURLToPath(new URL('icons', import.meta.url))

/** What a packaged program must not do, whoever starts it: run scripts, take options of Node, be debugged, load another app. */
export const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  grantFileProtocolExtraPrivileges: false,
}

const EVERY_ARCH = ['x64', 'arm64']
const forAll = (/** @type {string[]} */ ...targets) => targets.map((target) => ({ target, arch: EVERY_ARCH }))

/**
 * @param {{ app: string, output: string, electronDist?: string }} where
 * @returns {import('electron-builder').Configuration}
 */
export function configuration({ app, output, electronDist }) {
  return {
    appId: 'io.github.psm-preflight',
    productName: 'PSM Preflight',
    copyright: 'Copyright © 2026 PSM Preflight contributors',
    directories: { app, output, buildResources: icons },
    ...(electronDist === undefined ? {} : { electronDist }),
    // The folder of the app holds the modules that it needs: none is looked for elsewhere, and none is compiled, which would
    // be against the headers of another Node, without a word. (electron-builder 26 asks this only where npmRebuild is not false.)
    beforeBuild: async () => false,
    files: ['**/*', { from: 'node_modules', to: 'node_modules', filter: ['**/*'] }],
    asar: true,
    asarUnpack: ['**/*.node'],
    publish: null,
    electronLanguages: ['en', 'en-US', 'de'],
    electronFuses: FUSES,
    afterExtract: dropWhatIsForDevelopers,
    afterPack: refuseForeignAddons,
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
    // YAML stays with the editor that people have for it; such plans are opened from within.
    fileAssociations: [
      {
        ext: 'psmplan',
        name: 'PSM Preflight plan',
        description: 'Plan of a PSM site, to be tested',
        mimeType: 'application/x-psm-preflight-plan',
        role: 'Editor',
      },
    ],
    win: { icon: `${icons}/icon.ico`, target: forAll('nsis', 'portable', 'zip') },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      artifactName: '${name}-${version}-setup-${arch}.${ext}',
    },
    portable: {
      // Without asking for rights, and always unpacked to the same folder, so that a firewall's rule for it lasts.
      requestExecutionLevel: 'user',
      unpackDirName: 'psm-preflight',
      artifactName: '${name}-${version}-portable-${arch}.${ext}',
    },
    mac: {
      icon: `${icons}/icon.icns`,
      category: 'public.app-category.utilities',
      minimumSystemVersion: '13.0',
      target: forAll('dmg', 'zip'),
    },
    linux: {
      icon: icons,
      executableName: 'psm-preflight',
      syncDesktopName: true,
      category: 'Network;Utility;',
      synopsis: 'Tests the TCP flows that a PSM cluster needs',
      maintainer: 'PSM Preflight contributors <noreply@psm-preflight.invalid>',
      target: forAll('AppImage', 'deb', 'tar.gz'),
    },
    deb: { packageCategory: 'net', priority: 'optional' },
  }
}
