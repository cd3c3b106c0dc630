// A back-test of a million charges as the worker runs it, against parsing the same packed charges on one core.
import postgres from 'postgres'
import { buildCdr, buildTariff } from '@/db/factories/build-cdr'
import { mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, instant, localDate, startOfDay } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { getBackTest } from '@/lib/rating/back-tests/queries'
import { runBackTest } from '@/lib/rating/back-tests/run-back-test'
import { startBackTest } from '@/lib/rating/back-tests/start-back-test'
import { assessCdr } from '@/lib/rating/core/assess-cdr'
import { chargeRowOf } from '@/lib/rating/core/charge-row'
import type { PricePlanRules } from '@/lib/rating/core/price-plan'
import { getMargins } from '@/lib/rating/margins/queries'
import { buildStored, buildSubject, PASS_THROUGH } from '@/lib/rating/fixtures/build-subject'
import { listScorecards } from '@/lib/rating/scorecards/queries'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import { withBenchDatabase } from './bench-database'

const CDRS = Number(process.env['BENCH_BACKTEST_CDRS'] ?? 1_000_000)
const CUSTOMERS = Math.max(1, Math.round(CDRS / 100))
/** Sessions that differ in energy, time and parking; each row is one of them at a time of its own. */
const SHAPES = 500

const actor = { requestId: 'bench', clock: systemClock }
const system = mintSystemCtx({ ...actor, job: 'bench' })
const staff = mintStaffCtx({ ...actor, userId: newId('user', systemClock.now()), role: 'administrator' })

/** Two percent and thirty öre more than the plan in force, with an idle fee. */
const TRIED: PricePlanRules = {
  ...PASS_THROUGH,
  energy: { method: 'pass_through', markupPercent: '2', markupPerKwh: '0.4' },
  idleFee: { perMinute: '0.5', freeMinutes: 10, capPerSession: '40' },
}

export type BackTestBench = {
  cdrs: number
  seconds: number
  cpuSeconds: number
  parseSeconds: number
  marginMs: number
  scorecardMs: number
  notable: number
}

/** What a rating would leave of each shape, by the judgement itself. */
function shapes() {
  const tariff = buildTariff({
    components: [
      ['ENERGY', '2.4', 100],
      ['TIME', '6', 900],
      ['PARKING_TIME', '12', 900],
    ],
  })
  return Array.from({ length: SHAPES }, (_, number) => {
    const texts = Array.from({ length: 7 }, (__, index) => ({
      minutes: 15,
      kwh: (2 + ((number * 7 + index * 3) % 97) / 100).toFixed(3),
    }))
    const cdr = buildCdr({ texts: [...texts, { minutes: 5 + (number % 40), parked: true }], tariffs: [tariff] })
    const subject = buildSubject({ cdr, maxPowerKw: 22, storedTariffs: [buildStored(tariff)] })
    const { rating } = assessCdr(subject)
    const row = chargeRowOf(subject, rating)
    const [, , ...rest] = JSON.parse(row.facts!) as unknown[] // of a customer, so it is packed
    return {
      shape: number,
      millis: cdr.endedAt - cdr.startedAt,
      rest: JSON.stringify(rest).slice(1),
      net: rating.retail!.netMinor.toString(), // a complete subject has a price
      vat: rating.retail!.vatMinor.toString(),
      gross: rating.retail!.grossMinor.toString(),
      cost: rating.costMinor!.toString(),
      margin: rating.marginMinor!.toString(),
      fees: row.costFeesMinor!.toString(),
    }
  })
}

