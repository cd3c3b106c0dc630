import * as fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { at, makeCharge, makeCustomer, makePartner } from '@/db/factories/charges'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import type { StaffRole } from '@/lib/auth/permissions'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { listBalances, listJournal } from '@/lib/ledger/queries'
import { ForbiddenError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import { newId, type CustomerId, type InvoiceId, type PartnerId } from '@/lib/kernel/ids'
import { fixedClock } from '@/lib/platform/clock'
import { calendarDate } from '@/lib/kernel/time'
import { allocatePayment } from '@/lib/payments/allocate-payment'
import { enterPayment } from '@/lib/payments/enter-payment'
import { listMyPayments, listPayments } from '@/lib/payments/queries'
import { allocateCredit } from './allocate-credit'
import { approveBillingRun } from './approve-billing-run'
import { checkOcr } from './core/ocr'
import { createBillingRun } from './create-billing-run'
import { discardBillingRun } from './discard-billing-run'
import { draftBillingRun } from './draft-billing-run'
import { finalizeBillingRun } from './finalize-billing-run'
import { issueCreditNote } from './issue-credit-note'
import { getBillingRun, listBillingRuns } from './queries/billing-runs'
import { getInvoice, getMyInvoice, listInvoices, listMyInvoices } from './queries/invoices'
import { findCdrBilling, findMyOpenInvoice, getMyNextInvoice, getReceivables } from './queries/overview'
import { requestFinalization } from './request-finalization'
import { runBilling } from './run-billing'

const sql = testSql()
const clock = fixedClock(at('2026-11-02T08:00:00Z'))
const system: SystemCtx = mintSystemCtx({ requestId: 'req', clock, job: 'test' })
const staff = (role: StaffRole): StaffCtx => mintStaffCtx({ requestId: 'req', clock, userId: newId('user', 1), role })
const asCustomer = (customerId: CustomerId): CustomerCtx =>
  mintCustomerCtx({ requestId: 'req', clock, userId: newId('user', 1), customerId })
const finance = staff('finance')

let partnerId: PartnerId
let elin: CustomerId
let nils: CustomerId

beforeEach(async () => {
  await truncateAll(sql)
  clock.set(at('2026-11-02T08:00:00Z'))
  partnerId = await makePartner(sql)
  elin = await makeCustomer(sql)
  nils = await makeCustomer(sql, 'Nils Öberg')
})
afterAll(() => sql.end())

const october = (finalize = true, customerId?: CustomerId) =>
  runBilling(system, { period: '2026-10', customerId, finalize })

async function expectSound() {
  const check = await checkLedger(system)
  expect(check.invariants.filter(({ ok }) => !ok)).toEqual([])
  expect(check).toMatchObject({ ok: true, imbalance: '0' })
  return check
}
async function onlyInvoice(customerId: CustomerId, kind: 'invoice' | 'credit_note' = 'invoice') {
  const { rows } = await listInvoices(system, { customerId, kind })
  expect(rows).toHaveLength(1)
  return rows[0]!
}

describe('a run', () => {
  test('bills what was accepted and priced, once, and says what it left out', async () => {
    await makeCharge(sql, { partnerId, customerId: elin, energyNetMinor: 16_638n, feeNetMinor: 1_001n })
    await makeCharge(sql, { partnerId, customerId: elin, startedAt: '2026-09-30T21:59:00Z' }) // late, of September
    await makeCharge(sql, { partnerId, customerId: elin, startedAt: '2026-10-31T22:59:59Z' }) // the last second of October
    await makeCharge(sql, { partnerId, customerId: elin, startedAt: '2026-10-31T23:00:00Z' }) // November in Stockholm
    await makeCharge(sql, { partnerId, customerId: nils, energyNetMinor: 20n }) // 25 öre: no invoice for that
    await makeCharge(sql, { partnerId, customerId: nils, status: 'held' })
    await makeCharge(sql, { partnerId, customerId: nils, status: 'pending', rated: false })
    await makeCharge(sql, { partnerId, customerId: nils, status: 'rejected' })
    await makeCharge(sql, { partnerId, customerId: nils, rated: false })
    await makeCharge(sql, { partnerId, customerId: null })
    const result = await october()
    const net = 16_638n * 3n + 1_001n
    expect(result).toEqual({
      customers: 1,
      invoices: 1,
      lines: 4,
      exclVat: '509.15',
      vat: '127.29',
      inclVat: '636.44',
      skipped: [
        { reason: 'unrated', count: 2 },
        { reason: 'below_minimum', count: 1 },
        { reason: 'held', count: 1 },
        { reason: 'no_customer', count: 1 },
      ],
    })
    expect(net).toBe(50_915n)
    expect(await october()).toEqual(result)
    const invoice = await onlyInvoice(elin)
    expect(invoice).toMatchObject({
      state: 'finalized',
      number: '2611-00001',
      invoiceDate: '2026-11-02',
      dueDate: '2026-12-02',
      payableMinor: 63_600n,
      overdue: false,
    })
    expect(checkOcr(invoice.ocr!)).toEqual({ valid: true })
    const balances = await listBalances(finance)
    const balance = (account: number) => balances.find((row) => row.account === account)?.balanceMinor
    expect([1510, 2611, 3001, 3041, 3740].map(balance)).toEqual([63_600n, -12_729n, -49_914n, -1_001n, 44n])
    await expectSound()
    const later = await runBilling(system, { period: '2026-11', finalize: true })
    expect(later).toMatchObject({ customers: 1, invoices: 1, lines: 1 })
    await expectSound()
  })

  test('any division into runs, in any order, gives the same money', async () => {
    for (let index = 0; index < 6; index += 1) {
      await makeCharge(sql, {
        partnerId,
        customerId: index % 2 ? elin : nils,
        energyNetMinor: 1_003n + BigInt(index * 37),
        startedAt: `2026-10-0${index + 1}T10:00:00Z`,
      })
    }
    await october(true, nils)
    await october(false)
    await october(true)
    expect(await october(true)).toMatchObject({ customers: 2, invoices: 2, lines: 6 })
    const [row] =
      await sql`select count(*)::int as claims, count(distinct invoice_id)::int as invoices from invoiced_cdrs`
    expect(row).toEqual({ claims: 6, invoices: 2 })
    await expectSound()
  })

  test('orders of runs and repetitions give the same ledger', async () => {
    const steps = [
      () => october(true, nils),
      () => october(true, elin),
      () => october(false),
      () => october(true),
      () => runBilling(system, { period: '2026-11', finalize: true }),
    ]
    const ledgers = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(steps.length - 1), { maxLength: 6 }), async (order) => {
        await truncateAll(sql)
        partnerId = await makePartner(sql)
        ;[elin, nils] = [await makeCustomer(sql), await makeCustomer(sql, 'Nils Öberg')]
        for (const customerId of [elin, nils, elin])
          await makeCharge(sql, { partnerId, customerId, energyNetMinor: 10_000n })
        const credited = await makeCharge(sql, { partnerId, customerId: nils, energyNetMinor: 7_777n })
        await makeCharge(sql, { partnerId, customerId: nils, credits: credited })
        for (const step of [...order, 3, 3]) await steps[step]!()
        const balances = (await listBalances(finance)).filter(({ balanceMinor }) => balanceMinor !== 0n)
        ledgers.add(balances.map(({ account, balanceMinor }) => `${account} ${balanceMinor}`).join(', '))
        await expectSound()
      }),
      { numRuns: 12 },
    )
    expect([...ledgers]).toEqual(['1510 37500, 2611 -7500, 3001 -30000'])
  })

  test('takes in what arrived between draft and approval, and drops what was decided anew after it', async () => {
    const first = await makeCharge(sql, { partnerId, customerId: elin })
    await october(false)
    await makeCharge(sql, { partnerId, customerId: elin })
    expect(await october(false)).toMatchObject({ invoices: 1, lines: 2 })
    await makeCharge(sql, { partnerId, customerId: nils })
    await october(false)
    const { rows } = await listBillingRuns(finance)
    const run = rows[0]!
    expect(run).toMatchObject({ state: 'draft', phase: 'ready', invoices: 2 })
    await approveBillingRun(finance, run.id)
    await sql`update cdrs set status = 'disputed' where id = ${first.cdrId}`
    await finalizeBillingRun(finance, run.id)
    expect(await getBillingRun(finance, run.id)).toMatchObject({ state: 'finalized', invoices: 1 })
    expect((await onlyInvoice(nils)).number).toBe('2611-00001')
    expect((await listInvoices(system, { customerId: elin })).rows).toEqual([])
    await expectSound()
    expect(await october(true)).toMatchObject({
      customers: 2,
      invoices: 2,
      lines: 2,
      skipped: [{ reason: 'disputed', count: 1 }],
    })
  })

  test('bills the monthly fee of the plan in force on the first day, once', async () => {
    await sql`insert into price_plans (id, name, audience, created_at) values ('pln', 'Privat', 'private', now())`
    await sql`insert into price_plan_versions (id, price_plan_id, version, valid_from, rules, published_at)
      values ('plv', 'pln', 1, '2026-01-01', ${sql.json({ monthlyFee: '31.20', vatPercent: '25' })}, now())`
    await sql`insert into customer_price_plans values (${elin}, 'pln', '2026-02-01'), (${nils}, 'pln', '2026-10-02')`
    await makeCharge(sql, { partnerId, customerId: elin })
    expect(await october()).toMatchObject({ customers: 1, invoices: 1, lines: 2, exclVat: '197.58' })
    expect(await october()).toMatchObject({ invoices: 1, lines: 2 })
    const { document } = await getInvoice(finance, (await onlyInvoice(elin)).id)
    expect(document.fees).toMatchObject([{ month: '2026-10', netMinor: 3_120n, grossMinor: 3_900n }])
    expect(document.vat.map(({ code, netMinor }) => [code, netMinor])).toEqual([
      ['EL25', 16_638n],
      ['AVG25', 3_120n],
    ])
    await expectSound()
  })

  test('discarded, it leaves everything to be billed again', async () => {
    await makeCharge(sql, { partnerId, customerId: elin })
    const original = await makeCharge(sql, { partnerId, customerId: elin })
    await makeCharge(sql, { partnerId, customerId: elin, credits: original })
    await october(false)
    const { rows } = await listBillingRuns(finance)
    await discardBillingRun(finance, rows[0]!.id)
    await discardBillingRun(finance, rows[0]!.id)
    expect(await sql`select 1 from invoiced_cdrs`).toHaveLength(0)
    expect(await october(true)).toMatchObject({ invoices: 1, lines: 1 })
    const finalized = (await listBillingRuns(finance)).rows.find(({ state }) => state === 'finalized')!
    await expect(discardBillingRun(finance, finalized.id)).rejects.toThrow(PreconditionError)
    await expect(sql`delete from invoiced_cdrs where outcome = 'netted'`).rejects.toThrow(/netted by a finalised run/)
    await expect(
      sql`update invoices set net_minor = 0, gross_minor = vat_minor, payable_minor = vat_minor, rounding_minor = 0`,
    ).rejects.toThrow(/is issued/)
  })

  test('is approved only when drafted, and finalised only when approved', async () => {
    await makeCharge(sql, { partnerId, customerId: elin })
    const { billingRunId } = await createBillingRun(finance, { period: '2026-10' })
    expect((await createBillingRun(finance, { period: '2026-10' })).billingRunId).toBe(billingRunId)
    await expect(approveBillingRun(finance, billingRunId)).rejects.toThrow(/still being drafted/)
    await draftBillingRun(system, billingRunId)
    await expect(finalizeBillingRun(finance, billingRunId)).rejects.toThrow(PreconditionError)
    await expect(requestFinalization(finance, billingRunId)).rejects.toThrow(PreconditionError)
    await approveBillingRun(finance, billingRunId)
    await requestFinalization(finance, billingRunId)
    await finalizeBillingRun(system, billingRunId)
    await finalizeBillingRun(system, billingRunId)
    const jobs =
      await sql`select task_identifier as name, count(*)::int from graphile_worker.jobs group by 1 order by 1`
    expect(jobs.map(({ name }) => name as string)).toEqual([
      'draft-billing-run',
      'finalize-billing-run',
      'make-invoice-document',
    ])
    await expect(createBillingRun(finance, { period: '2026-12' })).rejects.toThrow(/has not begun/)
    await expect(createBillingRun(finance, { period: 'oktober' })).rejects.toThrow(/must be a month/)
  })
})

