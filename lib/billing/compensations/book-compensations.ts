import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { newId, type CdrId, type CompensationId, type CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, toIsoInstant } from '@/lib/kernel/time'
import { compensationApproved } from '@/lib/ledger/core/compensation-templates'
import { postEntries } from '@/lib/ledger/post-entries'
import { audit } from '@/lib/platform/audit'
import { setOffCompensations } from './set-off-compensations'

type Due = { cdr_id: CdrId; customer_id: CustomerId; amount: string; automatic: boolean }

/**
 * Books what is owed for accepted charges at home, and takes back what an accepted credit CDR reverses. Each CDR counts
 * once, in whatever order originals and credits are accepted; run twice it changes nothing more.
 */
export async function bookCompensations(ctx: SystemCtx, cdrIds: readonly string[]): Promise<void> {
  authorize(ctx, 'payment:write')
  await withTransaction(ctx, async (tx) => {
    const charges = await findCharges(tx.db, cdrIds)
    await book(tx, charges)
    // The originals are booked now, so credits see what they take back, whichever was accepted first.
    const credits = await findCredits(tx.db, cdrIds)
    await book(tx, credits)
    await setOffCompensations(tx, [...new Set(credits.map((due) => due.customer_id))])
    if (charges.length + credits.length > 0) {
      const after = { charges: charges.length, credits: credits.length }
      await audit(tx, { action: 'compensation.book', entity: 'job', entityId: ctx.requestId, after })
    }
  })
}

/** The CDRs themselves, their originals and their credits. */
function around(cdrIds: readonly string[]) {
  const ids = sql`(select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json))`
  return sql`(select id from cdrs where id in ${ids}
    union select o.id from cdrs k join cdrs o on k.credit and o.key = k.credited_key
      or o.credit and o.credited_key = k.key where k.id in ${ids})`
}

async function findCharges(db: Tx, cdrIds: readonly string[]): Promise<Due[]> {
  return (await db.execute(sql`
    select c.id as cdr_id, c.customer_id, r.cost_minor::text as amount,
      not exists (select 1 from cdr_reviews w where w.cdr_id = c.id and w.decision like 'released%') as automatic
    from cdrs c join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where c.id in ${around(cdrIds)} and c.home_charging and not c.credit and c.status = 'accepted' and c.customer_id is not null
      and c.currency = 'SEK' and r.cost_minor <> 0 and not exists (select 1 from compensations p where p.cdr_id = c.id)
    order by c.id for update of c`)) as unknown as Due[] // the columns of the statement
}

async function findCredits(db: Tx, cdrIds: readonly string[]): Promise<Due[]> {
  return (await db.execute(sql`
    select k.id as cdr_id, p.customer_id, (-p.amount_minor)::text as amount, true as automatic
    from cdrs k join cdrs o on o.key = k.credited_key and not o.credit
    join compensations p on p.cdr_id = o.id
    where k.id in ${around(cdrIds)} and k.credit and k.status = 'accepted'
      and not exists (select 1 from compensations x where x.cdr_id = k.id)
      -- One credit takes a charge back; rating holds the second.
      and not exists (select 1 from compensations x join cdrs y on y.id = x.cdr_id
        where y.credited_key = k.credited_key and y.credit)
    order by k.id for update of k`)) as unknown as Due[] // the columns of the statement
}

async function book(ctx: SystemCtx & { readonly db: Tx }, dues: readonly Due[]): Promise<void> {
  if (dues.length === 0) return
  const now = ctx.clock.now()
  const rows = dues.map((due) => ({ ...due, id: newId('compensation', now) }))
  const booked = (await ctx.db.execute(sql`
    insert into compensations (id, cdr_id, customer_id, amount_minor, open_minor, currency, automatic, created_at)
    select id, cdr_id, customer_id, amount, amount, 'SEK', automatic, ${toIsoInstant(now)}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as d(id text, cdr_id text, customer_id text, amount bigint, automatic boolean)
    on conflict (cdr_id) do nothing returning id, customer_id, amount_minor::text as amount`)) as unknown as {
    id: CompensationId
    customer_id: CustomerId
    amount: string
  }[] // the returning list
  const entryDate = localDate(now, BILLING_ZONE)
  await postEntries(
    ctx,
    booked.map(({ id, customer_id: customerId, amount }) =>
      compensationApproved({ compensationId: id, customerId, entryDate, currency: 'SEK', amountMinor: BigInt(amount) }),
    ),
  )
}
