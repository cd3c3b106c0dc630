import { afterAll, beforeEach, expect, test } from 'vitest'
import { at, makeCharge, makeCustomer, makePartner } from '@/db/factories/charges'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId, type CustomerId, type InvoiceId, type PartnerId } from '@/lib/kernel/ids'
import { calendarDate } from '@/lib/kernel/time'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { enterPayment } from '@/lib/payments/enter-payment'
import { fixedClock } from '@/lib/platform/clock'
import { renderInvoiceHtml } from '../documents/invoice-html'
import { issueCreditNote } from '../issue-credit-note'
import { getMyInvoice } from '../queries/invoices'
import { runBilling } from '../run-billing'

const sql = testSql()
const clock = fixedClock(at('2026-11-02T08:00:00Z'))
const ctx = mintSystemCtx({ requestId: 'req', clock, job: 'test' })
let partnerId: PartnerId
let customerId: CustomerId
beforeEach(async () => {
  await truncateAll(sql)
  partnerId = await makePartner(sql)
  customerId = await makeCustomer(sql)
})
afterAll(() => sql.end())

async function bill(month: string, energyNetMinor = 16_638n): Promise<{ id: InvoiceId; ocr: string }> {
  await makeCharge(sql, { partnerId, customerId, startedAt: `${month}-10T07:41:00Z`, energyNetMinor })
  await runBilling(ctx, { period: month, finalize: true })
  const [row] =
    await sql`select id, ocr from invoices where period = ${month} and kind = 'invoice' and customer_id = ${customerId}`
  return row as unknown as { id: InvoiceId; ocr: string } // the columns of the statement
}
const pay = (reference: string, amountMinor: bigint, idempotencyKey = `key-${reference}`) =>
  enterPayment(ctx, {
    receivedOn: calendarDate('2026-11-02'),
    amountMinor,
    method: 'bankgiro',
    reference,
    note: '',
    idempotencyKey,
  })
const stateOf = async (id: InvoiceId) =>
  (
    await sql`select payable_minor::int as payable, settled_minor::int as settled, state from invoices where id = ${id}`
  )[0]
async function holds(): Promise<void> {
  const check = await checkLedger(ctx)
  expect(check.invariants.filter(({ ok }) => !ok)).toEqual([])
  expect(check).toMatchObject({ ok: true, imbalance: '0' })
}

test('a payment larger than its invoice pays the next one, which says so', async () => {
  const october = await bill('2026-10')
  await pay(october.ocr, 30_000n)
  const november = await bill('2026-11')
  expect(await stateOf(november.id)).toEqual({ payable: 20_800, settled: 9_200, state: 'finalized' })
  const mine = mintCustomerCtx({ requestId: 'req', clock, userId: newId('user', 1), customerId })
  const { document } = await getMyInvoice(mine, november.id)
  expect(document).toMatchObject({
    payableMinor: 20_800n,
    advances: [{ kind: 'payment', amountMinor: 9_200n }],
    dueMinor: 11_600n,
    payment: { swishPayload: expect.stringContaining(';116,00;') },
  })
  const text = renderInvoiceHtml(document).replaceAll(/[\u00a0\u202f]/g, ' ')
  expect(text).toContain('Tidigare inbetalt')
  expect(text).toMatch(/Att betala<\/p><p class="big">116,00/)
  // The rest is paid by its own payment; nothing is left over, and a further run takes nothing.
  await pay(november.ocr, 11_600n)
  expect(await stateOf(november.id)).toMatchObject({ settled: 20_800, state: 'paid' })
  await runBilling(ctx, { period: '2026-11', finalize: true })
  await holds()
})

test('an advance that covers the invoice leaves nothing to pay, and its rest for the one after', async () => {
  const october = await bill('2026-10')
  await pay(october.ocr, 70_000n)
  const november = await bill('2026-11')
  expect(await stateOf(november.id)).toMatchObject({ settled: 20_800, state: 'paid' })
  clock.set(at('2027-01-04T08:00:00Z'))
  const december = await bill('2026-12')
  clock.set(at('2026-11-02T08:00:00Z'))
  expect(await stateOf(december.id)).toMatchObject({ settled: 20_800, state: 'paid' })
  const [{ rest }] = (await sql`select unallocated_minor::int as rest from payments`) as unknown as [{ rest: number }]
  expect(rest).toBe(70_000 - 3 * 20_800)
  await holds()
})

test('the rest of a credit note is used as well, after payments, and another customer’s money never', async () => {
  const october = await bill('2026-10')
  await pay(october.ocr, 20_900n)
  await issueCreditNote(ctx, { invoiceId: october.id, reason: 'fel pris' })
  const other = await makeCustomer(sql, 'Någon Annan')
  await makeCharge(sql, { partnerId, customerId: other, startedAt: '2026-11-11T07:41:00Z' })
  const november = await bill('2026-11')
  const [document] = await sql`select snapshot from invoices where id = ${november.id}`
  expect(document!['snapshot']).toMatchObject({
    advances: [
      { kind: 'payment', amountMinor: '100' },
      { kind: 'credit_note', amountMinor: '20700' },
    ],
  })
  expect(await stateOf(november.id)).toMatchObject({ settled: 20_800, state: 'paid' })
  const [theirs] = await sql`select settled_minor::int as settled from invoices where customer_id = ${other}`
  expect(theirs).toEqual({ settled: 0 })
  await holds()
})