/** Set-based, past the verbs: the test is to be measured, not the filling. Two years, a hundred charges a customer. */
async function seed(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const prefix = newId('customer', systemClock.now()).slice(0, -8)
  const [version] = await sql`select id from price_plan_versions limit 1`
  await sql`insert into partners (id, name, country_code, party_id, state, quirks, created_at, updated_at)
    select 'prt_' || lpad(n::text, 26, '0'), 'Operatör ' || n, 'SE', 'B' || lpad(n::text, 2, '0'), 'registered', '{}', now(), now()
    from generate_series(1, 20) n`
  await sql`insert into customers (id, kind, name, email, created_at, updated_at)
    select ${prefix} || lpad(n::text, 8, '0'), case when n % 5 = 0 then 'business' else 'private' end, 'Kund ' || n,
      'kund' || n || '@example.com', now(), now() from generate_series(1, ${CUSTOMERS}::int) n`
  await sql`create temp table shapes as select * from json_to_recordset(${JSON.stringify(shapes())}::text::json)
    as s (shape int, millis bigint, rest text, net bigint, vat bigint, gross bigint, cost bigint, margin bigint, fees bigint)`
  await sql`insert into rated_charges (cdr_id, customer_id, partner_id, price_plan_version_id, started_at, country, city, current,
      power_kw, energy_kwh, currency, credit, cost_minor, cost_fees_minor, net_minor, vat_minor, gross_minor, margin_minor, facts)
    select 'cdr_' || lpad(n::text, 26, '0'), ${prefix} || lpad((n % ${CUSTOMERS}::int + 1)::text, 8, '0'),
      'prt_' || lpad((n % 20 + 1)::text, 26, '0'), ${version!['id'] as string}, to_timestamp(at.ms / 1000.0), 'SWE', 'Ort ' || n % 200,
      'AC', 22, 17, 'SEK', false, s.cost, s.fees, s.net, s.vat, s.gross, s.margin,
      '[' || at.ms || ',' || (at.ms + s.millis) || ',' || s.rest
    from generate_series(1, ${CDRS}::int) n
    join shapes s on s.shape = n % ${SHAPES}::int
    cross join lateral (select (extract(epoch from date_trunc('minute', now())) * 1000)::bigint - 86400000 - n * (63000000000 / ${CDRS}::bigint) as ms) at`
  await sql`insert into cdrs (id, partner_id, country_code, party_id, ocpi_id, key, status, customer_id, token_uid, started_at,
      ended_at, currency, energy_kwh, total_excl, credit, place_name, city, country, evse_uid, time_zone, zone_source, power_type,
      max_power_kw, body, received, content_hash, source, received_at)
    select cdr_id, partner_id, 'SE', 'KUL', cdr_id, cdr_id, case when right(cdr_id, 3) = '777' then 'held' else 'accepted' end,
      customer_id, '04', started_at, started_at + interval '2 hours', 'SEK', 17, 60, false, 'Plats', city, country, 'E1',
      'Europe/Stockholm', 'location', 'AC_3_PHASE', 22, '{}', '{}', ''::bytea, 'push', started_at from rated_charges`
  // Scorecards look at 90 days. Breakdown and lines are as long as those of a real rating, and are never read there.
  await sql`insert into ratings (id, cdr_id, revision, customer_id, partner_id, started_at, engine_version, tariff_source, currency,
      cpo_excl, wholesale_excl, agreed_excl, cost_minor, lines, breakdown, rated_at)
    select 'rat_' || right(cdr_id, 26), cdr_id, 1, customer_id, partner_id, started_at, '1', 'cdr', 'SEK',
      case when right(cdr_id, 2) = '77' then 60.5 else 60 end, 60, 60, 6000, to_json(repeat(cdr_id, 30)), to_json(repeat(cdr_id, 100)), started_at
    from rated_charges where started_at > now() - interval '100 days'`
  await sql`vacuum analyze`
  await sql.end()
}

async function parseAll(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const rows = await sql`select facts from rated_charges limit 20000`
  await sql.end()
  const texts = rows.map((row) => String(row['facts']))
  const from = performance.now()
  let count = 0
  while (performance.now() - from < 2000) {
    for (const text of texts) JSON.parse(text)
    count += texts.length
  }
  return ((performance.now() - from) / 1000 / count) * CDRS
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** Starts and runs a test over everything, then looks at two years of margins. */
export async function benchBackTest(): Promise<BackTestBench> {
  return withBenchDatabase('backtest', async (url) => {
    const planId = await ensurePublicPlan(system)
    await seed(url)
    const today = localDate(systemClock.now(), BILLING_ZONE)
    const range = { from: addDays(today, -800), to: today }
    const id = await startBackTest(staff, { pricePlanId: planId, name: 'bench', rules: TRIED, scope: 'plan', ...range })
    const until = { done: false }
    const watch = (async () => {
      while (!until.done) {
        await new Promise((wake) => setTimeout(wake, 5000))
        const { done, total } = await getBackTest(staff, id)
        if (!until.done && total) console.log(`  ${done} of ${total} (${((done / total) * 100).toFixed(0)} %)`)
      }
    })()
    const before = process.cpuUsage()
    const seconds = (await timed(() => runBackTest(system, id))) / 1000
    const { user, system: kernel } = process.cpuUsage(before)
    const cpuSeconds = (user + kernel) / 1_000_000
    until.done = true
    await watch
    const { report } = await getBackTest(staff, id)
    if (!report || report.all.charges < CDRS * 0.99) throw new Error('the test did not price what there is')
    const parseSeconds = await parseAll(url)
    const period = { from: startOfDay(range.from, BILLING_ZONE), to: instant(systemClock.now()) }
    await getMargins(staff, { ...period, by: 'partner' })
    const marginMs = await timed(() => getMargins(staff, { ...period, by: 'partner' }))
    await listScorecards(staff, 90)
    const scorecardMs = await timed(() => listScorecards(staff, 90))
    console.log(
      `\nBack-test of ${report.all.charges} charges of ${report.customerCount} customers\n  ${seconds.toFixed(1)} s, parsing the same on one core ${parseSeconds.toFixed(1)} s, margins of all by partner ${marginMs.toFixed(0)} ms, scorecards of 90 days ${scorecardMs.toFixed(0)} ms`,
    )
    return {
      cdrs: report.all.charges,
      seconds,
      cpuSeconds,
      parseSeconds,
      marginMs,
      scorecardMs,
      notable: report.notable,
    }
  })
}
