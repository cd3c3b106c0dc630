// The hot paths of OCPI against a bare server, measured in turns in one run: CDR intake to durable commit, and
// real-time authorisation. Each server is a process of its own, bundled as the portal is.
import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import autocannon, { type Client } from 'autocannon'
import postgres from 'postgres'
import { insertToken } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { migrate } from '@/db/migrate'
import { closeDb } from '@/db/client'
import { call, cdrBody, locationBody, periodBody, type Peer } from '@/lib/ocpi/testing/call'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { databaseUrl, useDatabaseUrl } from '@/lib/platform/database-url'
import { bundleServers, startServer, stopServer } from './processes'

const CONNECTIONS = [1, 16, 64]
const ROUNDS = 3
const SECONDS = 4

/** Stands for a number in a body: every request its own, without building the request anew. */
const NUMBERED = 'N000000000000'
let numbered = 0

// Enough of them for a body of about 3 kB.
const PERIODS = Array.from({ length: 12 }, (_, index) =>
  periodBody(`2026-10-01T08:${String(index * 5).padStart(2, '0')}:00Z`, 0.9167, 0.0833),
)

type Load = { path: string; body: string; peer: Peer }
/** Per second over the run, latencies in milliseconds. */
export type Measured = { perSecond: number; p50: number; p99: number; errors: number }
export type Compared = { ours: Measured; bare: Measured; ratio: number }

/** CDR POST to durable commit. Prints and returns what both reached, by number of connections. */
export function benchCdrIntake(): Promise<Map<number, Compared>> {
  return compare('CDR POST, 3 kB, to durable commit', (peer, uid) => ({
    path: '/ocpi/2.2.1/cdrs',
    body: JSON.stringify(cdrBody(peer, NUMBERED, uid, { charging_periods: PERIODS })),
    peer,
  }))
}

/** Token authorize. Prints and returns what both reached, by number of connections. */
export function benchAuthorize(): Promise<Map<number, Compared>> {
  return compare('Token authorize', (peer, uid) => ({
    path: `/ocpi/2.2.1/tokens/${uid}/authorize`,
    body: JSON.stringify({ location_id: 'LOC1', evse_uids: ['E1'] }),
    peer,
  }))
}

async function compare(title: string, toLoad: (peer: Peer, uid: string) => Load): Promise<Map<number, Compared>> {
  const home = databaseUrl()
  const database = await makeDatabase(home)
  const folder = await bundleServers(['ocpi-server', 'ocpi-baseline'])
  const servers: ChildProcess[] = []
  try {
    const { peer, uid } = await seed(database.url)
    const load = toLoad(peer, uid)
    const [ours, bare] = await Promise.all(
      ['ocpi-server', 'ocpi-baseline'].map((name) => startServer(folder, name, database.url, servers)),
    )
    const found = new Map<number, Compared>()
    console.log(`\n${title}\n  connections     ours/s    bare/s   ratio    p50 ms        p99 ms`)
    for (const connections of CONNECTIONS) found.set(connections, await measureBoth(connections, load, ours!, bare!))
    return found
  } finally {
    await Promise.all(servers.map(stopServer))
    await closeDispatch()
    await closeDb()
    useDatabaseUrl(home)
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In turns, and the median of them: what else the machine does then meets both alike. */
async function measureBoth(connections: number, load: Load, ours: string, bare: string): Promise<Compared> {
  const rounds: { ours: Measured; bare: Measured }[] = []
  await shoot(ours, connections, load, 1)
  await shoot(bare, connections, load, 1)
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round % 2 === 0
    const a = await shoot(first ? ours : bare, connections, load, SECONDS)
    const b = await shoot(first ? bare : ours, connections, load, SECONDS)
    rounds.push(first ? { ours: a, bare: b } : { ours: b, bare: a })
  }
  rounds.sort((a, b) => a.ours.perSecond / a.bare.perSecond - b.ours.perSecond / b.bare.perSecond)
  const { ours: us, bare: them } = rounds[Math.floor(ROUNDS / 2)]! // ROUNDS > 0
  const ratio = us.perSecond / them.perSecond
  const cells = [connections, us.perSecond.toFixed(0), them.perSecond.toFixed(0), ratio.toFixed(2)].map((cell) =>
    String(cell).padStart(9),
  )
  console.log(
    `  ${cells.join(' ')}    ${us.p50} (${them.p50})     ${us.p99} (${them.p99})${us.errors + them.errors > 0 ? `  errors ${us.errors}, ${them.errors}` : ''}`,
  )
  return { ours: us, bare: them, ratio }
}

async function shoot(
  url: string,
  connections: number,
  { path, body, peer }: Load,
  duration: number,
): Promise<Measured> {
  const result = await autocannon({
    url: url + path,
    connections,
    duration,
    method: 'POST',
    body,
    setupClient: numberRequests,
    headers: {
      authorization: `Token ${Buffer.from(peer.clientToken).toString('base64')}`,
      'content-type': 'application/json',
    },
  })
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    errors: result.non2xx + result.errors,
  }
}

// A client waits for its answer before it sends again, so its one buffer can be written over.
function numberRequests(client: Client): void {
  const build = client.getRequestBuffer.bind(client)
  client.getRequestBuffer = () => {
    const request = build()
    const at = request.indexOf('"N0')
    if (at > 0) request.write(String((numbered += 1)).padStart(11, '0'), at + 3, 'latin1')
    return request
  }
}

async function makeDatabase(home: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `laddnota_bench_${process.pid}`
  const admin = async (statement: string) => {
    const sql = postgres(home, { max: 1, onnotice: () => undefined })
    await sql.unsafe(statement).finally(() => sql.end())
  }
  await admin(`drop database if exists ${name} with (force)`)
  await admin(`create database ${name}`)
  const url = new URL(home)
  url.pathname = `/${name}`
  await migrate(url.href)
  return { url: url.href, drop: () => admin(`drop database ${name} with (force)`) }
}

/** A partner, its location, and cards among a hundred thousand others. */
async function seed(url: string): Promise<{ peer: Peer; uid: string }> {
  await closeDb()
  useDatabaseUrl(url)
  const peer = await insertPartner()
  const { uid, customerId } = await insertToken()
  await call(peer, 'PUT', `locations/${peer.countryCode}/${peer.partyId}/LOC1`, locationBody(peer, 'LOC1'))
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  await sql`
    insert into tokens (id, customer_id, uid, uid_key, type, contract_id, issuer, whitelist, state, created_at, last_updated)
    select 'tok_' || n, ${customerId}, 'BENCH' || n, 'BENCH' || n, 'RFID', 'SE-LDN-B' || n, 'Laddnota', 'ALLOWED_OFFLINE', 'active', now(), now()
    from generate_series(1, 100000) n`
  await sql`
    create table bench_cdrs (country_code text, party_id text, id text, started_at timestamptz, currency text, total_excl numeric,
      energy_kwh numeric, body json, primary key (country_code, party_id, id))`
  await sql`vacuum analyze`
  await sql.end()
  return { peer, uid }
}
