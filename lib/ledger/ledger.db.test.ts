import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { at, makeCharge, makeCustomer, makePartner } from '@/db/factories/charges'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { withTransaction } from '@/db/transaction'
import { mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { runBilling } from '@/lib/billing/run-billing'
import { newId } from '@/lib/kernel/ids'
import { calendarDate } from '@/lib/kernel/time'
import { enterPayment } from '@/lib/payments/enter-payment'
import { fixedClock } from '@/lib/platform/clock'
import { checkLedger } from './check-ledger'
import { ACCOUNT } from './core/accounts'
import { paymentReceived } from './core/templates'
import { postEntries } from './post-entries'
import { listBalances, listJournal } from './queries'

const sql = testSql()
const ctx = mintSystemCtx({ requestId: 'req', clock: fixedClock(at('2026-11-02T08:00:00Z')), job: 'test' })
afterAll(() => sql.end())

const entry = () =>
  paymentReceived({
    paymentId: newId('payment', 1),
    entryDate: calendarDate('2026-11-01'),
    currency: 'SEK',
    account: ACCOUNT.bank,
    amountMinor: 100n,
    customerId: null,
    invoiceId: null,
    allocatedMinor: 0n,
  })

describe('posting', () => {
  beforeEach(() => truncateAll(sql))

  test('the same event is booked once, alone or among others', async () => {
    const [first, second] = [entry(), entry()]
    await withTransaction(ctx, (ctx) => postEntries(ctx, [first]))
    await withTransaction(ctx, (ctx) => postEntries(ctx, [first, second]))
    await withTransaction(ctx, (ctx) => postEntries(ctx, []))
    const pages = await listJournal(ctx, { limit: 1 })
    const rest = await listJournal(ctx, { limit: 1, after: pages.next! })
    expect([...pages.rows, ...rest.rows].map(({ sourceId }) => sourceId)).toEqual([second.sourceId, first.sourceId])
    expect(rest.next).toBeNull()
    expect((await listBalances(ctx)).find(({ account }) => account === 1930)).toMatchObject({ balanceMinor: 200n })
  })

  test('the database refuses what does not balance, and every change', async () => {
    await withTransaction(ctx, (ctx) => postEntries(ctx, [entry()]))
    await expect(
      sql`insert into postings (entry_id, account, amount_minor, currency) select id, 1930, 1, 'SEK' from journal_entries`,
    ).rejects.toThrow(/does not balance/)
    await expect(sql`update postings set amount_minor = 1`).rejects.toThrow(/append-only/)
    await expect(sql`delete from journal_entries`).rejects.toThrow(/append-only/)
    await expect(sql`insert into journal_entries (id, entry_date, posted_at, template, source_id, description, idempotency_key)
      values ('jnl_empty', '2026-11-01', now(), 'payment-received', 'x', '', 'x')`).rejects.toThrow(/no postings/)
  })
})

describe('the check', () => {
  // Each is a harm done past verbs and guards, and the invariant that must notice it.
  test.each([
    ['entries_balance', `update postings set amount_minor = amount_minor + 1 where account = 2611`],
    [
      'entries_have_postings',
      `insert into journal_entries (id, entry_date, posted_at, template, source_id, description, idempotency_key) values ('jnl_x', '2026-11-01', now(), 'x', 'x', 'x', 'x')`,
    ],
    ['issued_documents_booked_once', `delete from journal_entries where template = 'invoice-finalized'`],
    ['documents_equal_their_lines', `update invoice_lines set net_minor = net_minor + 1`],
    ['documents_equal_their_postings', `update postings set account = 1930 where account = 3001`],
    ['receivable_equals_open_amounts', `update invoices set settled_minor = settled_minor - 1`],
    ['settled_equals_allocations', `delete from payment_allocations`],
    ['states_follow_settlement', `update invoices set state = 'paid'`],
    ['payments_equal_allocations', `update payment_allocations set amount_minor = amount_minor - 1`],
    ['payments_booked_once', `delete from journal_entries where template = 'payment-received'`],
    ['advances_equal_unallocated', `update payments set unallocated_minor = unallocated_minor + 1`],
    ['numbers_unbroken', `update invoices set number = 7`],
    ['charges_billed_once', `delete from invoiced_cdrs`],
  ])('%s', async (name, harm) => {
    await truncateAll(sql)
    const customerId = await makeCustomer(sql)
    await makeCharge(sql, { partnerId: await makePartner(sql), customerId })
    await runBilling(ctx, { period: '2026-10', finalize: true })
    const [invoice] = await sql`select ocr from invoices`
    const reference = invoice!['ocr'] as string // text
    await enterPayment(ctx, {
      receivedOn: calendarDate('2026-11-01'),
      amountMinor: 5_000n,
      method: 'swish',
      reference,
      note: '',
      idempotencyKey: 'part-payment',
    })
    expect(await checkLedger(ctx)).toMatchObject({ ok: true, imbalance: '0', receivable: '158.00' })
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx.unsafe(harm)
    })
    const check = await checkLedger(ctx)
    expect(check.ok).toBe(false)
    expect(check.invariants.filter(({ ok }) => !ok).map((broken) => broken.name)).toContain(name)
  })

  test('rejects an actor without permission', async () => {
    const nobody = {
      ...mintStaffCtx({ requestId: 'req', clock: ctx.clock, userId: newId('user', 1), role: 'support' }),
      permissions: new Set<never>(),
    }
    await expect(checkLedger(nobody)).rejects.toThrow(/ledger:read/)
    await expect(listJournal(nobody)).rejects.toThrow(/ledger:read/)
    await expect(listBalances(nobody)).rejects.toThrow(/ledger:read/)
  })
})