describe('stopped and started', () => {
  test('concurrent finalisers and failures between statements leave no gap and nothing doubled', async () => {
    const customers: CustomerId[] = []
    for (let index = 0; index < 12; index += 1) {
      const customerId = await makeCustomer(sql, `Kund ${index}`)
      customers.push(customerId)
      await makeCharge(sql, { partnerId, customerId, energyNetMinor: 10_000n + BigInt(index) })
    }
    // Every third booking fails, wherever it comes from.
    await sql`create sequence failures`
    await sql.unsafe(`create function fail_sometimes() returns trigger language plpgsql as $$ begin
      if nextval('failures') % 3 <> 0 then raise exception 'injected'; end if; return new; end $$`)
    await sql.unsafe(
      'create trigger fail_sometimes before insert on journal_entries for each statement execute function fail_sometimes()',
    )
    try {
      const runs = customers.map((customerId) => async () => {
        for (let attempt = 0; attempt < 40; attempt += 1) {
          try {
            return await october(true, customerId)
          } catch (error) {
            if (!/injected|deadlock/.test(String((error as Error).cause ?? error))) throw error
          }
        }
        throw new Error('never succeeded')
      })
      await Promise.all(runs.map((run) => run()))
    } finally {
      await sql.unsafe(
        'drop trigger fail_sometimes on journal_entries; drop function fail_sometimes; drop sequence failures',
      )
    }
    const numbers = await sql`select number::int as n from invoices order by number`
    expect(numbers.map((row) => row.n as number)).toEqual(customers.map((_, index) => index + 1))
    await expectSound()
  })
})

