#!/usr/bin/env node
/**
 * Stands in for fpm, which electron-builder calls to make a .deb and would download: takes the options that it is called with, and has
 * dpkg-deb do the work. An option that it does not know stops it, so that nothing of a package is lost without a word.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
  readFileSync,
  readdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const SINGLE = new Set([
  '-s',
  '-t',
  '--architecture',
  '--after-install',
  '--after-remove',
  '--description',
  '--version',
  '--package',
  '--name',
  '--maintainer',
  '--vendor',
  '--url',
  '--category',
  '--deb-priority',
  '--deb-compression',
  '--license',
  '--iteration',
])
const REPEATED = new Set(['-d', '--deb-recommends'])
const FLAGS = new Set(['--force'])

function read(words) {
  const options = { depends: [], recommends: [], files: [] }
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]
    if (FLAGS.has(word)) continue
    if (SINGLE.has(word)) options[word] = words[(i += 1)]
    else if (REPEATED.has(word)) options[word === '-d' ? 'depends' : 'recommends'].push(words[(i += 1)])
    else if (word.startsWith('-')) throw new Error(`this option of fpm is not known here: ${word}`)
    else options.files.push(word.split('='))
  }
  if (options['-t'] !== 'deb') throw new Error(`only deb packages can be made here, and not ${options['-t']}`)
  return options
}

const kilobytes = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 1024), 0)

/** Its first line is the synopsis; the others are indented, as Debian's policy asks. */
const description = (text) =>
  text
    .split('\n')
    .map((line, i) => (i === 0 ? line : ` ${line.trim() || '.'}`))
    .join('\n')

function control(options, size) {
  const fields = {
    Package: options['--name'],
    Version: options['--version'],
    License: options['--license'],
    Vendor: options['--vendor'],
    Architecture: options['--architecture'],
    Maintainer: options['--maintainer'],
    'Installed-Size': String(size),
    Depends: options.depends.join(', '),
    Recommends: options.recommends.join(', '),
    Section: options['--category'],
    Priority: options['--deb-priority'],
    Homepage: options['--url'],
    Description: description(options['--description']),
  }
  const lines = Object.entries(fields).filter(([, value]) => value)
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`
}

function build(options) {
  const tree = mkdtempSync(join(tmpdir(), 'psm-deb-'))
  try {
    // mkdtemp's folder is private, and it becomes the root of the package.
    chmodSync(tree, 0o755)
    for (const [from, to] of options.files) {
      mkdirSync(dirname(join(tree, to)), { recursive: true })
      cpSync(from, join(tree, to), { recursive: true })
    }
    const size = kilobytes(tree)
    mkdirSync(join(tree, 'DEBIAN'))
    writeFileSync(join(tree, 'DEBIAN/control'), control(options, size))
    for (const [option, name] of [
      ['--after-install', 'postinst'],
      ['--after-remove', 'postrm'],
    ]) {
      if (options[option]) writeFileSync(join(tree, 'DEBIAN', name), readFileSync(options[option]), { mode: 0o755 })
    }
    execFileSync('dpkg-deb', [
      '--root-owner-group',
      `-Z${options['--deb-compression']}`,
      '--build',
      tree,
      options['--package'],
    ])
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

build(read(process.argv.slice(2)))
