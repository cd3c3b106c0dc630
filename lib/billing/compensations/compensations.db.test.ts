import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { buildCreditCdr } from '@/db/factories/build-cdr'
import { insertCustomer } from '@/db/factories/customers'
import { customer, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import type { CdrId } from '@/lib/kernel/ids'
import { calendarDate, instant } from '@/lib/kernel/time'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { enterPayout } from '@/lib/payments/enter-payout'
import { rateCdrs } from '@/lib/rating/rate-cdrs'
import { holdCdr } from '@/lib/rating/reviews/hold-cdr'
import { rejectCdr } from '@/lib/rating/reviews/reject-cdr'
import { releaseCdr } from '@/lib/rating/reviews/release-cdr'
import { fixedClock } from '@/lib/platform/clock'
import { mintSystemCtx } from '@/lib/auth/mint'
import { runBilling } from '../run-billing'
import { bookCompensations } from './book-compensations'
import { findMyCompensation, listCompensations, listOwedCompensation } from './queries'

const finance = staff('finance')
const november = mintSystemCtx({ requestId: 'nov', clock: fixedClock(instant(Date.UTC(2026, 10, 2, 9))), job: 'test' })
let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
})

const home = { homeChargingCompensation: true, sessionId: null }
/** Rates, and books what rating asked to be booked. */
async function rate(...cdrIds: CdrId[]): Promise<void> {
  await rateCdrs(system, cdrIds)
  await runJobs()
}
async function runJobs(): Promise<void> {
  const jobs = (await getDb().execute(sql`
    with taken as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'book-compensations' returning j.payload) select * from taken`)) as unknown as {
    payload: { cdrIds: string[] }
  }[]
  for (const { payload } of jobs) await bookCompensations(system, payload.cdrIds)
}
const balances = async () =>
  Object.fromEntries(
    (await getDb().execute(sql`select account, sum(amount_minor)::int as sum from postings group by 1 order by 1`)).map(
      (row) => [row['account'], row['sum']],
    ),
  )
const amounts = async () =>
  (await listCompensations(finance)).rows.map(({ amountMinor, openMinor }) => [amountMinor, openMinor])
async function holds(): Promise<void> {
  const check = await checkLedger(finance)
  expect(check.invariants.filter(({ ok }) => !ok)).toEqual([])
  expect(check.imbalance).toBe('0')
}
const payout = (amountMinor: bigint, key = 'payout-1') => ({
  customerId: portal.customerId,
  paidOn: calendarDate('2026-10-15'),
  amountMinor,
  reference: '',
  idempotencyKey: key,
})

test('an accepted charge at home is owed to the driver, with its VAT, once, and never billed', async () => {
  const id = await portal.store(portal.build(home))
  await rate(id)
  await bookCompensations(system, [id])
  expect(await amounts()).toEqual([[6600n, 6600n]])
  expect(await balances()).toEqual({ 2899: -6600, 4090: 6600 })
  expect(await findMyCompensation(customer(portal.customerId), id)).toMatchObject({ amountMinor: 6600n, paidOn: null })
  expect(await findMyCompensation(customer(await insertCustomer()), id)).toBeNull()
  await expect(holdCdr(finance, id, 'too late')).rejects.toMatchObject({ code: 'precondition_failed' })
  const result = await runBilling(november, { period: '2026-10', finalize: true })
  expect(result).toMatchObject({ invoices: 0, lines: 0, skipped: [] })
  await holds()
})

test('beyond the tolerance a person decides; rejected, nothing is owed', async () => {
  const [dear, wrong] = [portal.build({ ...home, exclVat: '90' }), portal.build({ ...home, exclVat: '95' })]
  const ids = [await portal.store(dear), await portal.store(wrong)] as const
  await rate(...ids)
  expect(await amounts()).toEqual([])
  const terms = await releaseCdr(finance, ids[0], { price: 'ours', reason: 'as the tariff says' })
  expect(terms).toMatchObject({ costMinor: 6600n, retail: { netMinor: 0n } })
  await rejectCdr(finance, ids[1], 'no charge')
  await runJobs()
  expect((await listCompensations(finance)).rows).toMatchObject([{ amountMinor: 6600n, automatic: false }])
  await runBilling(november, { period: '2026-10', finalize: true })
  await holds()
})

