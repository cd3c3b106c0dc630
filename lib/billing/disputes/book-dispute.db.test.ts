import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { buildCreditCdr } from '@/db/factories/build-cdr'
import { clock, customer, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { disputeCdrs } from '@/db/schema/disputes'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { calendarDate, DAY_MS, instant } from '@/lib/kernel/time'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { listBalances } from '@/lib/ledger/queries'
import { closeDispute } from '@/lib/rating/disputes/close-dispute'
import { openDisputes } from '@/lib/rating/disputes/open-disputes'
import { getDispute } from '@/lib/rating/disputes/queries/get-dispute'
import { listMyOutcomes, type MyDispute } from '@/lib/rating/disputes/queries/my-disputes'
import { readOutcome } from '@/lib/rating/disputes/read-outcome'
import { reportCharge } from '@/lib/rating/disputes/report-charge'
import { sendDispute } from '@/lib/rating/disputes/send-dispute'
import { rateCdrs } from '@/lib/rating/rate-cdrs'
import { releaseCdr } from '@/lib/rating/reviews/release-cdr'
import { listInvoices } from '../queries/invoices'
import { getMyNextInvoice } from '../queries/overview'
import { runBilling } from '../run-billing'
import { bookDispute, bookDisputes } from './book-dispute'

const finance = staff('finance')
let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(instant(Date.UTC(2026, 10, 2, 9)))
  portal = await openPortal()
})

const bill = (period: '2026-10' | '2026-11' = '2026-10') => runBilling(system, { period, finalize: true })
const caseOf = async (cdrId: CdrId): Promise<DisputeId> =>
  (await getDb().select().from(disputeCdrs).where(eq(disputeCdrs.cdrId, cdrId)))[0]!.disputeId // the test opened one
const documents = async () =>
  (await listInvoices(finance, { limit: 10 })).rows.map(({ kind, grossMinor }) => [kind, grossMinor])
const balance = async (account: number) =>
  (await listBalances(finance)).find((row) => row.account === account)?.balanceMinor ?? 0n

async function expectSound() {
  expect((await checkLedger(system)).invariants.filter(({ ok }) => !ok)).toEqual([])
}

test('an over-charge is billed at our price while the case runs, and the operator is settled apart', async () => {
  const id = await portal.rate({ exclVat: '97.2' })
  const mine = customer(portal.customerId)
  expect(await getMyNextInvoice(mine)).toMatchObject({ sessions: 1, grossMinor: 6806n, pendingSessions: 0 })
  expect(await bill()).toMatchObject({ invoices: 1, skipped: [] })
  expect(await documents()).toEqual([['invoice', 6806n]])
  const disputeId = await caseOf(id)
  await sendDispute(finance, disputeId, { deadline: calendarDate('2026-11-20'), note: '' })
  const choice = { outcome: 'settled', recoveredMinor: 4440n, customerPays: true, reason: 'agreed' } as const
  expect(await closeDispute(finance, disputeId, choice)).toBe('won')
  await bookDispute(system, disputeId)
  expect(await documents()).toEqual([['invoice', 6806n]])
  await expectSound()
})

test('a small over-charge that was billed can still be released, and changes nothing for the customer', async () => {
  const id = await portal.rate({ exclVat: '57.8' })
  await bill()
  expect(await releaseCdr(finance, id, { price: 'ours', reason: 'by the tariff' })).toMatchObject({ costMinor: 5280n })
  expect(await documents()).toEqual([['invoice', 6806n]])
  await expectSound()
})

test('credited by the operator before the invoice: the two come to nothing', async () => {
  const cdr = portal.build({ exclVat: '97.2' })
  const id = await portal.store(cdr)
  await rateCdrs(system, [id])
  await rateCdrs(system, [await portal.store(buildCreditCdr(cdr))])
  expect(await bill()).toMatchObject({ invoices: 0 })
  expect(await getDispute(finance, await caseOf(id))).toMatchObject({ state: 'won' })
  await expectSound()
})

test('credited by the operator after the invoice: the next run makes a credit note', async () => {
  const cdr = portal.build({ exclVat: '97.2' })
  const id = await portal.store(cdr)
  await rateCdrs(system, [id])
  await bill()
  await rateCdrs(system, [await portal.store(buildCreditCdr(cdr))])
  const disputeId = await caseOf(id)
  expect(await getDispute(finance, disputeId)).toMatchObject({ state: 'won', lossMinor: 0n })
  await bookDispute(system, disputeId)
  expect(await documents()).toEqual([['invoice', 6806n]])
  await bill('2026-11')
  expect(await documents()).toEqual([
    ['credit_note', -6806n],
    ['invoice', 6806n],
  ])
  await expectSound()
})

test('a reported charge on a draft is taken off the run', async () => {
  const id = await portal.rate()
  await runBilling(system, { period: '2026-10', finalize: false })
  await reportCharge(customer(portal.customerId), id, { cause: 'not_me', text: '' })
  await bill()
  expect(await documents()).toEqual([])
  expect(await bill()).toMatchObject({ invoices: 0, skipped: [{ reason: 'disputed', count: 1 }] })
})