describe('credits', () => {
  test('a credit before the invoice nets out: neither is billed, ever', async () => {
    const original = await makeCharge(sql, { partnerId, customerId: elin })
    const credit = await makeCharge(sql, { partnerId, customerId: elin, credits: original })
    await makeCharge(sql, { partnerId, customerId: elin, credits: { key: 'SE*KUL*NOWHERE' } })
    expect(await october()).toEqual({
      customers: 0,
      invoices: 0,
      lines: 0,
      exclVat: '0.00',
      vat: '0.00',
      inclVat: '0.00',
      skipped: [{ reason: 'credit_without_original', count: 1 }],
    })
    expect(await findCdrBilling(finance, original.cdrId)).toMatchObject({
      outcome: 'netted',
      counterpartCdrId: credit.cdrId,
      invoiceId: null,
    })
    await expectSound()
  })

  test('a credit after the invoice makes a credit note that settles it; the rest is an advance', async () => {
    const first = await makeCharge(sql, { partnerId, customerId: elin, energyNetMinor: 10_001n })
    const second = await makeCharge(sql, { partnerId, customerId: elin, energyNetMinor: 10_002n })
    await october()
    const invoice = await onlyInvoice(elin)
    expect(invoice).toMatchObject({ grossMinor: 25_004n, payableMinor: 25_000n })
    await enterPayment(finance, {
      receivedOn: calendarDate('2026-11-01'),
      amountMinor: 20_000n,
      method: 'bankgiro',
      reference: invoice.ocr!,
      note: '',
      idempotencyKey: 'first-payment',
    })
    await makeCharge(sql, { partnerId, customerId: elin, credits: first, startedAt: '2026-10-10T07:41:00Z' })
    const result = await october()
    expect(result).toMatchObject({ invoices: 2, lines: 3, exclVat: '100.02' })
    const note = await onlyInvoice(elin, 'credit_note')
    expect(note).toMatchObject({
      number: 'K2611-00001',
      originalNumber: '2611-00001',
      grossMinor: -12_501n,
      payableMinor: -12_500n,
      openMinor: -7_500n,
      state: 'finalized',
    })
    expect(await onlyInvoice(elin)).toMatchObject({ state: 'paid', openMinor: 0n })
    expect(await findCdrBilling(finance, first.cdrId)).toMatchObject({ outcome: 'billed', creditedBy: 'K2611-00001' })
    expect((await expectSound()).advances).toBe('75.00')
    const { creditNoteId } = await issueCreditNote(finance, {
      invoiceId: invoice.id,
      cdrIds: [second.cdrId],
      reason: 'Fel pris',
    })
    const [whole] =
      await sql`select sum(net_minor)::int as net, sum(vat_minor)::int as vat, sum(rounding_minor)::int as rounding, sum(payable_minor)::int as payable from invoices`
    expect(whole).toEqual({ net: 0, vat: 0, rounding: 0, payable: 0 })
    await expectSound()
    await expect(
      issueCreditNote(finance, { invoiceId: invoice.id, cdrIds: [second.cdrId], reason: 'Fel pris' }),
    ).rejects.toThrow(/already credited/)
    await expect(issueCreditNote(finance, { invoiceId: invoice.id, reason: 'Fel pris' })).rejects.toThrow(
      /already credited/,
    )
    // The advance pays the next invoice by itself, and by hand one that was there before the credit.
    await makeCharge(sql, { partnerId, customerId: elin, startedAt: '2026-11-01T12:00:00Z', energyNetMinor: 30_000n })
    await runBilling(system, { period: '2026-11', finalize: true })
    const next = (await listInvoices(system, { customerId: elin, state: 'open', kind: 'invoice' })).rows[0]!
    expect(next).toMatchObject({ payableMinor: 37_500n, openMinor: 17_500n })
    await expect(allocateCredit(finance, { creditNoteId, invoiceId: next.id })).rejects.toThrow(/nothing is left/)
    await enterPayment(finance, {
      receivedOn: calendarDate('2026-11-01'),
      amountMinor: 17_500n,
      method: 'bankgiro',
      reference: next.ocr!,
      note: '',
      idempotencyKey: 'second-payment',
    })
    await makeCharge(sql, { partnerId, customerId: elin, startedAt: '2026-11-01T14:00:00Z', energyNetMinor: 30_000n })
    await runBilling(system, { period: '2026-11', finalize: true })
    const last = (await listInvoices(system, { customerId: elin, state: 'open', kind: 'invoice' })).rows[0]!
    const later = await issueCreditNote(finance, { invoiceId: next.id, reason: 'Fel pris' })
    const use = { creditNoteId: later.creditNoteId, invoiceId: last.id }
    expect(await allocateCredit(finance, use)).toEqual({ allocatedMinor: 37_500n })
    await expect(allocateCredit(finance, use)).rejects.toThrow(/nothing is left/)
    await expectSound()
  })

  test('an unpaid invoice that is wholly credited is credited, and nothing is owed', async () => {
    await makeCharge(sql, { partnerId, customerId: elin, energyNetMinor: 10_001n, feeNetMinor: 777n })
    await october()
    const invoice = await onlyInvoice(elin)
    await issueCreditNote(finance, { invoiceId: invoice.id, reason: 'Allt var fel' })
    expect(await onlyInvoice(elin)).toMatchObject({ state: 'credited', openMinor: 0n })
    expect(await expectSound()).toMatchObject({ receivable: '0.00', advances: '0.00' })
    const { document } = await getInvoice(finance, (await onlyInvoice(elin, 'credit_note')).id)
    expect(document).toMatchObject({
      kind: 'credit_note',
      original: { number: '2611-00001' },
      reason: 'Allt var fel',
      payment: null,
    })
    expect(document.chargesMinor + document.vatRoundingMinor + document.roundingMinor).toBe(document.payableMinor)
  })
})

