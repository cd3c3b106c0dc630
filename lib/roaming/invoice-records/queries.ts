import { hotSql } from '@/db/client'
import type { IntakeCtx, PartnerCtx } from '@/lib/auth/context'
import { instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { foldKey, type ObjectKey } from '../core/common'
import type { InvoiceRecord } from '../core/invoice-record'

/** The partner's own record as it sent it. */
export async function findReceivedInvoiceRecord(ctx: IntakeCtx, key: ObjectKey): Promise<string | null> {
  const [row] = await hotSql()<{ received: string }[]>`
    select received from invoice_records
    where partner_id = ${ctx.partnerId} and side = 'theirs' and key = ${foldKey(key)} and deleted_at is null`
  return row?.received ?? null
}

export type RecordPage = { dateFrom: Instant | null; dateTo: Instant | null; offset: number; limit: number }
type Row = {
  country_code: string
  party_id: string
  ocpi_id: string
  invoice_id: string
  cdr_ids: string[]
  last_updated: Date
}

/** Records of invoices that we issue in this operator's name (self-billing), oldest first, and how many there are. */
export async function listOurInvoiceRecords(
  ctx: PartnerCtx,
  page: RecordPage,
): Promise<{ records: InvoiceRecord[]; total: number }> {
  const sql = hotSql()
  const from = page.dateFrom === null ? null : toIsoInstant(page.dateFrom)
  const to = page.dateTo === null ? null : toIsoInstant(page.dateTo)
  const within = sql`partner_id = ${ctx.partnerId} and side = 'ours' and deleted_at is null
    and (${from}::text is null or last_updated >= ${from}::text::timestamptz)
    and (${to}::text is null or last_updated < ${to}::text::timestamptz)`
  const [counted, rows] = await Promise.all([
    sql<{ total: number }[]>`select count(*)::int as total from invoice_records where ${within}`,
    sql<Row[]>`
      select country_code, party_id, ocpi_id, invoice_id, cdr_ids, last_updated from invoice_records
      where ${within} order by created_at, id limit ${page.limit} offset ${page.offset}`,
  ])
  const records = rows.map((row) => ({
    countryCode: row.country_code,
    partyId: row.party_id,
    id: row.ocpi_id,
    invoiceId: row.invoice_id,
    cdrIds: row.cdr_ids,
    lastUpdated: instant(row.last_updated.getTime()),
  }))
  return { records, total: counted[0]?.total ?? 0 }
}
