// What an accepted credit CDR means for its original.
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Instant } from '@/lib/kernel/time'
import { finding } from '../core/finding'
import { queueMatching } from '../reconciliation/queue-matching'
import { addFindings, type Decided } from './write-ratings'

/**
 * Notes on each original that it was credited. One that was held is rejected with it: the operator itself has taken
 * it back, so there is nothing left to decide.
 */
export async function settleCreditedCdrs(db: Tx, now: Instant, decided: readonly Decided[]): Promise<void> {
  const pairs = decided.flatMap(({ subject, status }) =>
    status === 'accepted' && subject.credited ? [{ original: subject.credited, credit: subject.cdr.id }] : [],
  )
  if (pairs.length === 0) return
  const ids = pairs.map(({ original }) => original.cdrId)
  await addFindings(
    db,
    now,
    pairs.map(({ original, credit }) => ({ cdr_id: original.cdrId, ...finding('CREDITED_BY_OPERATOR', { credit }) })),
  )
  await db.execute(sql`
    update cdrs set status = 'rejected' where status in ('held', 'disputed')
      and id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json))`)
  await queueMatching(db, ids)
}
