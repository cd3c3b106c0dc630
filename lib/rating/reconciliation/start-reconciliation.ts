import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { ConflictError, InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { newId, type InvoiceRecordId, type PartnerId, type ReconciliationId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { audit } from '@/lib/platform/audit'
import { foldKey } from '@/lib/roaming/core/common'
import { countIds, readCdrIds } from '../core/match-invoice'
import type { StartReconciliationInput } from '../schema'
import { matchReconciliation } from './match-reconciliation'
import { queueSharing } from './queue-matching'
import { writeNames } from './take-invoice-record'

const MOST_CDRS = 50_000

/**
 * Starts comparing an operator's invoice by hand, whatever OCPI version it speaks: by the CDRs that refer to its number,
 * or by a list of CDR ids. As self-billing the invoice is ours, and its list is offered to the operator as our record.
 * The same number of the same operator is reconciled once.
 */
export async function startReconciliation(
  ctx: StaffCtx | SystemCtx,
  { partnerId, invoiceNumber, by, list, statedMinor }: StartReconciliationInput,
): Promise<ReconciliationId> {
  authorize(ctx, 'reconciliation:write')
  const names = by === 'reference' ? [] : countIds(readCdrIds(list))
  if (by !== 'reference' && names.length === 0) throw new InvalidError('the list names no CDR', 'list')
  if (names.length > MOST_CDRS) throw new InvalidError(`at most ${MOST_CDRS} CDRs`, 'list')
  return withTransaction<StaffCtx | SystemCtx, ReconciliationId>(ctx, async (tx) => {
    const { db } = tx
    const now = ctx.clock.now()
    const key = invoiceNumber.toUpperCase()
    await db.execute(sql`select pg_advisory_xact_lock(hashtext(${partnerId}), hashtext(${key}))`)
    const [partner] = await db.execute(sql`select 1 from partners where id = ${partnerId}`)
    if (!partner) throw new NotFoundError('partner', partnerId)
    const [known] = await db.execute(sql`
      select 1 from reconciliations where partner_id = ${partnerId} and invoice_key = ${key} and state <> 'withdrawn'`)
    if (known) throw new ConflictError('the invoice is being reconciled already')
    const id = newId('reconciliation', now)
    const recordId = by === 'self_billing' ? await publish(tx, partnerId, invoiceNumber, readCdrIds(list)) : null
    await db.execute(sql`
      insert into reconciliations (id, partner_id, source, record_id, invoice_number, invoice_key, state, stated_minor, created_by, created_at)
      values (${id}, ${partnerId}, ${by}, ${recordId}, ${invoiceNumber}, ${key}, 'open',
        ${statedMinor?.toString() ?? null}::bigint, ${ctx.actor === 'staff' ? ctx.userId : null}, ${toIsoInstant(now)}::timestamptz)`)
    await writeNames(db, id, names)
    await audit(tx, {
      action: 'reconciliation.start',
      entity: 'reconciliation',
      entityId: id,
      after: { invoice: invoiceNumber, by, cdrs: names.length },
    })
    await matchReconciliation(tx, id)
    await queueSharing(db, id)
    return id
  })
}

/** Our record of an invoice that we issue in the operator's name: it reads it from our list. */
async function publish(
  { db, clock }: (StaffCtx | SystemCtx) & { readonly db: Tx },
  partnerId: PartnerId,
  invoiceNumber: string,
  cdrIds: readonly string[],
): Promise<InvoiceRecordId> {
  const now = clock.now()
  const id = newId('invoiceRecord', now)
  const { countryCode, partyId } = OUR_PARTY
  const at = toIsoInstant(now)
  await db.execute(sql`
    insert into invoice_records (id, partner_id, side, country_code, party_id, ocpi_id, key, invoice_id, cdr_ids, received,
      last_updated, created_at, updated_at)
    values (${id}, ${partnerId}, 'ours', ${countryCode}, ${partyId}, ${id}, ${foldKey({ countryCode, partyId, id })},
      ${invoiceNumber}, ${JSON.stringify(cdrIds)}::text::jsonb, '', ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz)`)
  return id
}
