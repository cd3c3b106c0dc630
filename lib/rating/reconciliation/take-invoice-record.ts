import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { newId, type InvoiceRecordId, type PartnerId, type ReconciliationId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { countIds } from '../core/match-invoice'
import { matchReconciliation } from './match-reconciliation'
import { queueSharing } from './queue-matching'

type Row = {
  partner_id: PartnerId
  invoice_id: string
  cdr_ids: string[]
  deleted: boolean
  reconciliation_id: ReconciliationId | null
  invoice_number: string | null
  state: 'open' | 'closed' | 'withdrawn' | null
  named: string[] | null
}

/**
 * Reconciles the invoice of a record as it is now: started, corrected, or withdrawn with a deleted record. A correction
 * opens again what was closed, for it was decided about something else. Run twice it changes nothing more.
 */
export async function takeInvoiceRecord(ctx: SystemCtx, recordId: InvoiceRecordId): Promise<void> {
  authorize(ctx, 'reconciliation:write')
  await withTransaction(ctx, async (tx) => {
    const { db } = tx
    const [row] = (await db.execute(sql`
      select i.partner_id, i.invoice_id, i.cdr_ids, i.deleted_at is not null as deleted, r.id as reconciliation_id,
        r.invoice_number, r.state,
        (select array_agg(l.name || ' ' || l.times order by l.position) from reconciliation_lines l
          where l.reconciliation_id = r.id and l.listed) as named
      from invoice_records i
      left join lateral (
        -- What staff started by the same number is the same invoice: the record becomes its list.
        select * from reconciliations x where x.record_id = i.id
          or x.record_id is null and x.partner_id = i.partner_id and x.invoice_key = upper(i.invoice_id) and x.state = 'open'
        order by x.record_id nulls last limit 1
      ) r on true
      where i.id = ${recordId} for update of i`)) as unknown as Row[] // the columns of the statement
    if (!row) return
    const known = row.reconciliation_id
    if (row.deleted) {
      if (known && row.state !== 'withdrawn') await withdraw(tx, known)
      return
    }
    const lines = countIds(row.cdr_ids)
    const same =
      known !== null &&
      row.state !== 'withdrawn' &&
      row.invoice_number === row.invoice_id &&
      String(lines.map(({ name, times }) => `${name} ${times}`)) === String(row.named ?? [])
    const id = known ?? newId('reconciliation', ctx.clock.now())
    if (!same) {
      await db.execute(sql`
        insert into reconciliations (id, partner_id, source, record_id, invoice_number, invoice_key, state, created_at)
        values (${id}, ${row.partner_id}, 'record', ${recordId}, ${row.invoice_id}, ${row.invoice_id.toUpperCase()}, 'open',
          ${toIsoInstant(ctx.clock.now())}::timestamptz)
        on conflict (id) do update set source = 'record', record_id = excluded.record_id, invoice_number = excluded.invoice_number, invoice_key = excluded.invoice_key,
          state = 'open', closed_at = null, closed_by = null, reason = null`)
      await writeNames(db, id, lines)
      const action = known ? 'reconciliation.correct' : 'reconciliation.start'
      await audit(tx, {
        action,
        entity: 'reconciliation',
        entityId: id,
        after: { invoice: row.invoice_id, cdrs: lines.length },
      })
    }
    await matchReconciliation(tx, id)
    await queueSharing(db, id)
  })
}

async function withdraw(ctx: SystemCtx & { readonly db: Tx }, id: ReconciliationId): Promise<void> {
  await ctx.db.execute(sql`update reconciliations set state = 'withdrawn' where id = ${id}`)
  await audit(ctx, { action: 'reconciliation.withdraw', entity: 'reconciliation', entityId: id })
  await queueSharing(ctx.db, id)
}

/** The names of an invoice's CDRs, in place of those it had. */
export async function writeNames(
  db: Tx,
  id: ReconciliationId,
  lines: readonly { name: string; times: number }[],
): Promise<void> {
  await db.execute(sql`delete from reconciliation_lines where reconciliation_id = ${id}`)
  const rows = JSON.stringify(lines.map((line, position) => ({ ...line, position })))
  await db.execute(sql`
    insert into reconciliation_lines (reconciliation_id, name, position, listed, times, outcome)
    select ${id}, name, position, true, times, 'missing'
    from json_to_recordset(${rows}::text::json) as n(name text, times int, position int)`)
}
