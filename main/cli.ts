/**
 * The command line: wiring only. Parses arguments, calls a command, turns its outcome into an exit status. Commands are loaded
 * when they are called, so that none waits for what another one needs.
 */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { GROUP_IDS } from '../shared/catalogue/catalogue.ts'
import { PAPERS } from '../shared/print-options.ts'
import { REPORT_LANGUAGES } from '../shared/words/language.ts'
import { PACES, STAGES } from '../shared/plan/plan.ts'
import type { CaptureSummaryOptions } from './commands/capture-summary.ts'
import type { CheckOptions } from './commands/check.ts'
import type { DiffFormat, DiffOptions } from './commands/diff.ts'
import type { MergeOptions } from './commands/merge.ts'
import type { PlanCheckOptions } from './commands/plan.ts'
import type { PlanRulesOptions } from './commands/plan-rules.ts'
import type { PracticeOptions } from './commands/practice.ts'
import type { ReportOptions } from './commands/report.ts'
import type { ServeOptions } from './commands/serve.ts'
import type { StandInOptions } from './commands/stand-in.ts'
import { commandName } from './command-line.ts'
import { EXIT, FORMATS, type Format, InterruptedError, UsageError } from './terms.ts'

const listOf =
  <F extends string>(accepted: readonly F[]) =>
  (text: string): F[] => {
    const asked = text.split(',').map((word) => word.trim())
    const known = accepted.filter((format) => asked.includes(format))
    if (known.length !== new Set(asked).size)
      throw new InvalidArgumentError(`accepted: ${accepted.join(',')}, separated by commas`)
    return known
  }

/** May be repeated, and takes lists separated by commas, as --format does. */
const collectList = (value: string, known: string[] = []) => [...known, ...value.split(',').map((word) => word.trim())]
/** Split where the plan is known: its names may hold commas. */
const collect = (value: string, known: string[] = []) => [...known, value]

const groupOption = () =>
  new Option(
    '--group <ids>',
    `only these port groups; repeated, or separated by commas: ${[...GROUP_IDS, 'extra'].join(',')}`,
  ).argParser(collectList)

const formatOption = (preset: Format[]) =>
  new Option('--format <list>', `what to save beside run.json: ${FORMATS.join(',')}`)
    .argParser<Format[]>(listOf(FORMATS))
    .default(preset, preset.join(','))

const paperOption = () => new Option('--paper <size>', 'paper of the PDF').choices(PAPERS).default('a4')
const languageOption = () => new Option('--language <language>', 'of the PDF').choices(REPORT_LANGUAGES).default('en')

function addCheck(top: Command, finish: (status: number) => void): void {
  top
    .command('check')
    .description('probe what the plan asks, from this machine and over SSH')
    .addArgument(new Argument('<plan>', 'plan file, YAML or JSON'))
    .addOption(groupOption())
    .option('--from <names>', 'only flows from these endpoints; repeated, or separated by commas', collect)
    .addOption(new Option('--stage <stage>', 'judge for this stage instead of the plan’s').choices(STAGES))
    .addOption(new Option('--pace <pace>', 'probe at this pace instead of the plan’s').choices(PACES))
    .option('--only-failed <run>', 'only the flows that failed or warned in this run.json')
    .option('--out <dir>', 'folder for the result (default: preflight-<site>-<time>)')
    .addOption(formatOption(['pdf', 'json']))
    .addOption(paperOption())
    .addOption(languageOption())
    .option('--allow-public', 'also probe addresses outside private ranges, without asking')
    .option('--capture', 'also keep the packets of the run (needs tcpdump or dumpcap, and the right to capture)')
    .option(
      '--stand-ins',
      'start stand-ins on the hosts that SSH reaches: they prove who answers, and end with the check',
    )
    .addOption(keyOption())
    .option('--no-evidence', 'only connect(): no ICMP errors, distances, traces and echoes')
    .option('--quiet', 'print nothing but errors')
    .action(async (plan: string, options: CheckOptions) =>
      finish(await (await import('./commands/check.ts')).check(plan, options)),
    )
}

