// Ratings per second on one core, with and without the database, and the history page at a million CDRs.
import postgres from 'postgres'
import { buildCdr, buildTariff } from '@/db/factories/build-cdr'
import { insertTariff } from '@/db/factories/cdrs'
import { insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { mintCustomerCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId, type CustomerId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { foldKey } from '@/lib/roaming/core/common'
import type { Cdr } from '@/lib/roaming/core/session'
import { systemClock } from '@/lib/platform/clock'
import { assessCdr } from '@/lib/rating/core/assess-cdr'
import { listMyCharges } from '@/lib/rating/charges/queries/list-my-charges'
import { buildStored, buildSubject } from '@/lib/rating/fixtures/build-subject'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import { rateCdrs } from '@/lib/rating/rate-cdrs'
import { withBenchDatabase } from './bench-database'

const PURE_SECONDS = 3
const RATED = Number(process.env['BENCH_RATINGS'] ?? 10_000)
export const HISTORY_CDRS = Number(process.env['BENCH_HISTORY_CDRS'] ?? 1_000_000)
const HISTORY_CUSTOMERS = Math.max(1, Math.round(HISTORY_CDRS / 100))
const PAGES = 500
const JOB = 200
const CARDS = 200

const system = mintSystemCtx({ requestId: 'bench', clock: systemClock, job: 'bench' })

/** Energy, time and parking by a tariff with steps: an ordinary session of some hours, a period each quarter. */
const TARIFF = buildTariff({
  components: [
    ['ENERGY', '2.4', 100],
    ['TIME', '6', 900],
    ['PARKING_TIME', '12', 900],
  ],
})
const TEXTS = [...Array.from({ length: 7 }, () => ({ minutes: 15, kwh: '2.7' })), { minutes: 15, parked: true }]
/** What the tariff gives for it: 18.9 kWh, 1.75 h rounded by the parking's steps, 0.25 h parked. */
const EXCL = '58.86'

function benchCdr(number: number): Cdr {
  const startedAt = instant(systemClock.now() - (number + 200) * MINUTE_MS)
  return buildCdr({
    id: `B-${number}`,
    sessionId: `S-${number}`,
    startedAt,
    texts: TEXTS,
    tariffs: [TARIFF],
    exclVat: EXCL,
  })
}

/** Judgements per second of one core, without any database, and how often it parses the JSON of the same CDRs. */
function benchPure(): { judged: number; parsed: number } {
  const texts = Array.from({ length: 200 }, (_, number) => JSON.stringify(benchCdr(number)))
  const subjects = texts.map((text) => {
    // As it comes from the database: the CDR's own snapshot is another object than our version.
    const cdr = JSON.parse(text) as Cdr // what was written a line above
    return buildSubject({ cdr, maxPowerKw: 22, storedTariffs: [buildStored(TARIFF)] })
  })
  return {
    judged: perCoreSecond(subjects, (subject) => assessCdr(subject)),
    parsed: perCoreSecond(texts, (text) => JSON.parse(text) as unknown),
  }
}

function perCoreSecond<Item>(items: readonly Item[], work: (item: Item) => unknown): number {
  const until = performance.now() + PURE_SECONDS * 1000
  const before = process.cpuUsage()
  let count = 0
  while (performance.now() < until) {
    for (const item of items) work(item)
    count += items.length
  }
  // Processor time, not time of day: what else the machine does is not ours.
  const { user, system: kernel } = process.cpuUsage(before)
  return (count / (user + kernel)) * 1_000_000
}

/** Pending CDRs of many customers, each at a time of its own. */
async function insertPending(
  url: string,
  partner: { partnerId: string },
  cards: readonly TokenFixture[],
): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const ids: string[] = []
  for (let from = 0; from < RATED; from += 1000) {
    const rows = Array.from({ length: Math.min(1000, RATED - from) }, (_, index) => {
      const card = cards[(from + index) % cards.length]! // below its length
      const plain = benchCdr((from + index) * 3)
      const cdr = { ...plain, token: { ...plain.token, uid: card.uid } }
      const id = newId('cdr', cdr.startedAt)
      ids.push(id)
      return {
        id,
        key: foldKey(cdr),
        ocpi_id: cdr.id,
        customer: card.customerId,
        token: card.tokenId,
        uid: card.uid,
        started: cdr.startedAt,
        ended: cdr.endedAt,
        energy: cdr.totalEnergyKwh,
        body: cdr,
      }
    })
    await sql`
      insert into cdrs (id, partner_id, country_code, party_id, ocpi_id, key, customer_id, token_id, token_uid, started_at, ended_at,
        currency, energy_kwh, total_excl, credit, place_name, city, country, evse_uid, time_zone, zone_source, power_type,
        max_power_kw, body, received, content_hash, source, received_at)
      select id, ${partner.partnerId}, 'SE', 'KUL', ocpi_id, key, customer, token, uid,
        to_timestamp(started / 1000), to_timestamp(ended / 1000), 'SEK', energy, ${EXCL}, false, 'Resecentrum', 'Uppsala', 'SWE', id,
        'Europe/Stockholm', 'location', 'AC_3_PHASE', 22, body, body::text, ''::bytea, 'push', now()
      from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as r (id text, key text, ocpi_id text, customer text, token text, uid text, started float8, ended float8, energy numeric, body json)`
  }
  await sql`update cdrs set evse_uid = 'E-1'`
  await sql`vacuum analyze`
  await sql.end()
  return ids
}

async function benchWithDatabase(): Promise<{ perSecond: number; held: number }> {
  return withBenchDatabase('rating', async (url) => {
    const partner = await insertPartner({ partyId: 'KUL' })
    const cards = []
    for (let count = 0; count < CARDS; count += 1) cards.push(await insertToken())
    await insertTariff(partner.partnerId, TARIFF, systemClock)
    await ensurePublicPlan(system)
    const ids = await insertPending(url, partner, cards)
    const from = performance.now()
    let held = 0
    for (let at = 0; at < ids.length; at += JOB) held += (await rateCdrs(system, ids.slice(at, at + JOB))).held
    return { perSecond: (ids.length / (performance.now() - from)) * 1000, held }
  })
}

/** Ratings per second: the judgement alone on one core, and as the worker does it, committed. */
export async function benchRatings(): Promise<{
  purePerSecond: number
  parsedPerSecond: number
  committedPerSecond: number
}> {
  const { judged: purePerSecond, parsed: parsedPerSecond } = benchPure()
  const { perSecond, held } = await benchWithDatabase()
  console.log(
    `\nRatings, 8 periods, three dimensions\n  judged   ${purePerSecond.toFixed(0)}/s on one core, which parses ${parsedPerSecond.toFixed(0)}/s of their JSON\n  committed ${perSecond.toFixed(0)}/s, one worker, jobs of ${JOB}${held > 0 ? ` (${held} held)` : ''}`,
  )
  return { purePerSecond, parsedPerSecond, committedPerSecond: perSecond }
}

export type History = { customerIds: CustomerId[] }

/**
 * Fills the database in use with rated CDRs of two years, a hundred for each customer, by set-based SQL past the
 * verbs: a page of history at that size is to be measured, not the filling.
 */
export async function seedHistory(url: string, count = HISTORY_CDRS, customers = HISTORY_CUSTOMERS): Promise<History> {
  const { partnerId } = await insertPartner({ partyId: 'KUL' })
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const prefix = newId('customer', systemClock.now()).slice(0, -8)
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`
      insert into customers (id, kind, name, email, created_at, updated_at)
      select ${prefix} || lpad(n::text, 8, '0'), 'private', 'Kund ' || n, 'kund' || n || '@example.com', now(), now()
      from generate_series(1, ${customers}::int) n`
    await tx`
      insert into cdrs (id, partner_id, country_code, party_id, ocpi_id, key, status, customer_id, token_uid, session_ocpi_id, started_at,
        ended_at, currency, energy_kwh, total_excl, credit, place_name, city, country, evse_uid, time_zone, zone_source,
        power_type, max_power_kw, body, received, content_hash, source, received_at)
      select 'cdr_' || lpad(n::text, 27, '0'), ${partnerId}, 'SE', 'KUL', 'H-' || n, 'SE*KUL*H-' || n, 'accepted',
        ${prefix} || lpad((n % ${customers}::int + 1)::text, 8, '0'), '04', 'S-' || n, now() - n * interval '60 seconds',
        now() - n * interval '60 seconds' + interval '1 hour', 'SEK', 16.5, 52.8, false, 'Plats ' || n % 400, 'Uppsala', 'SWE',
        'E' || n % 2000, 'Europe/Stockholm', 'location', 'AC_3_PHASE', 11, '{}', '{}', ''::bytea, 'push', now()
      from generate_series(1, ${count}::int) n`
    await tx`
      insert into ratings (id, cdr_id, revision, customer_id, partner_id, started_at, engine_version, tariff_source, currency,
        cpo_excl, wholesale_excl, cost_minor, retail_net_minor, retail_vat_minor, retail_gross_minor, margin_minor, lines,
        breakdown, rated_at)
      select 'rat_' || right(id, 27), id, 1, customer_id, partner_id, started_at, '1', 'cdr', 'SEK', 52.8, 52.8, 5280, 5445,
        1361, 6806, 165, '[]', 'null', received_at from cdrs`
  })
  await sql`vacuum analyze`
  await sql.end()
  const customerIds = Array.from(
    { length: customers },
    (_, index) => `${prefix}${String(index + 1).padStart(8, '0')}` as CustomerId,
  ) // as inserted above
  return { customerIds }
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** The query behind the history page at a million CDRs, for customers in turn: first pages and later ones. */
export async function benchHistoryPage(): Promise<{ p50Ms: number; p95Ms: number }> {
  return withBenchDatabase('history', async (url) => {
    const from = performance.now()
    const { customerIds } = await seedHistory(url)
    const seeded = (performance.now() - from) / 1000
    const times: number[] = []
    for (let page = 0; page < PAGES; page += 1) {
      const customerId = customerIds[(page * 7919) % customerIds.length]! // below its length
      const ctx = mintCustomerCtx({
        requestId: 'bench',
        clock: systemClock,
        userId: newId('user', systemClock.now()),
        customerId,
      })
      const started = performance.now()
      const first = await listMyCharges(ctx)
      times.push(performance.now() - started)
      if (page % 5 === 0 && first.next) {
        const again = performance.now()
        await listMyCharges(ctx, {}, { after: first.next })
        times.push(performance.now() - again)
      }
    }
    const sorted = times.toSorted((a, b) => a - b)
    const result = { p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) }
    console.log(
      `\nHistory query at ${HISTORY_CDRS} CDRs (filled in ${seeded.toFixed(0)} s)\n  p50 ${result.p50Ms.toFixed(1)} ms, p95 ${result.p95Ms.toFixed(1)} ms`,
    )
    return result
  })
}
