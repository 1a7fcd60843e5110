/**
 * Runs the built desktop app on the double, and lets the specs look into it: the parent process sends functions as text, to be run in the
 * page or in the main process.
 */
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { application } from './application.mjs'
import * as electron from './electron.mjs'
import { double } from './state.mjs'

// As in a packaged app: the program, then what it was started with.
const [, entry] = process.argv.splice(1, 2)
const contents = () => [...application.windows][0]?.contents

const DOES = {
  page: ({ source, arg }) => contents().evaluate(source, arg),
  // eslint-disable-next-line no-eval
  main: ({ source, arg }) => (0, eval)(`(${source})`)(electron, arg),
  frame: ({ arg }) => contents().invokeFromFrame(...arg),
  picture: ({ arg }) => contents().picture(arg),
  seen: () => ({
    notifications: double.notifications,
    popups: double.popups,
    downloads: double.downloads,
    console: double.console,
  }),
}

async function answer({ id, kind, ...rest }) {
  try {
    process.send({ id, value: await DOES[kind](rest) })
  } catch (error) {
    process.send({ id, error: String(error?.message ?? error) })
  }
}

process.on('message', (asked) => void answer(asked))
process.on('SIGTERM', () => application.quit())
// The tests were ended: nothing stays behind.
process.on('disconnect', () => application.exit(1))

await import(pathToFileURL(entry).href)
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
double.browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [...flags, '--disable-component-update', '--disable-sync'],
})
application.becomeReady()