describe('payments', () => {
  async function openInvoice() {
    await makeCharge(sql, { partnerId, customerId: elin, energyNetMinor: 80_000n })
    await october()
    return onlyInvoice(elin)
  }
  const receivedOn = calendarDate('2026-11-01')

  test('part, rest and too much, matched by reference', async () => {
    const invoice = await openInvoice()
    const spaced = `OCR ${invoice.ocr!.slice(0, 4)} ${invoice.ocr!.slice(4)}`
    const part = {
      receivedOn,
      amountMinor: 40_000n,
      method: 'swish' as const,
      reference: spaced,
      note: '',
      idempotencyKey: 'part-of-it',
    }
    expect(await enterPayment(finance, part)).toMatchObject({
      invoiceId: invoice.id,
      allocatedMinor: 40_000n,
      unallocatedMinor: 0n,
      created: true,
    })
    expect(await onlyInvoice(elin)).toMatchObject({ state: 'finalized', openMinor: 60_000n })
    expect(await enterPayment(finance, part)).toMatchObject({ allocatedMinor: 40_000n, created: false })
    await expect(enterPayment(finance, { ...part, amountMinor: 1n })).rejects.toThrow(/another payment/)
    const tooMuch = await enterPayment(finance, {
      ...part,
      amountMinor: 70_000n,
      method: 'bankgiro',
      idempotencyKey: 'too-much-of-it',
    })
    expect(tooMuch).toMatchObject({ allocatedMinor: 60_000n, unallocatedMinor: 10_000n })
    expect(await getInvoice(finance, invoice.id)).toMatchObject({
      state: 'paid',
      openMinor: 0n,
      settlements: [{ amountMinor: 40_000n }, { amountMinor: 60_000n }],
    })
    expect(await expectSound()).toMatchObject({ receivable: '0.00', advances: '100.00' })
    expect((await listPayments(finance, { limit: 1 })).next).not.toBeNull()
    const first = await listPayments(finance, { limit: 1 })
    const rest = await listPayments(finance, { limit: 1, after: first.next! })
    expect([...first.rows, ...rest.rows].map(({ id }) => id)).toHaveLength(2)
    expect(rest.next).toBeNull()
    expect((await listMyPayments(asCustomer(nils))).rows).toEqual([])
    expect((await listMyPayments(asCustomer(elin))).rows).toHaveLength(2)
  })

  test('without a known reference it waits until it is allocated', async () => {
    const invoice = await openInvoice()
    const { paymentId } = await enterPayment(finance, {
      receivedOn,
      amountMinor: 100_000n,
      method: 'other',
      reference: 'hej',
      note: '',
      idempotencyKey: 'who-knows',
    })
    expect(await expectSound()).toMatchObject({ receivable: '1000.00', advances: '1000.00' })
    expect(await allocatePayment(finance, { paymentId, invoiceId: invoice.id })).toEqual({ allocatedMinor: 100_000n })
    await expect(allocatePayment(finance, { paymentId, invoiceId: invoice.id })).rejects.toThrow(/nothing is left/)
    expect(await expectSound()).toMatchObject({ receivable: '0.00', advances: '0.00' })
    expect((await listJournal(finance, { invoiceId: invoice.id })).rows.map(({ template }) => template)).toEqual([
      'payment-allocated',
      'invoice-finalized',
    ])
  })

  test('the same entry sent ten times at once is one payment', async () => {
    const invoice = await openInvoice()
    const entry = {
      receivedOn,
      amountMinor: 60_000n,
      method: 'bankgiro' as const,
      reference: invoice.ocr!,
      note: '',
      idempotencyKey: 'double-click',
    }
    const answers = await Promise.all(Array.from({ length: 10 }, () => enterPayment(finance, entry)))
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    expect(new Set(answers.map(({ paymentId }) => paymentId)).size).toBe(1)
    await expectSound()
  })

  test('overdue follows from the due date', async () => {
    const invoice = await openInvoice()
    expect(await getReceivables(finance)).toMatchObject({
      openInvoices: 1,
      openMinor: 100_000n,
      overdueInvoices: 0,
      unbilledSessions: 0,
    })
    clock.set(at('2026-12-03T08:00:00Z'))
    expect(await getReceivables(finance)).toMatchObject({
      overdueInvoices: 1,
      overdueMinor: 100_000n,
      oldestDueDate: '2026-12-02',
    })
    expect((await listInvoices(finance, { state: 'overdue' })).rows).toMatchObject([{ id: invoice.id, overdue: true }])
    expect(await findMyOpenInvoice(asCustomer(elin))).toMatchObject({
      id: invoice.id,
      overdue: true,
      openMinor: 100_000n,
      others: 0,
    })
    expect(await findMyOpenInvoice(asCustomer(nils))).toBeNull()
  })
})

