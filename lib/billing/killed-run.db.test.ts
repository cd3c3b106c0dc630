import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import { at, makePartner } from '@/db/factories/charges'
import { testSql } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { databaseUrl } from '@/lib/platform/database-url'
import { fixedClock } from '@/lib/platform/clock'
import { runBilling } from './run-billing'

const CUSTOMERS = 1_600
const KILLS = 5
const sql = testSql()
const ctx = mintSystemCtx({ requestId: 'req', clock: fixedClock(at('2026-11-02T08:00:00Z')), job: 'test' })
afterAll(() => sql.end())

/** Starts the run as a process and kills it, the first at once and each later one a little later. Answers whether it was cut off. */
async function runAndKill(afterMs: number): Promise<boolean> {
  const script = new URL('fixtures/run-billing-process.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', script, '2026-10'], {
    env: { ...process.env, DATABASE_URL: databaseUrl() },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  const timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  return signal === 'SIGKILL'
}

test('killed again and again, a run goes on where it was: nothing doubled, no gap, the ledger holds', async () => {
  const partnerId = await makePartner(sql)
  await sql`
    insert into customers (id, kind, name, email, created_at, updated_at)
    select 'cus_' || lpad(n::text, 26, '0'), 'private', 'Kund ' || n, n || '@example.com', now(), now() from generate_series(1, ${CUSTOMERS}::int) n`
  await sql`
    insert into cdrs (id, partner_id, country_code, party_id, ocpi_id, key, status, customer_id, token_uid, started_at, ended_at, currency,
      energy_kwh, total_excl, credit, place_name, city, country, evse_uid, time_zone, zone_source, power_type, body, received, content_hash, source, received_at)
    select 'cdr_' || lpad(n::text, 26, '0'), ${partnerId}, 'SE', 'KUL', n, 'SE*KUL*' || n, 'accepted', 'cus_' || lpad((n % ${CUSTOMERS}::int + 1)::text, 26, '0'),
      'T', '2026-10-10 08:00Z', '2026-10-10 09:00Z', 'SEK', 10, 100, false, 'Plats', 'Gävle', 'SWE', 'E1', 'Europe/Stockholm', 'location', 'DC', '{}',
      '{}', 'x', 'push', now() from generate_series(1, ${CUSTOMERS * 3}::int) n`
  await sql`
    insert into ratings (id, cdr_id, revision, partner_id, started_at, engine_version, tariff_source, currency, retail_net_minor, retail_vat_minor,
      retail_gross_minor, lines, breakdown, rated_at)
    select 'rat_' || substr(id, 5), id, 1, partner_id, started_at, '1', 'cdr', 'SEK', 3592, 898, 4490, json_build_array(json_build_object('kind', 'energy',
      'supply', 'electricity', 'quantity', '10', 'unit', 'KWH', 'unitPrice', '3.592', 'netMinor', '3592', 'vatPercent', '25', 'parts', '[]'::json)), '{}', now() from cdrs`
  let cut = 0
  for (let kill = 0; kill < KILLS; kill += 1) if (await runAndKill(60 + kill * 220)) cut += 1
  expect(cut).toBeGreaterThan(2)
  const result = await runBilling(ctx, { period: '2026-10', finalize: true })
  expect(result).toEqual({
    customers: CUSTOMERS,
    invoices: CUSTOMERS,
    lines: CUSTOMERS * 3,
    exclVat: '172416.00',
    vat: '43104.00',
    inclVat: '215520.00',
    skipped: [],
  })
  expect(await runBilling(ctx, { period: '2026-10', finalize: true })).toEqual(result)
  const [numbers] =
    await sql`select count(*)::int as count, min(number)::int as first, max(number)::int as last, count(distinct number)::int as different from invoices`
  expect(numbers).toEqual({ count: CUSTOMERS, first: 1, last: CUSTOMERS, different: CUSTOMERS })
  expect(await sql`select 1 from billing_runs`).toHaveLength(1)
  const check = await checkLedger(ctx)
  expect(check.invariants.filter(({ ok }) => !ok)).toEqual([])
  expect(check.entries).toBe(CUSTOMERS)
}, 180_000)
