/** Numbers of a benchmark: medians, spreads, and the goals that they must meet. Pure. */

export interface Measurement {
  /** Whole process, start to exit. */
  seconds: number
  /** Wrong answers, each as one line. */
  wrong: readonly string[]
}

export interface Series {
  name: string
  lossPercent: number
  measurements: Measurement[]
}

export interface Goal {
  met: boolean
  text: string
}

/** Median (mean of the middle two), least and greatest time of a series. Throws for an unknown or empty one. */
export function summaryOf(series: readonly Series[], name: string): { median: number; min: number; max: number } {
  const seconds = series.find((s) => s.name === name)?.measurements.map((m) => m.seconds) ?? []
  const sorted = seconds.sort((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1]
  const high = sorted[Math.floor(middle)]
  const [min, max] = [sorted[0], sorted.at(-1)]
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new Error(`no measurements of ${name}`)
  }
  return { median: (low + high) / 2, min, max }
}

/** The numbers that the mission asks for, on these measurements. */
/** @param evidence names of our series with evidence */
export function goals(
  withLoss: readonly Series[],
  without: readonly Series[],
  ours: string,
  evidence: readonly string[],
): Goal[] {
  const lossy = summaryOf(withLoss, ours)
  const clean = summaryOf(without, ours)
  const peer = summaryOf(withLoss, 'nmap -sT -T4').median
  const fastest = Math.min(...['nmap -sT', 'nmap -sT -T4'].map((name) => summaryOf(without, name).median))
  const mine = [...withLoss, ...without].filter((s) => s.name === ours || evidence.includes(s.name))
  const wrong = mine.flatMap((s) => s.measurements.flatMap((m) => m.wrong))
  const ratio = lossy.median / peer
  const spread = lossy.max / lossy.min
  return [
    { met: wrong.length === 0, text: `every answer right in every run (${wrong.length} wrong)` },
    { met: ratio <= 0.5, text: `with loss at most half of nmap -sT -T4's median (${ratio.toFixed(2)})` },
    { met: spread < 1.3, text: `with loss max/min under 1.3 (${spread.toFixed(2)})` },
    {
      met: clean.median <= fastest,
      text: `without loss not slower than nmap -sT, with or without -T4 (${clean.median.toFixed(2)} s to ${fastest.toFixed(2)} s)`,
    },
    ...evidence.map((name) => {
      const cost = summaryOf(withLoss, name).median / lossy.median
      return { met: cost <= 1.5, text: `with loss, ${name} takes at most 1.5 times as long (${cost.toFixed(2)})` }
    }),
  ]
}
