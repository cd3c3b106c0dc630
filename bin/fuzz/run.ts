// One run: a database of its own, a server in its own process, two partners, and the messages in their order.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import postgres from 'postgres'
import type { OcpiVersion } from '@/lib/auth/context'
import { corpusOf, type FuzzMessage } from '@/lib/ocpi/testing/fuzz-corpus'
import { below, mutate, pick, seeded } from '@/lib/ocpi/testing/fuzz-mutations'
import { withBenchDatabase } from '../bench/bench-database'
import { bundleFleet } from '../crash/processes'
import { faultOf, isLevel } from './judge'
import { createSender, SilentError } from './send'
import { addObjects, addTenants, stateOf, type Tenants } from './tenants'

export type Options = {
  readonly version: OcpiVersion
  readonly messages: number
  readonly seed: number
  /** One message of the run alone, to look at. */
  readonly only: number | null
  readonly concurrency: number
  readonly home: string
}

export type Report = {
  messages: number
  seconds: number
  statuses: Record<string, number>
  codes: Record<string, number>
  faults: string[]
  memory: { level: boolean; early: number; late: number }
  untouched: boolean
  /** Objects of the other partner's party that came to belong to the sender. */
  leftovers: number
}

const TIMEOUT_MS = 20_000
/** Every so many messages one that is no HTTP at all. */
const RAW_EVERY = 100

export async function runFuzz(options: Options): Promise<Report> {
  return withBenchDatabase('fuzz', async (url) => {
    const fleet = await bundleFleet(['bin/fuzz/server.ts'])
    const rss: number[] = []
    const server = fork(join(fleet.folder, 'server.mjs'), [], {
      env: { ...process.env, DATABASE_URL: url },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // What went wrong inside, beside the answer that it caused; warnings about odd messages are the rule here.
      if (text.includes('"level":"error"')) process.stderr.write(text)
    })
    const ended = new Promise((resolve) => server.once('exit', resolve))
    const sql = postgres(url, { max: 2, onnotice: () => undefined })
    try {
      const port = await new Promise<number>((resolve, reject) => {
        server.on('message', (message: { port?: number; rss?: number }) => {
          if (message.port !== undefined) resolve(message.port)
          if (message.rss !== undefined) rss.push(message.rss)
        })
        server.once('exit', () => reject(new Error('the server under fuzz ended')))
      })
      return await fuzz(options, port, sql, rss)
    } finally {
      server.kill('SIGTERM')
      await ended
      await sql.end()
      fleet.remove()
    }
  })
}

async function fuzz(options: Options, port: number, sql: postgres.Sql, rss: number[]): Promise<Report> {
  const { version, messages, concurrency, only } = options
  const sender = createSender(port, { sockets: concurrency, timeoutMs: TIMEOUT_MS })
  const tenants = await addTenants()
  await addObjects(version, tenants, async ({ method, target, token, body }) => {
    const headers = {
      authorization: `Token ${Buffer.from(token).toString('base64')}`,
      'content-type': 'application/json',
    }
    return (await sender.send({ method, target, headers, body: Buffer.from(JSON.stringify(body)) })).status
  })
  const before = await stateOf(sql, tenants.victim)
  const report: Omit<Report, 'memory' | 'untouched' | 'leftovers' | 'seconds'> = {
    messages,
    statuses: {},
    codes: {},
    faults: [],
  }
  const run: Run = { ...options, ...tenants, corpus: corpusOf(version, tenants.attacker) }
  const started = performance.now()
  let next = only ?? 0
  const end = only === null ? messages : only + 1
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < end) await sendOne(run, next++, sender, report)
    }),
  )
  const seconds = (performance.now() - started) / 1000
  sender.close()
  const untouched = (await stateOf(sql, tenants.victim)) === before
  return { ...report, seconds, memory: isLevel(rss), untouched, leftovers: await countLeftovers(sql, tenants) }
}

type Run = Options & Tenants & { readonly corpus: readonly FuzzMessage[] }
type Sender = ReturnType<typeof createSender>
type Counts = Pick<Report, 'statuses' | 'codes' | 'faults'>

async function sendOne(run: Run, index: number, sender: Sender, report: Counts) {
  const { version, seed, only, corpus, attacker, foreign } = run
  // Each message has a seed of its own, so that one can be sent alone.
  const random = seeded(Math.imul(seed + 1, 0x9e3779b1) ^ index)
  const message = pick(random, corpus)
  const mutated = mutate(random, message, { prefix: `/ocpi/${version}`, token: attacker.clientToken, foreign })
  if (only !== null) console.log(mutated.method, mutated.target, mutated.headers, mutated.body.toString('utf8'))
  const count = (counts: Record<string, number>, name: string) => (counts[name] = (counts[name] ?? 0) + 1)
  const fault = (text: string) =>
    report.faults.push(`#${index} ${mutated.method} ${mutated.target.slice(0, 120)}: ${text}`)
  try {
    if (index % RAW_EVERY === RAW_EVERY - 1) {
      const heard = await sender.sendRaw(asBytes(random, mutated))
      if (heard.startsWith('HTTP/1.1 5')) fault(heard.slice(0, 200))
      return
    }
    const heard = await sender.send(mutated)
    count(report.statuses, String(heard.status))
    count(report.codes, /"status_code":(\d+)/.exec(heard.text)?.[1] ?? 'none')
    const wrong = faultOf(heard, { handshake: mutated.target.includes('credentials'), head: mutated.method === 'HEAD' })
    if (only !== null) console.log(heard.status, heard.text.slice(0, 2000))
    if (wrong) fault(wrong)
  } catch (error) {
    // Node refuses to send some headers and paths: then there was no message.
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'ERR_INVALID_CHAR' || code === 'ERR_UNESCAPED_CHARACTERS') count(report.statuses, 'not sendable')
    else fault(error instanceof SilentError ? error.message : `the connection broke: ${String(error)}`)
  }
}

/** A request torn apart: cut off, its length a lie, or no HTTP from the first byte. */
function asBytes(random: () => number, { method, target, headers, body }: ReturnType<typeof mutate>): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}`)
  const head = (length: string) =>
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n${length}\r\n\r\n`)
  const whole = Buffer.concat([head(`content-length: ${body.length}`), body])
  switch (below(random, 6)) {
    case 0:
      return whole.subarray(0, below(random, whole.length + 1))
    case 1:
      return Buffer.concat([head(`content-length: ${body.length + 100}`), body])
    case 2:
      return Buffer.concat([head('content-length: 3'), body])
    case 3:
      return Buffer.concat([head('transfer-encoding: chunked'), Buffer.from('zz\r\n'), body])
    case 4:
      return Buffer.from(Array.from({ length: 200 }, () => below(random, 256)))
    default:
      return Buffer.concat([whole, whole])
  }
}

async function countLeftovers(sql: postgres.Sql, { attacker, victim }: Tenants): Promise<number> {
  const counts = await Promise.all(
    ['locations', 'tariffs', 'sessions', 'cdrs'].map(async (table) => {
      const [row] = await sql.unsafe<{ count: string }[]>(
        `select count(*) from ${table} where partner_id = $1 and upper(country_code) = $2 and upper(party_id) = $3`,
        [attacker.partnerId, victim.countryCode, victim.partyId],
      )
      return Number(row?.count ?? 0)
    }),
  )
  return counts.reduce((sum, value) => sum + value, 0)
}
