/**
 * Makes this checkout ready to run, and says nothing when it is: packages, build and, for the tests, Debian's tools. Plain
 * Node without packages, for it runs before any are there. Usage: node build/ready.mjs [--tests]
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const OLDEST_NODE = [20, 19]

/** Commands that the tests call, and the Debian packages that hold them. */
const TEST_TOOLS = {
  busybox: 'busybox-static',
  chromium: 'chromium',
  ip: 'iproute2',
  iptables: 'iptables',
  nc: 'netcat-openbsd',
  nft: 'nftables',
  nmap: 'nmap',
  pdfinfo: 'poppler-utils',
  ping: 'iputils-ping',
  sshd: 'openssh-server',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
}

function stop(message) {
  console.error(`psm-preflight: ${message}`)
  process.exit(1)
}

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    ...options,
  })
  if (error || status !== 0)
    stop(`"${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ` (${status})`}`)
}

/** SHA-256 over names and contents of all files below the folders. */
function hashOf(paths) {
  const hash = createHash('sha256')
  const add = (path) => {
    const full = join(root, path)
    if (!existsSync(full)) return
    try {
      for (const name of readdirSync(full).sort()) add(`${path}/${name}`)
    } catch {
      hash.update(`${path}\0`).update(readFileSync(full))
    }
  }
  for (const path of paths) add(path)
  return hash.digest('hex')
}

const isFresh = (stamp, hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [wantMajor, wantMinor] = OLDEST_NODE
  if (major < wantMajor || (major === wantMajor && minor < wantMinor)) {
    stop(`Node ${process.versions.node} is too old: ${OLDEST_NODE.join('.')} or newer is needed`)
  }
}

function installPackages() {
  const stamp = join(root, 'node_modules/.psm-preflight-ready')
  const hash = hashOf(['package-lock.json'])
  if (isFresh(stamp, hash)) return
  console.error('Installing packages (npm install) …')
  // Not `npm ci`: it refuses a lockfile made where the registry lacks the optional binaries of other platforms.
  run('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, hash)
}

function buildOnce() {
  const stamp = join(root, 'dist/.built')
  const hash = hashOf(['main', 'renderer', 'shared', 'build', 'package.json', 'package-lock.json'])
  if (isFresh(stamp, hash)) return
  console.error('Building …')
  run(process.execPath, ['build/build.mjs'])
  writeFileSync(stamp, hash)
}

function isInstalled(command) {
  const folders = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(':')
  return folders.some((folder) => existsSync(join(folder, command)))
}

/** Only as root on Debian; elsewhere the tests that need a tool are skipped, with the reason. */
function installTestTools() {
  const missing = Object.entries(TEST_TOOLS).filter(([command]) => !isInstalled(command))
  if (missing.length === 0 || process.getuid?.() !== 0 || !isInstalled('apt-get')) return
  const packages = missing.map(([, name]) => name)
  console.error(`Installing ${packages.join(', ')} (apt-get) …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env })
}

checkNode()
installPackages()
if (process.argv.includes('--tests')) installTestTools()
buildOnce()