function program(finish: (status: number) => void): Command {
  const top = new Command(commandName())
    .description(
      'Tests the TCP ports that an AMD Pensando PSM cluster needs, and never says pass on a path that does not work.',
    )
    .version(__VERSION__)
    .showHelpAfterError('(--help shows what is accepted)')
    .exitOverride()
  addCheck(top, finish)
  top
    .command('practice')
    .description('the same on a practice site on loopback, with faults set on purpose')
    .option('--out <dir>', 'folder for the result', 'practice-report')
    .addOption(formatOption(['pdf', 'json']))
    .addOption(paperOption())
    .addOption(languageOption())
    .option('--quiet', 'print only what was set and found')
    .action(async (options: PracticeOptions) =>
      finish(await (await import('./commands/practice.ts')).practice(options)),
    )
  top
    .command('report')
    .description('render a saved run again')
    .addArgument(new Argument('<run>', 'run.json, or the folder that holds it'))
    .option('--out <dir>', 'folder for the reports (default: beside the run)')
    .addOption(formatOption(['pdf']))
    .addOption(paperOption())
    .addOption(languageOption())
    .option('--ticket <text>', 'number or title of the ticket, for the comments of --format rules')
    .action(async (run: string, options: ReportOptions) =>
      finish(await (await import('./commands/report.ts')).report(run, options)),
    )
  addMerge(top, finish)
  addDiff(top, finish)
  addVerify(top, finish)
  addCaptureSummary(top, finish)
  addStandIn(top, finish)
  addServe(top, finish)
  addPlan(top, finish)
  return top
}

function addPlan(top: Command, finish: (status: number) => void): void {
  const plan = top.command('plan').description('write a plan to start from, or check one')
  plan
    .command('init')
    .description('write a commented plan to start from')
    .addArgument(new Argument('[file]', 'file to write; without it the plan is printed'))
    .action(async (file: string | undefined) => finish(await (await import('./commands/plan.ts')).planInit(file)))
  plan
    .command('check')
    .description('validate a plan and print what it expands to; nothing is probed')
    .addArgument(new Argument('<plan>', 'plan file, YAML or JSON'))
    .addOption(groupOption())
    .action(async (file: string, options: PlanCheckOptions) =>
      finish(await (await import('./commands/plan.ts')).planCheck(file, options)),
    )
  plan
    .command('rules')
    .description('write firewall rules for every flow of a plan; nothing is probed')
    .addArgument(new Argument('<plan>', 'plan file, YAML or JSON'))
    .requiredOption('--out <dir>', 'folder for the folder rules')
    .addOption(groupOption())
    .option('--ticket <text>', 'number or title of the ticket, for the comments of the rules')
    .action(async (file: string, options: PlanRulesOptions) =>
      finish(await (await import('./commands/plan-rules.ts')).planRules(file, options)),
    )
}

function addMerge(top: Command, finish: (status: number) => void): void {
  top
    .command('merge')
    .description('join results of the same plan from several machines')
    .addArgument(new Argument('<runs...>', 'each a run.json, or the folder that holds it'))
    .requiredOption('--out <dir>', 'folder for the joined result; what was joined is kept in its folder runs')
    .addOption(new Option('--stage <stage>', 'judge all of it for this stage').choices(STAGES))
    .addOption(formatOption(['pdf', 'json']))
    .addOption(paperOption())
    .addOption(languageOption())
    .option('--quiet', 'print nothing but errors')
    .action(async (runs: string[], options: MergeOptions) =>
      finish(await (await import('./commands/merge.ts')).merge(runs, options)),
    )
}

const DIFF_FORMATS = ['pdf', 'json'] as const satisfies readonly DiffFormat[]

function addDiff(top: Command, finish: (status: number) => void): void {
  top
    .command('diff')
    .description('compare two results of a plan: what was fixed, what broke, what is still failing')
    .addArgument(new Argument('<old>', 'the earlier run.json, or the folder that holds it'))
    .addArgument(new Argument('<new>', 'the later one'))
    .option('--json', 'print JSON (psm-preflight/diff@1)')
    .option('--out <dir>', 'folder to save the comparison in')
    .addOption(
      new Option(
        '--format <list>',
        'what to save there: pdf (the report of the later result, with a chapter "Compared with …"), json (default: pdf)',
      ).argParser<DiffFormat[]>(listOf(DIFF_FORMATS)),
    )
    .addOption(paperOption())
    .addOption(languageOption())
    .action(async (old: string, later: string, options: DiffOptions) =>
      finish(await (await import('./commands/diff.ts')).diff(old, later, options)),
    )
}