describe('who may', () => {
  test.each(['support', 'roaming', 'auditor'] as const)('%s is refused every verb that moves money', async (role) => {
    const ctx = staff(role)
    const invoiceId = newId('invoice', 1)
    const billingRunId = newId('billingRun', 1)
    const attempts = [
      () => createBillingRun(ctx, { period: '2026-10' }),
      () => draftBillingRun(ctx, billingRunId),
      () => approveBillingRun(ctx, billingRunId),
      () => requestFinalization(ctx, billingRunId),
      () => finalizeBillingRun(ctx, billingRunId),
      () => discardBillingRun(ctx, billingRunId),
      () => runBilling(ctx, { period: '2026-10', finalize: false }),
      () => issueCreditNote(ctx, { invoiceId, reason: 'nej' }),
      () => allocateCredit(ctx, { creditNoteId: invoiceId, invoiceId }),
      () =>
        enterPayment(ctx, {
          receivedOn: calendarDate('2026-11-01'),
          amountMinor: 1n,
          method: 'other',
          reference: '',
          note: '',
          idempotencyKey: 'forbidden',
        }),
      () => allocatePayment(ctx, { paymentId: newId('payment', 1), invoiceId }),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(ForbiddenError)
  })

  test("a customer does not see another customer's, nor a draft", async () => {
    await makeCharge(sql, { partnerId, customerId: elin })
    await october(false)
    const draft = await onlyInvoice(elin)
    expect((await listMyInvoices(asCustomer(elin))).rows).toEqual([])
    await expect(getMyInvoice(asCustomer(elin), draft.id)).rejects.toThrow(NotFoundError)
    expect((await getInvoice(finance, draft.id)).document).toMatchObject({
      number: null,
      payment: null,
      payableMinor: 20_800n,
    })
    expect(await getMyNextInvoice(asCustomer(elin))).toMatchObject({ sessions: 0 })
    await october(true)
    const issued: InvoiceId = (await onlyInvoice(elin)).id
    expect((await listMyInvoices(asCustomer(elin))).rows).toMatchObject([{ id: issued }])
    await expect(getMyInvoice(asCustomer(nils), issued)).rejects.toThrow(NotFoundError)
    expect((await listMyInvoices(asCustomer(nils))).rows).toEqual([])
    expect((await getMyInvoice(asCustomer(elin), issued)).document.sessionCount).toBe(1)
  })
})
