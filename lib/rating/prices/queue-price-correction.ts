import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { InvoiceId, PricePublicationId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { enqueue } from '@/lib/platform/queue'

/** By then what was being rated by the old price while the new one was stored has been written. */
const SETTLED_MS = 20_000

/** What was priced by quarters that a publication corrects is priced again, a moment later. */
export async function queuePriceCorrection(db: Tx, publicationId: PricePublicationId, now: Instant): Promise<void> {
  const options = { key: `correction:${publicationId}`, runAt: now + SETTLED_MS }
  await enqueue(db, 'apply-price-correction', { publicationId }, options)
}

/** What a correction left as it was because it stood on one of these drafts: they are about to go. */
export async function queueSkippedCorrections(db: Tx, draftIds: readonly InvoiceId[]): Promise<void> {
  const rows = (await db.execute(sql`
    select distinct p.publication_id as id from price_corrections p join invoiced_cdrs b on b.cdr_id = p.cdr_id
    where p.outcome = 'billed' and b.invoice_id in (
      select json_array_elements_text(${JSON.stringify(draftIds)}::text::json))`)) as unknown as {
    id: PricePublicationId
  }[] // its column
  for (const { id: publicationId } of rows)
    await enqueue(db, 'apply-price-correction', { publicationId }, { key: `correction:${publicationId}` })
}