describe('a credit takes it back', () => {
  test.each([
    ['after it', [0, 1]],
    ['before it', [1, 0]],
  ])('when it comes %s', async (_when, order) => {
    const cdr = portal.build(home)
    const both = [cdr, buildCreditCdr(cdr)]
    for (const index of order) await rate(await portal.store(both[index]!)) // two of them
    expect((await amounts()).toSorted(([a], [b]) => Number(a! - b!))).toEqual([
      [-6600n, 0n],
      [6600n, 0n],
    ])
    expect(await listOwedCompensation(finance)).toEqual([])
    expect(await balances()).toEqual({ 2899: 0, 4090: 0 })
    await holds()
  })

  test('after it was paid out it is owed to us, and the next one is smaller by it', async () => {
    const cdr = portal.build(home)
    await rate(await portal.store(cdr))
    await enterPayout(finance, payout(6600n))
    await rate(await portal.store(buildCreditCdr(cdr)))
    expect(await listOwedCompensation(finance)).toMatchObject([{ openMinor: -6600n }])
    await holds()
    await rate(await portal.store(portal.build(home)))
    await expect(enterPayout(finance, payout(1n, 'payout-2'))).rejects.toMatchObject({ code: 'precondition_failed' })
    await runBilling(november, { period: '2026-10', finalize: true })
    await holds()
  })
})

describe('a pay-out', () => {
  test('settles the oldest first, at most what is owed, and once per key', async () => {
    await rate(await portal.store(portal.build(home)), await portal.store(portal.build(home)))
    const first = await enterPayout(finance, payout(7000n))
    expect(await enterPayout(finance, payout(7000n))).toEqual({ ...first, created: false })
    await expect(enterPayout(finance, payout(7001n))).rejects.toMatchObject({ code: 'conflict' })
    await expect(enterPayout(finance, payout(7000n, 'payout-2'))).rejects.toMatchObject({ code: 'precondition_failed' })
    const tomorrow = { ...payout(1n, 'payout-3'), paidOn: calendarDate('2026-10-16') }
    await expect(enterPayout(finance, tomorrow)).rejects.toMatchObject({ code: 'invalid' })
    expect(await amounts()).toEqual([
      [6600n, 6200n],
      [6600n, 0n],
    ])
    expect(await balances()).toEqual({ 1930: -7000, 2899: -6200, 4090: 13200 })
    await holds()
  })

  test('needs the permission', async () => {
    await expect(enterPayout(staff('support'), payout(1n))).rejects.toMatchObject({ code: 'forbidden' })
    expect((await listCompensations(staff('support'))).rows).toEqual([])
  })
})

test('what is owed pays the next invoice and stands on it, after the sum', async () => {
  await rate(await portal.store(portal.build(home)), await portal.store(portal.build()))
  await runBilling(november, { period: '2026-10', finalize: true })
  const [invoice] = await getDb().execute(
    sql`select payable_minor::int as payable, settled_minor::int as settled, state, snapshot from invoices`,
  )
  expect(invoice).toMatchObject({
    payable: 6800,
    settled: 6600,
    state: 'finalized',
    snapshot: { payableMinor: '6800', advances: [{ kind: 'compensation', amountMinor: '6600' }] },
  })
  expect(await amounts()).toEqual([[6600n, 0n]])
  expect(await balances()).toMatchObject({ 1510: 200, 2899: 0 })
  await holds()
})

// Each is a harm done past verbs and guards, and the invariant that must notice it.
test.each([
  ['compensations_equal_settlements', `delete from compensation_settlements where payout_id is not null`],
  ['compensations_booked_once', `delete from journal_entries where template = 'compensation-approved'`],
  [
    'compensation_owed_equals_open',
    `update postings set amount_minor = amount_minor - 1 where account = 2899 and amount_minor < 0`,
  ],
  ['payouts_equal_settlements', `update payouts set amount_minor = amount_minor + 1`],
  ['home_charging_never_billed', `update cdrs set home_charging = true`],
])('the ledger’s check notices %s', async (name, harm) => {
  await rate(await portal.store(portal.build(home)), await portal.store(portal.build()))
  await enterPayout(finance, payout(1000n))
  await runBilling(november, { period: '2026-10', finalize: true })
  await holds()
  const past = testSql()
  await past.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx.unsafe(harm)
  })
  await past.end()
  const { invariants } = await checkLedger(finance)
  expect(invariants.filter(({ ok }) => !ok).map((broken) => broken.name)).toContain(name)
})
