/** Time that this process really worked: other tests beside it take the processor away, and a limit on the wall would fail for them. */

/** Milliseconds of processor time, of all threads of the process; also over work that waits for nothing. */
export function workingMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
