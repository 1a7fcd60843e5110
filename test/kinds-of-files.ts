/**
 * Kinds of test files: those that mostly wait (for a network of the lab, for a deadline, for a page), of which more can run at once than there are
 * processors; those that work for long; and those that share a process. A file that is not named here has a process of its own, and works, or
 * measures what a busy machine would change. The longest come first: begun last, one would run alone at the end.
 */

/** None of them has a limit that a process which waits 50 ms for a processor would break. */
export const WAITING = [
  'test/lab/lab.test.ts',
  'test/lab/ssh-trouble.test.ts',
  'test/main/standin/remote.test.ts',
  'test/main/checks/vantages.test.ts',
  'test/main/checks/results.test.ts',
  'test/lab/compound.test.ts',
  'test/lab/rules.test.ts',
  'test/lab/prober.test.ts',
  'test/main/checks/killed.test.ts',
  'test/lab/stand-in.test.ts',
  'test/e2e/walk.test.ts',
  'test/main/vantage/ssh/link.test.ts',
  'test/lab/ssh-both-ends.test.ts',
  'test/e2e/accessible.test.ts',
  'test/e2e/dialogs.test.ts',
  'test/main/preflight/evidence/gather.test.ts',
  'test/e2e/lab.test.ts',
  'test/main/probe/hostile-listeners.test.ts',
  'test/lab/icmp.test.ts',
  'test/lab/ssh.test.ts',
  'test/lab/field-checks.test.ts',
  'test/lab/ssh-left-behind.test.ts',
  'test/e2e/same-numbers.test.ts',
  'test/main/transport/http.test.ts',
  'test/main/checks/checks.test.ts',
  'test/e2e/ssh.test.ts',
  'test/main/capture/live.test.ts',
  'test/main/vantage/prober/asking-over-link.test.ts',
  'test/main/checks/practice.test.ts',
]

export const WORKING_LONG = [
  'test/lab/loss.test.ts',
  'test/main/probe/trace.test.ts',
  'test/main/report/pdf/write-pdf.test.ts',
  'test/e2e/large.test.ts',
  'test/lab/ssh-matrix.test.ts',
  'test/main/report/bundle.test.ts',
  'test/desktop/run.test.ts',
  'test/lab/many-flows.test.ts',
  'test/main/vantage/prober/open-prober.test.ts',
  'test/main/checks/large.test.ts',
]

/** They change nothing of their process that another file could meet, so they share one, and load their modules once. */
export const SHARING = [
  'test/shared/**/*.test.ts',
  'test/main/command-line.test.ts',
  'test/main/capture/{decode-frame,join}.test.ts',
  'test/main/desktop/{appearance,arguments,close-window,crash-limit,menu,offers,shutdown}.test.ts',
  'test/main/plan/{broken-plans,mutated-plans,plan-table,read-plan,starter-plan,yaml-slips}.test.ts',
  'test/main/preflight/{path-memory,schedule}.test.ts',
  'test/main/probe/environment/*.test.ts',
  'test/main/probe/icmp/read-ping.test.ts',
  'test/main/report/field-checks.test.ts',
  'test/main/report/pdf/{clean-text,joined-part,site-matrix,wrap}.test.ts',
  'test/main/standin/counts.test.ts',
  'test/main/transport/sender.test.ts',
  'test/renderer/{flow-table,words}.test.ts',
  'test/renderer/parts/{grid-keys,own-address}.test.ts',
]