test('written off after the invoice: the customer gets the amount back, and the loss is booked once', async () => {
  const id = await portal.rate()
  await bill()
  const { disputeId } = await reportCharge(customer(portal.customerId), id, { cause: 'not_me', text: '' })
  const choice = { outcome: 'written_off', recoveredMinor: 0n, customerPays: false, reason: 'they insist' } as const
  expect(await closeDispute(finance, disputeId, choice)).toBe('written_off')
  await bookDispute(system, disputeId)
  await bookDispute(system, disputeId)
  expect(await documents()).toEqual([
    ['credit_note', -6806n],
    ['invoice', 6806n],
  ])
  expect([await balance(4095), await balance(2990)]).toEqual([5280n, -5280n])
  const [news] = await listMyOutcomes(customer(portal.customerId))
  expect(news).toMatchObject({ cdrId: id, customerPays: false, creditNote: { number: 'K2611-00001' } })
  await expectSound()
  const sql = testSql()
  await sql`update disputes set loss_minor = loss_minor + 1 where id = ${disputeId}`
  await sql.end()
  expect((await checkLedger(system)).invariants.filter(({ ok }) => !ok)).toMatchObject([
    { name: 'dispute_losses_booked_once' },
  ])
})

test('what stays contested is on no invoice; withdrawn, it is on the next', async () => {
  const id = await portal.rate()
  const [opened] = (await openDisputes(finance, [id], { cause: 'not_me', statement: 'a cloned card' })).disputes
  expect(await bill()).toMatchObject({ invoices: 0 })
  const choice = { outcome: 'withdrawn', recoveredMinor: 0n, customerPays: true, reason: 'it was them' } as const
  await closeDispute(finance, opened!.disputeId, choice)
  await bill('2026-11')
  expect(await documents()).toEqual([['invoice', 6806n]])
})

test('what is written off after a refusal is booked beside what was lost before', async () => {
  const ids = [await portal.rate(), await portal.rate()]
  const [opened] = (await openDisputes(finance, ids, { cause: 'energy', statement: 'less' })).disputes
  const { disputeId } = opened!
  // The one is settled with a loss by a part of its credit, the other is refused.
  const sql = testSql()
  await sql`update dispute_cdrs set outcome = 'settled', settled_at = now(), cost_minor = 5280, customer_pays = false, loss_minor = 5280
    where cdr_id = ${ids[0]!}`
  await sql.end()
  const refused = { outcome: 'refused', recoveredMinor: 0n, customerPays: false, reason: 'they insist' } as const
  expect(await closeDispute(finance, disputeId, refused)).toBe('refused')
  await bookDispute(system, disputeId)
  expect(await balance(4095)).toBe(5280n)
  await closeDispute(finance, disputeId, { ...refused, outcome: 'written_off' })
  await bookDispute(system, disputeId)
  await bookDispute(system, disputeId)
  expect(await balance(4095)).toBe(10_560n)
  await expectSound()
})

test('a case that cannot be booked keeps no other from the books, and is tried again', async () => {
  const written = async () => {
    const id = await portal.rate()
    const { disputeId } = await reportCharge(customer(portal.customerId), id, { cause: 'not_me', text: '' })
    const choice = { outcome: 'written_off', recoveredMinor: 0n, customerPays: false, reason: 'they insist' } as const
    await closeDispute(finance, disputeId, choice)
    return disputeId
  }
  const [broken, sound] = [await written(), await written()]
  const sql = testSql()
  await sql`alter table disputes add constraint broken check (id <> ${sql.unsafe(`'${broken}'`)} or loss_booked_at is null)`
  try {
    await expect(bookDisputes(system, [broken, sound])).rejects.toThrow()
    expect(await balance(4095)).toBe(5280n)
  } finally {
    await sql`alter table disputes drop constraint broken`
    await sql.end()
  }
  await bookDisputes(system, [broken, sound])
  expect(await balance(4095)).toBe(10_560n)
  await expectSound()
})

describe('credited by the operator after the case was closed', () => {
  async function writtenOff(customerPays: boolean) {
    const cdr = portal.build()
    const id = await portal.store(cdr)
    await rateCdrs(system, [id])
    await bill()
    const { disputeId } = await reportCharge(customer(portal.customerId), id, { cause: 'not_me', text: '' })
    const choice = { outcome: 'written_off', recoveredMinor: 0n, customerPays, reason: 'they insist' } as const
    await closeDispute(finance, disputeId, choice)
    await bookDispute(system, disputeId)
    return { cdr, disputeId }
  }

  test('what we had written off is taken back, and the customer is credited once', async () => {
    const { cdr, disputeId } = await writtenOff(false)
    expect(await balance(4095)).toBe(5280n)
    await rateCdrs(system, [await portal.store(buildCreditCdr(cdr))])
    expect(await getDispute(finance, disputeId)).toMatchObject({ state: 'won', lossMinor: 0n })
    await expectSound() // also between the end of the case and the job that books it
    await bookDispute(system, disputeId)
    await bookDispute(system, disputeId)
    await bill('2026-11')
    expect(await documents()).toEqual([
      ['credit_note', -6806n],
      ['invoice', 6806n],
    ])
    expect([await balance(4095), await balance(2990)]).toEqual([0n, 0n])
    await expectSound()
  })

  test('the customer who paid gets it back with the next run', async () => {
    const { cdr, disputeId } = await writtenOff(true)
    const mine = customer(portal.customerId)
    const [{ cdrId }] = (await listMyOutcomes(mine)) as [MyDispute]
    await readOutcome(mine, cdrId)
    expect(await listMyOutcomes(mine)).toEqual([])
    clock.set(instant(clock.now() + DAY_MS))
    await rateCdrs(system, [await portal.store(buildCreditCdr(cdr))])
    expect(await listMyOutcomes(mine)).toMatchObject([{ cdrId, outcome: 'credited' }])
    await bookDispute(system, disputeId)
    expect(await getDispute(finance, disputeId)).toMatchObject({ state: 'won', lossMinor: 0n })
    await bill('2026-11')
    expect(await documents()).toEqual([
      ['credit_note', -6806n],
      ['invoice', 6806n],
    ])
    await expectSound()
  })
})
