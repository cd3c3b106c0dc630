import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { newId, type CompensationId, type InvoiceId, type PayoutId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import type { Clock } from '@/lib/platform/clock'

export type CompensationSettlement = {
  compensationId: CompensationId
  /** Has the sign of the compensation. */
  amountMinor: bigint
  payoutId?: PayoutId
  invoiceId?: InvoiceId
  counterpartId?: CompensationId
}

/** Notes what settled locked compensations, and what is open of each then. Never more than is open: a check. */
export async function settleCompensations(
  { db, clock }: { readonly db: Tx; readonly clock: Clock },
  settlements: readonly CompensationSettlement[],
): Promise<void> {
  if (settlements.length === 0) return
  const now = clock.now()
  const rows = settlements.map((settlement) => ({
    id: newId('request', now),
    compensation_id: settlement.compensationId,
    amount: settlement.amountMinor.toString(),
    payout_id: settlement.payoutId ?? null,
    invoice_id: settlement.invoiceId ?? null,
    counterpart_id: settlement.counterpartId ?? null,
  }))
  await db.execute(sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as g(id text, compensation_id text, amount bigint, payout_id text, invoice_id text, counterpart_id text)
    ), noted as (
      insert into compensation_settlements (id, compensation_id, amount_minor, payout_id, invoice_id, counterpart_id, created_at)
      select id, compensation_id, amount, payout_id, invoice_id, counterpart_id, ${toIsoInstant(now)}::timestamptz from given
    )
    update compensations c set open_minor = c.open_minor - g.amount
    from (select compensation_id, sum(amount) as amount from given group by 1) g where c.id = g.compensation_id`)
}
