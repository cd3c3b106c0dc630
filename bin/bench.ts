// `npm run bench [-- NAME…]`: every promise about speed, measured against a baseline of the same run, on an embedded
// PostgreSQL of its own that waits for the disk as a real one does.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensurePostgres } from '@/db/embedded/ensure-postgres.mjs'
import { useDatabaseUrl } from '@/lib/platform/database-url'
import { benchBackTest } from './bench/backtest'
import { benchBillingRun } from './bench/billing'
import { benchHistory } from './bench/history'
import { benchAuthorize, benchCdrIntake, type Compared } from './bench/ocpi'
import { benchRatings } from './bench/rating'
import { benchSync } from './bench/sync'
import { tableOf, withLoad, type Row } from './bench/report'

type Benchmark = { limit: string; run(): Promise<Row[]> }

const perSecond = (value: number) => `${value.toFixed(0)}/s`

/** At each number of connections; the time limit holds at one of them. */
function httpRows(name: string, found: Map<number, Compared>, limit: { connections: number; p99Ms: number }): Row[] {
  return [...found].map(([connections, { ours, bare, ratio }]) => {
    const timed = connections === limit.connections
    return {
      name: `${name}, ${connections} connection${connections === 1 ? '' : 's'}`,
      ours: perSecond(ours.perSecond),
      baseline: perSecond(bare.perSecond),
      ratio,
      aim: `≥ 0.80${timed ? `, p99 < ${limit.p99Ms} ms` : ''}`,
      reached: ratio >= 0.8 && (!timed || ours.p99 < limit.p99Ms),
      note: `p99 ${ours.p99} ms (baseline ${bare.p99} ms)${ours.errors > 0 ? `, ${ours.errors} errors` : ''}`,
    }
  })
}

const BENCHMARKS: Record<string, Benchmark> = {
  cdr: {
    limit:
      'parsing and checking JSON on the one thread of the server at many connections; the commit on disk at one connection',
    run: async () => httpRows('CDR POST', await benchCdrIntake(), { connections: 64, p99Ms: 50 }),
  },
  authorize: {
    limit: 'HTTP and the round trip to the database, on the one thread of the server',
    run: async () => httpRows('authorize', await benchAuthorize(), { connections: 16, p99Ms: 10 }),
  },
  rating: {
    limit: 'exact decimals on one core for the judgement; writing ratings with their breakdown for the commit',
    run: async () => {
      const { purePerSecond, parsedPerSecond, committedPerSecond } = await benchRatings()
      const ratio = committedPerSecond / purePerSecond
      return [
        {
          name: 'ratings, judged on one core',
          ours: perSecond(purePerSecond),
          baseline: perSecond(parsedPerSecond),
          ratio: purePerSecond / parsedPerSecond,
          aim: '–',
          reached: null,
          note: 'baseline: parsing the JSON of the same CDRs on the same core',
        },
        {
          name: 'ratings, committed by one worker',
          ours: perSecond(committedPerSecond),
          baseline: perSecond(purePerSecond),
          ratio,
          aim: '–',
          reached: null,
          note: 'baseline: the judgement alone on one core, no database',
        },
      ]
    },
  },
  billing: {
    limit: 'the snapshots, which travel to this process as text and back, and by writing rows in the database',
    run: async () => {
      const { cdrs, customers, runSeconds, statementSeconds, ratio } = await benchBillingRun()
      return [
        {
          name: `billing run, ${cdrs} CDRs, ${customers} customers`,
          ours: `${runSeconds.toFixed(1)} s`,
          baseline: `${statementSeconds.toFixed(1)} s`,
          ratio,
          aim: '≤ 5.00',
          reached: ratio <= 5,
          note: 'baseline: one SQL statement that writes the same rows',
        },
      ]
    },
  },
  sync: {
    limit: 'reading the JSON into the model on one core, and writing rows with their evidence in the database',
    run: async () => {
      const { evses, locations, firstSeconds, againSeconds, bareSeconds, peakMb } = await benchSync()
      return [
        {
          name: `first sync, ${evses} EVSEs at ${locations} locations`,
          ours: perSecond(evses / firstSeconds),
          baseline: perSecond(evses / bareSeconds),
          ratio: bareSeconds / firstSeconds,
          aim: '< 500 MB',
          reached: peakMb < 500,
          note: `peak ${peakMb} MB, ${firstSeconds.toFixed(0)} s; again over what is there ${againSeconds.toFixed(0)} s; baseline: the pages read and thrown away`,
        },
      ]
    },
  },
  backtest: {
    limit: 'exact decimals in the pricing threads, one per core; the database streams beside them',
    run: async () => {
      const { cdrs, seconds, cpuSeconds, parseSeconds, marginMs, scorecardMs } = await benchBackTest()
      return [
        {
          name: `back-test of ${cdrs} charges, two threads`,
          ours: `${seconds.toFixed(1)} s`,
          baseline: `${parseSeconds.toFixed(1)} s`,
          ratio: seconds / parseSeconds,
          aim: '< 60 s',
          reached: seconds < 60,
          note: `${(cdrs / seconds).toFixed(0)}/s, ${cpuSeconds.toFixed(1)} s of processor time; baseline: parsing the packed charges on one core; margins of all by partner ${marginMs.toFixed(0)} ms, scorecards of 90 days ${scorecardMs.toFixed(0)} ms`,
        },
      ]
    },
  },
  history: {
    limit: 'rendering the page in React; the query reads one index',
    run: async () => {
      const { cdrs, p50Ms, p95Ms, queryP95Ms } = await benchHistory()
      return [
        {
          name: `history page at ${cdrs} CDRs, first byte p95`,
          ours: `${p95Ms.toFixed(1)} ms`,
          baseline: `${queryP95Ms.toFixed(1)} ms`,
          ratio: p95Ms / queryP95Ms,
          aim: '< 100 ms',
          reached: p95Ms < 100,
          note: `p50 ${p50Ms.toFixed(1)} ms; /charging of the built portal, signed in; baseline: the query alone`,
        },
      ]
    },
  },
}

async function runAll(names: readonly string[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const name of names) {
    const { limit, run } = BENCHMARKS[name]! // checked by main
    console.log(`\n── ${name}`)
    const { result, load } = await withLoad(run)
    rows.push(...result)
    console.log(
      `\n${tableOf(result)}\nLimited by ${limit}.\nAll processors were ${(load.busy * 100).toFixed(0)} % busy, ${load.own.toFixed(1)} of them with this process.`,
    )
  }
  return rows
}

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !(name in BENCHMARKS))
  if (unknown.length > 0) {
    console.error(`unknown benchmark: ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`)
    return 2
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'laddnota-bench-'))
  // Before anything reads the environment: nothing of this is to touch the data of an installation.
  process.env['DATA_DIR'] = dataDir
  const database = await ensurePostgres({ dataDir })
  process.env['DATABASE_URL'] = database.url
  useDatabaseUrl(database.url)
  const remove = async () => {
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void remove().then(() => process.exit(1)))
  try {
    const [processor] = cpus()
    console.log(
      `Node ${process.versions.node}, ${cpus().length} × ${processor?.model.trim()}, PostgreSQL with fsync and synchronous_commit`,
    )
    const rows = await runAll(wanted.length > 0 ? wanted : Object.keys(BENCHMARKS))
    console.log(`\n── all\n\n${tableOf(rows)}`)
    return 0
  } finally {
    await remove()
  }
}

process.exitCode = await main(process.argv.slice(2))
