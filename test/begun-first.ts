/**
 * Test files that mostly wait (for a network of the lab, for a deadline, for a page) and are therefore run more at once than there are processors;
 * and files that take long. Both with the longest first: begun last, one would run alone at the end. A file that is not named here works, or
 * measures what a busy machine would change.
 */

/** None of them has a limit that a process which waits 50 ms for a processor would break. */
export const WAITING = [
  'test/lab/lab.test.ts',
  'test/lab/ssh-trouble.test.ts',
  'test/main/standin/remote.test.ts',
  'test/main/checks/vantages.test.ts',
  'test/main/checks/results.test.ts',
  'test/lab/rules.test.ts',
  'test/lab/prober.test.ts',
  'test/main/checks/killed.test.ts',
  'test/lab/stand-in.test.ts',
  'test/e2e/walk.test.ts',
  'test/main/vantage/ssh/link.test.ts',
  'test/lab/ssh-both-ends.test.ts',
  'test/e2e/accessible.test.ts',
  'test/main/preflight/evidence/gather.test.ts',
  'test/e2e/lab.test.ts',
  'test/main/probe/hostile-listeners.test.ts',
  'test/lab/icmp.test.ts',
  'test/lab/ssh.test.ts',
  'test/lab/field-checks.test.ts',
  'test/lab/ssh-left-behind.test.ts',
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