function addVerify(top: Command, finish: (status: number) => void): void {
  top
    .command('verify')
    .description('whether an evidence bundle is as it was saved: its seal, every file, and the run in it')
    .addArgument(new Argument('<bundle>', 'evidence.zip of check, report or merge with --format bundle'))
    .action(async (bundle: string) => finish(await (await import('./commands/verify.ts')).verify(bundle)))
}

function addCaptureSummary(top: Command, finish: (status: number) => void): void {
  top
    .command('capture-summary')
    .description('summarise packet captures per flow: what was answered, refused, rejected, or silent')
    .addArgument(new Argument('<files...>', 'pcap or pcapng, plain or gzip’d; - reads stdin'))
    .option('--plan <plan>', 'show what the captures tell of each flow of this plan')
    .option('--json', 'print JSON (psm-preflight/capture-summary@1)')
    .action(async (files: string[], options: CaptureSummaryOptions) =>
      finish(await (await import('./commands/capture-summary.ts')).captureSummary(files, options)),
    )
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('accepted: a whole number from 0 to 65535; 0 takes any free port')
}

const collectPorts = (text: string, known: number[] = []) => [
  ...known,
  ...text.split(',').map((word) => portNumber(word.trim())),
]

const keyOption = () =>
  new Option('--key <key>', 'what both ends share in place of the plan file (or PSM_PREFLIGHT_KEY)')

function addStandIn(top: Command, finish: (status: number) => void): void {
  top
    .command('stand-in')
    .description(
      'play an endpoint of the plan on this machine, until Ctrl-C: holds its free ports and proves that they are reached',
    )
    .addArgument(new Argument('<plan>', 'plan file; the very same as that of the check'))
    .requiredOption('--as <name>', 'the endpoint that this machine is')
    .option('--ports <list>', 'only these of its ports; repeated, or separated by commas', collectPorts)
    .addOption(keyOption())
    .action(async (plan: string, options: StandInOptions) =>
      finish(await (await import('./commands/stand-in.ts')).standIn(plan, options)),
    )
}

function addServe(top: Command, finish: (status: number) => void): void {
  top
    .command('serve')
    .description('the guided app in a browser on this machine; prints a link that works once')
    .addOption(
      new Option('--port <n>', 'port on 127.0.0.1; 0 takes any free one').argParser(portNumber).default(0, '0'),
    )
    .option(
      '--data <dir>',
      'folder that holds the checks (default: PSM_PREFLIGHT_DATA, or the usual place of this system)',
    )
    .option('--no-open', 'do not open a browser')
    .action(async (options: ServeOptions) => finish(await (await import('./commands/serve.ts')).serve(options)))
}

/** The exit status of an error; a stack trace only for our own faults. */
function statusOfError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.usage
  if (error instanceof UsageError) {
    process.stderr.write(`psm-preflight: ${error.message}\n`)
    return EXIT.usage
  }
  if (error instanceof InterruptedError) return EXIT.interrupted
  process.stderr.write(`psm-preflight: internal error\n${error instanceof Error ? error.stack : String(error)}\n`)
  return EXIT.internal
}

/**
 * Nobody reads the stream any more (`| head`): what was found is still saved, and the exit status still tells it. Anything
 * else, such as a full disk, means that words were lost.
 */
function watch(stream: NodeJS.WriteStream, onLost: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onLost()
  })
}

/** Calls back also when the stream is broken. */
const drained = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => void stream.write('', () => resolve()))

async function main(): Promise<void> {
  let status: number = EXIT.passed
  let lost = false
  for (const stream of [process.stdout, process.stderr]) {
    watch(stream, () => {
      lost = true
    })
  }
  try {
    await program((found) => {
      status = found
    }).parseAsync()
  } catch (error) {
    status = statusOfError(error)
  }
  await Promise.all([drained(process.stdout), drained(process.stderr)])
  // Not left to Node: a question to a dead name server cannot be cancelled, and would keep the process for minutes.
  process.exit(status === EXIT.passed && lost ? EXIT.internal : status)
}

void main()
