// `npm run fuzz -- [--messages N] [--version V] [--seed S] [--only I]`: mutated messages of every module over real HTTP,
// from one partner, against a server of its own. Nothing may end in a server error or in silence, memory stays level,
// and another partner's objects are neither read nor written. The same seed sends the same messages.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensurePostgres } from '@/db/embedded/ensure-postgres.mjs'
import { VERSIONS } from '@/lib/ocpi/versions'
import { useDatabaseUrl } from '@/lib/platform/database-url'
import { runFuzz, type Report } from './fuzz/run'

const CONCURRENCY = 16

function read() {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '10000' },
      version: { type: 'string', default: '2.2.1' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const version = VERSIONS.find((known) => known === values.version)
  if (!version) throw new Error(`--version: one of ${VERSIONS.join(', ')}`)
  const whole = (name: string, text: string) => {
    const number = Number(text)
    if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name}: a whole number`)
    return number
  }
  return {
    version,
    messages: whole('messages', values.messages),
    seed: whole('seed', values.seed),
    only: values.only === undefined ? null : whole('only', values.only),
    json: values.json,
  }
}

function print({ messages, seconds, statuses, codes, faults, memory, untouched, leftovers }: Report): void {
  const share = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name}: ${count}`)
      .join('  ')
  const mega = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`
  console.log(`${messages} messages in ${seconds.toFixed(0)} s`)
  console.log(`HTTP   ${share(statuses)}`)
  console.log(`OCPI   ${share(codes)}`)
  console.log(
    `memory ${mega(memory.early)} in the second quarter, ${mega(memory.late)} in the last: ${memory.level ? 'level' : 'GROWING'}`,
  )
  console.log(`other  ${untouched ? 'the other partner’s rows are as they were' : 'ROWS OF ANOTHER PARTNER CHANGED'}`)
  if (leftovers > 0) console.log(`other  ${leftovers} OBJECTS OF ANOTHER PARTY BELONG TO THIS ONE`)
  for (const fault of faults.slice(0, 20)) console.log(`FAULT  ${fault}`)
  console.log(`${faults.length} faults`)
}

const dataDir = mkdtempSync(join(tmpdir(), 'laddnota-fuzz-'))
process.env['DATA_DIR'] = dataDir
// A handshake is answered by a call of ours: it must reach nobody.
process.env['ALLOW_PRIVATE_PEERS'] = '0'
const postgres = await ensurePostgres({ ephemeral: true })
try {
  const { json, ...given } = read()
  useDatabaseUrl(postgres.url)
  const report = await runFuzz({ ...given, concurrency: CONCURRENCY, home: postgres.url })
  if (json) console.log(JSON.stringify(report))
  else print(report)
  const sound = report.faults.length === 0 && report.memory.level && report.untouched && report.leftovers === 0
  process.exitCode = sound ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
} finally {
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
