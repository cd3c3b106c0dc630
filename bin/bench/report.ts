// What a benchmark tells, as one row of the table: ours beside its baseline, and what the machine did meanwhile.
import { cpus } from 'node:os'

export type Row = {
  name: string
  ours: string
  baseline: string
  /** Ours to the baseline. */
  ratio: number | null
  aim: string
  /** Whether the aim was reached; null where none was set. */
  reached: boolean | null
  note?: string
}

function processorTimes(): { busy: number; all: number } {
  const sums = cpus().map(({ times }) => {
    const all = times.user + times.nice + times.sys + times.irq + times.idle
    return { busy: all - times.idle, all }
  })
  return { busy: sums.reduce((sum, { busy }) => sum + busy, 0), all: sums.reduce((sum, { all }) => sum + all, 0) }
}

/** How busy all processors of the machine were, 0 to 1, and how many of them this process itself used. */
export type Load = { busy: number; own: number }

/** Runs work and answers the load beside it. */
export async function withLoad<T>(work: () => Promise<T>): Promise<{ result: T; load: Load }> {
  const before = processorTimes()
  const ownBefore = process.cpuUsage()
  const from = performance.now()
  const result = await work()
  const after = processorTimes()
  const { user, system } = process.cpuUsage(ownBefore)
  const busy = (after.busy - before.busy) / Math.max(1, after.all - before.all)
  return { result, load: { busy, own: (user + system) / 1000 / (performance.now() - from) } }
}

const COLUMNS: readonly [title: string, value: (row: Row) => string][] = [
  ['benchmark', (row) => row.name],
  ['ours', (row) => row.ours],
  ['baseline', (row) => row.baseline],
  ['ratio', (row) => (row.ratio === null ? '–' : row.ratio.toFixed(2))],
  ['aim', (row) => row.aim],
  ['', (row) => (row.reached === null ? '' : row.reached ? 'reached' : 'missed')],
  ['', (row) => row.note ?? ''],
]

/** The rows as a table of plain text. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, value]) => value(row)))]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]!.length))) // every line has all
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
