// An operator that counts in euro: its CDRs wait for a rate, are judged again when it comes, and end in kronor everywhere.
import { beforeEach, expect, test } from 'vitest'
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { buildCreditCdr, buildTariff } from '@/db/factories/build-cdr'
import { clock, customer, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { truncateAll } from '@/db/testing/test-sql'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { closeDispute } from '@/lib/rating/disputes/close-dispute'
import { getDispute } from '@/lib/rating/disputes/queries/get-dispute'
import { disputeWork } from '@/lib/rating/disputes/queries/list-disputes'
import { getMyCharge } from '@/lib/rating/charges/queries/get-my-charge'
import { cdrWork, listCdrs, sumCdrs } from '@/lib/rating/cdrs/queries/list-cdrs'
import { ecbXml } from '@/lib/rating/fixtures/price-files'
import { sumMargins } from '@/lib/rating/margins/queries'
import { importExchangeRates } from '@/lib/rating/prices/import-exchange-rates'
import { rateAwaitingPrices } from '@/lib/rating/prices/rate-awaiting-prices'
import { rateCdrs } from '@/lib/rating/rate-cdrs'
import { reviewConsequences } from '@/lib/rating/reviews/queries'
import { listScorecards } from '@/lib/rating/scorecards/queries'
import { bookDispute } from './disputes/book-dispute'
import { runBilling } from './run-billing'

const finance = staff('finance')
/** A Tuesday: its rate is Monday's. */
const STARTED = instant(Date.UTC(2026, 9, 13, 9))
const rates = (SEK: string) => ({ text: ecbXml({ '2026-10-12': { SEK, NOK: '11.5935' } }), origin: 'rates.xml' })
const euro = (exclVat: string, startedAt = STARTED) => {
  const tariff = buildTariff({ currency: 'EUR', components: [['ENERGY', '0.48']] })
  return portal.build({ currency: 'EUR', tariffs: [tariff], exclVat, startedAt })
}
const MONTH = { from: instant(Date.UTC(2026, 9, 1)), to: instant(Date.UTC(2026, 10, 1)) }

type State = { status: string; held: string[] | null; cost: number; net: number; margin: number; rate: string | null }
async function stateOf(cdrId: CdrId): Promise<State> {
  const [row] = await getDb().execute(sql`
    select c.status, r.cost_minor::int as cost, r.retail_net_minor::int as net, r.margin_minor::int as margin, r.conversion ->> 'rate' as rate,
      (select array_agg(code order by code) from cdr_findings f where f.cdr_id = c.id and severity = 'hold') as held
    from cdrs c join ratings r on r.cdr_id = c.id and r.superseded_at is null where c.id = ${cdrId}`)
  return row as State
}

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(instant(Date.UTC(2026, 10, 2, 9)))
  portal = await openPortal()
})

