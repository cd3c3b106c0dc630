import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'

/**
 * Has the open invoices compared anew that these CDRs stand on, or that their own reference names: a CDR that came late,
 * was rated or decided matches without anybody asking. In the caller's transaction; several at once are one job.
 */
export async function queueMatching(db: Pick<Tx, 'execute'>, cdrIds: readonly string[]): Promise<void> {
  if (cdrIds.length === 0) return
  await db.execute(sql`
    select count(graphile_worker.add_job('match-reconciliation', json_build_object('reconciliationId', r.id),
      max_attempts => 10, job_key => 'match:' || r.id))
    from reconciliations r
    where r.state = 'open' and exists (
      select 1 from cdrs c
      where c.id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json))
        and (c.partner_id = r.partner_id and c.invoice_reference = r.invoice_key
          or exists (select 1 from reconciliation_lines l where l.reconciliation_id = r.id and l.name in (upper(c.ocpi_id), c.key))))`)
}

/** The same for the open invoices of the operator that share a CDR with this one: they may stand or fall with it. */
export async function queueSharing(db: Pick<Tx, 'execute'>, reconciliationId: string): Promise<void> {
  await db.execute(sql`
    select count(graphile_worker.add_job('match-reconciliation', json_build_object('reconciliationId', r.id),
      max_attempts => 10, job_key => 'match:' || r.id))
    from reconciliations r
    where r.state = 'open' and r.id <> ${reconciliationId} and r.partner_id = (select partner_id from reconciliations where id = ${reconciliationId})
      and exists (select 1 from reconciliation_lines l join reconciliation_lines o on o.cdr_id = l.cdr_id
        where l.reconciliation_id = ${reconciliationId} and o.reconciliation_id = r.id)`)
}
