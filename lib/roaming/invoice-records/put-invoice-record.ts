import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { IntakeCtx } from '@/lib/auth/context'
import { newId, type InvoiceRecordId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { foldKey, type WireFinding } from '../core/common'
import type { InvoiceRecord } from '../core/invoice-record'

export type IncomingInvoiceRecord = {
  readonly record: InvoiceRecord
  /** The JSON text as it arrived. */
  readonly received: string
  readonly findings: readonly WireFinding[]
}
export type InvoiceRecordOutcome = 'created' | 'updated' | 'repeated' | 'ignored'

type Known = {
  id: InvoiceRecordId
  invoice_id: string
  cdr_ids: string[]
  updated_ms: number
  deleted: boolean
}

/**
 * Keeps which CDRs an operator's invoice consists of, and has it reconciled. A newer one corrects it (guide IR-2), an
 * older one and a repeat change nothing; one that was deleted comes back only by something newer.
 */
export async function putInvoiceRecord(
  ctx: IntakeCtx,
  { record, received, findings }: IncomingInvoiceRecord,
): Promise<InvoiceRecordOutcome> {
  return withTransaction<IntakeCtx, InvoiceRecordOutcome>(ctx, async (tx) => {
    const now = ctx.clock.now()
    const key = foldKey(record)
    await tx.db.execute(sql`select pg_advisory_xact_lock(hashtext(${ctx.partnerId}), hashtext(${key}))`)
    const [known] = (await tx.db.execute(sql`
      select id, invoice_id, cdr_ids, extract(epoch from last_updated)::float8 * 1000 as updated_ms,
        deleted_at is not null as deleted
      from invoice_records where partner_id = ${ctx.partnerId} and side = 'theirs' and key = ${key}`)) as unknown as Known[] // the columns of the statement
    if (known && known.updated_ms > record.lastUpdated) return 'ignored'
    const same = known?.invoice_id === record.invoiceId && String(known.cdr_ids) === String(record.cdrIds)
    if (known && same && (!known.deleted || Math.round(known.updated_ms) === record.lastUpdated)) return 'repeated'
    if (known?.deleted && Math.round(known.updated_ms) === record.lastUpdated) return 'ignored'
    const id = known?.id ?? newId('invoiceRecord', now)
    const [at, updated] = [toIsoInstant(now), toIsoInstant(record.lastUpdated)]
    await tx.db.execute(sql`
      insert into invoice_records (id, partner_id, side, country_code, party_id, ocpi_id, key, invoice_id, cdr_ids, received,
        findings, last_updated, created_at, updated_at)
      values (${id}, ${ctx.partnerId}, 'theirs', ${record.countryCode}, ${record.partyId}, ${record.id}, ${key},
        ${record.invoiceId}, ${JSON.stringify(record.cdrIds)}::text::jsonb, ${received}, ${JSON.stringify(findings)}::text::jsonb,
        ${updated}::timestamptz, ${at}::timestamptz, ${at}::timestamptz)
      on conflict (partner_id, side, key) do update set invoice_id = excluded.invoice_id, cdr_ids = excluded.cdr_ids,
        received = excluded.received, findings = excluded.findings, last_updated = excluded.last_updated,
        deleted_at = null, updated_at = excluded.updated_at`)
    await enqueue(tx.db, 'take-invoice-record', { recordId: id }, { key: `invoice-record:${id}` })
    await audit(tx, {
      action: known ? 'invoice-record.correct' : 'invoice-record.store',
      entity: 'invoice_record',
      entityId: id,
      before: known ? { invoiceId: known.invoice_id, cdrs: known.cdr_ids } : undefined,
      after: { invoiceId: record.invoiceId, cdrs: record.cdrIds },
    })
    return known ? 'updated' : 'created'
  })
}