test('it waits for its rate, is judged again by itself, and is billed by that rate for good', async () => {
  const cdr = euro('7.92')
  const cdrId = await portal.store(cdr)
  await rateCdrs(system, [cdrId])
  expect(await stateOf(cdrId)).toMatchObject({ status: 'held', net: null, rate: null, held: ['EXCHANGE_RATE_MISSING'] })
  expect((await reviewConsequences(finance, cdrId)).atOurPrice).toMatchObject({ ok: false })
  await importExchangeRates(system, rates('11.4325'))
  const [job] = await getDb().execute(
    sql`select task_identifier from graphile_worker.jobs where task_identifier = 'rate-awaiting-prices'`,
  )
  expect(job).toBeDefined()
  expect(await rateAwaitingPrices(system)).toEqual({ rated: 1, waiting: 0 })
  // 7.92 at 11.4325 is 90.55, and ten öre for each of 16.5 kWh. The public plan may add its own.
  const rated = await stateOf(cdrId)
  expect(rated).toMatchObject({ status: 'accepted', cost: 792, rate: '11.4325', held: null })
  expect(rated.net - rated.margin).toBe(9055)
  await importExchangeRates(system, rates('12'))
  expect(await rateAwaitingPrices(system)).toEqual({ rated: 0, waiting: 0 })
  expect(await stateOf(cdrId)).toEqual(rated)
  expect(await sumMargins(finance, MONTH)).toMatchObject({ charges: 1, energyMinor: 9055n, unknown: 0 })
  const run = await runBilling(system, { period: '2026-10', finalize: true })
  expect(run).toMatchObject({ invoices: 1 })
  const [{ snapshot } = { snapshot: '' }] = (await getDb().execute(
    sql`select snapshot::text as snapshot from invoices where state <> 'draft'`,
  )) as unknown as { snapshot: string }[]
  expect(snapshot).toMatch(/"kind": ?"converted"/)
  // Its credit is worth what the charge was, whatever the rate of the day.
  await rateCdrs(system, [await portal.store(buildCreditCdr(cdr))])
  expect(await sumMargins(finance, MONTH)).toMatchObject({ grossMinor: 0n, marginMinor: 0n })
  expect((await checkLedger(system)).invariants.filter(({ ok }) => !ok)).toEqual([])
})

test('a case about it is in euro, and what is lost of it is booked in kronor', async () => {
  await importExchangeRates(system, rates('12.5'))
  const cdrId = await portal.store(euro('9.92'))
  await rateCdrs(system, [cdrId])
  const state = await stateOf(cdrId)
  expect(state).toMatchObject({ status: 'held', cost: 792 })
  expect(state.net - state.margin).toBe(9900)
  expect((await listCdrs(finance, {}, { order: 'stake' })).rows).toMatchObject([
    { differenceExcl: '2', kronor: '12.5' },
  ])
  expect((await listCdrs(finance, { leastMinor: 2500n })).rows).toHaveLength(1)
  expect((await listCdrs(finance, { leastMinor: 2501n })).rows).toHaveLength(0)
  expect((await sumCdrs(finance, {})).compared).toMatchObject({ count: 1, differenceExcl: '25' })
  expect((await cdrWork(finance)).reasons).toMatchObject([{ cpoExcl: '124', differenceExcl: '25' }])
  expect((await getMyCharge(customer(portal.customerId), cdrId)).overcharge).toEqual({
    askedMinor: 15_500n,
    rightMinor: 12_375n,
  })
  const { atCpoPrice } = await reviewConsequences(finance, cdrId)
  expect(atCpoPrice).toMatchObject({ ok: true, effect: { toCpoMinor: 12_400n } })
  expect(await listScorecards(finance, 30)).toMatchObject([{ overcharged: 1, overchargedMinor: 2500n }])
  expect(await disputeWork(finance)).toMatchObject({ live: 1, claimMinor: 2500n })
  const [{ id } = { id: '' }] = (await getDb().execute(sql`select dispute_id as id from dispute_cdrs`)) as unknown as {
    id: DisputeId
  }[]
  const choice = { outcome: 'written_off', recoveredMinor: 0n, customerPays: true, reason: 'they insist' } as const
  await closeDispute(finance, id as DisputeId, choice)
  expect(await getDispute(finance, id as DisputeId)).toMatchObject({
    currency: 'EUR',
    lossMinor: 2500n,
  })
  await bookDispute(system, id as DisputeId)
  const after = await stateOf(cdrId)
  expect(after).toMatchObject({ status: 'accepted', cost: 992, rate: '12.5' })
  expect(after.net - after.margin).toBe(12_400)
  const ledger = await getDb().execute(
    sql`select account, amount_minor::int as amount, currency from postings order by account`,
  )
  expect(ledger).toEqual([
    { account: 2990, amount: -2500, currency: 'SEK' },
    { account: 4095, amount: 2500, currency: 'SEK' },
  ])
  expect((await checkLedger(system)).invariants.filter(({ ok }) => !ok)).toEqual([])
})
