// `npm run corpus -- [--seed N] [--count N] [--json] [--readme]`: CDRs of the simulated operator, some with planted faults,
// through the real endpoint and the real check, on a database of its own. `--readme` writes the table into the README.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensurePostgres } from '@/db/embedded/ensure-postgres.mjs'
import { mintSystemCtx } from '@/lib/auth/mint'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { systemClock } from '@/lib/platform/clock'
import { useDatabaseUrl } from '@/lib/platform/database-url'
import { withBenchDatabase } from './bench/bench-database'
import { runCorpus } from './corpus/run'
import { isSound, placeCorpus, toMarkdown } from './corpus/table'

function read() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '10000' },
      json: { type: 'boolean', default: false },
      readme: { type: 'boolean', default: false },
    },
  })
  const whole = (name: 'seed' | 'count') => {
    const number = Number(values[name])
    if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name}: a whole number from 1`)
    return number
  }
  return { seed: whole('seed'), count: whole('count'), json: values.json, readme: values.readme }
}

const dataDir = mkdtempSync(join(tmpdir(), 'laddnota-corpus-'))
process.env['DATA_DIR'] = dataDir
const postgres = await ensurePostgres({ ephemeral: true })
try {
  const { json, readme, ...given } = read()
  useDatabaseUrl(postgres.url)
  const report = await withBenchDatabase('corpus', async () => {
    const ctx = mintSystemCtx({ job: 'corpus', requestId: 'corpus', clock: systemClock })
    try {
      return await runCorpus(ctx, { ...given, nowMs: systemClock.now() })
    } finally {
      await closeDispatch()
    }
  })
  if (json) console.log(JSON.stringify(report))
  else {
    console.log(toMarkdown(report))
    for (const { kind, missed } of report.kinds)
      for (const line of missed.slice(0, 3)) console.log(`MISSED ${kind} ${line}`)
    for (const { cdr, codes } of report.alarms.slice(0, 20)) console.log(`ALARM  ${cdr} ${codes.join(', ')}`)
    for (const line of report.refused.slice(0, 20)) console.log(`REFUSED ${line}`)
    console.log(`${report.seconds.toFixed(0)} s`)
  }
  if (readme) writeFileSync('README.md', placeCorpus(readFileSync('README.md', 'utf8'), toMarkdown(report)))
  process.exitCode = isSound(report) ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
} finally {
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
