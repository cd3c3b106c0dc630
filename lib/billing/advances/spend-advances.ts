import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { auditEvents } from '@/db/schema/platform'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { InvoiceId } from '@/lib/kernel/ids'
import { toIsoInstant, type CalendarDate } from '@/lib/kernel/time'
import { compensationNetted } from '@/lib/ledger/core/compensation-templates'
import type { JournalEntryDraft } from '@/lib/ledger/core/journal-entry'
import { creditAllocated, paymentAllocated } from '@/lib/ledger/core/templates'
import { postEntries } from '@/lib/ledger/post-entries'
import { actorId } from '@/lib/platform/audit'
import { groupBy } from '@/lib/kernel/group'
import { settleCompensations } from '../compensations/settle-compensations'
import type { PlannedAdvance } from './plan-advances'

type Ctx = (StaffCtx | SystemCtx) & { readonly db: Tx }

/**
 * Pays issued invoices with the money that was planned for them, in the issuing transaction: allocations, settlement,
 * journal entries and audit. Set-based, for a batch has hundreds.
 */
export async function spendAdvances(ctx: Ctx, entryDate: CalendarDate, uses: readonly PlannedAdvance[]): Promise<void> {
  if (uses.length === 0) return
  const at = toIsoInstant(ctx.clock.now())
  const rows = (kind: PlannedAdvance['kind']) =>
    JSON.stringify(
      uses
        .filter((use) => use.kind === kind)
        .map(({ id, invoiceId, amountMinor }) => ({ id, invoice_id: invoiceId, amount: amountMinor.toString() })),
    )
  await ctx.db.execute(sql`
    with given as materialized (
      select * from json_to_recordset(${rows('payment')}::text::json) as g(id text, invoice_id text, amount bigint)
    ), allocated as (
      insert into payment_allocations (payment_id, invoice_id, amount_minor, created_at)
      select id, invoice_id, amount, ${at}::timestamptz from given)
    update payments p set unallocated_minor = unallocated_minor - g.amount
    from (select id, sum(amount) as amount from given group by 1) g where p.id = g.id`)
  await ctx.db.execute(sql`
    with given as materialized (
      select * from json_to_recordset(${rows('credit_note')}::text::json) as g(id text, invoice_id text, amount bigint)
    ), allocated as (
      insert into credit_allocations (credit_note_id, invoice_id, amount_minor, created_at)
      select id, invoice_id, amount, ${at}::timestamptz from given)
    update invoices c set settled_minor = settled_minor - g.amount,
      state = case when settled_minor - g.amount = payable_minor then 'paid' else 'finalized' end
    from (select id, sum(amount) as amount from given group by 1) g where c.id = g.id`)
  await settleCompensations(
    ctx,
    uses.flatMap((use) =>
      use.kind === 'compensation'
        ? [{ compensationId: use.id, amountMinor: use.amountMinor, invoiceId: use.invoiceId }]
        : [],
    ),
  )
  const sums = [...groupBy(uses, (use) => use.invoiceId)].map(([id, own]) => ({ id, amount: sumOf(own).toString() }))
  await ctx.db.execute(sql`
    update invoices i set settled_minor = settled_minor + g.amount,
      state = case when settled_minor + g.amount = payable_minor then 'paid' else 'finalized' end
    from json_to_recordset(${JSON.stringify(sums)}::text::json) as g(id text, amount bigint) where i.id = g.id`)
  await postEntries(ctx, entriesOf(uses, entryDate))
  await ctx.db.insert(auditEvents).values(
    uses.map(({ kind, id, invoiceId, customerId, amountMinor }) => ({
      at: ctx.clock.now(),
      actor: ctx.actor,
      actorId: actorId(ctx),
      requestId: ctx.requestId,
      action: 'invoice.use-advance',
      entity: 'invoice',
      entityId: invoiceId,
      customerId,
      after: { kind, from: id, amountMinor: amountMinor.toString() },
    })),
  )
}

function sumOf(uses: readonly PlannedAdvance[]): bigint {
  return uses.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
}

function entriesOf(uses: readonly PlannedAdvance[], entryDate: CalendarDate): JournalEntryDraft[] {
  const allocations = uses.flatMap((use) => {
    const { customerId, invoiceId, amountMinor } = use
    const posting = { advanceOf: customerId, customerId, invoiceId, amountMinor, entryDate, currency: 'SEK' }
    if (use.kind === 'payment') return [paymentAllocated({ ...posting, sourceId: use.id })]
    return use.kind === 'credit_note' ? [creditAllocated({ ...posting, sourceId: use.id })] : []
  })
  const netted = groupBy(
    uses.filter((use) => use.kind === 'compensation'),
    (use): InvoiceId => use.invoiceId,
  )
  return [
    ...allocations,
    ...[...netted].map(([invoiceId, own]) => {
      const { customerId } = own[0]! // a group has a member
      return compensationNetted({ invoiceId, customerId, entryDate, currency: 'SEK', amountMinor: sumOf(own) })
    }),
  ]
}
