// What an accepted credit CDR means for its original.
import { sql } from 'drizzle-orm'
import { finding } from '../core/finding'
import { linkReplacements, takeCredits } from '../disputes/take-credits'
import type { CaseTx } from '../disputes/lock-dispute'
import { queueMatching } from '../reconciliation/queue-matching'
import { addFindings, type Decided } from './write-ratings'

/**
 * Notes on each original that it was credited, and ends the case about it. One that was held is rejected with it: the
 * operator itself has taken it back, so there is nothing left to decide. One that its customer is billed for all the same
 * is accepted, so that the credit takes that back.
 */
export async function settleCreditedCdrs(tx: CaseTx, decided: readonly Decided[]): Promise<void> {
  const { db, clock } = tx
  await takeCredits(tx, decided)
  const pairs = decided.flatMap(({ subject, status }) =>
    status === 'accepted' && subject.credited ? [{ original: subject.credited, credit: subject.cdr.id }] : [],
  )
  if (pairs.length === 0) return
  const ids = pairs.map(({ original }) => original.cdrId)
  await addFindings(
    db,
    clock.now(),
    pairs.map(({ original, credit }) => ({ cdr_id: original.cdrId, ...finding('CREDITED_BY_OPERATOR', { credit }) })),
  )
  await db.execute(sql`
    update cdrs c set status = case when exists (
      select 1 from ratings r where r.cdr_id = c.id and r.superseded_at is null and r.protects_customer) then 'accepted' else 'rejected' end
    where status in ('held', 'disputed') and id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json))`)
  await queueMatching(db, ids)
  await linkReplacements(tx, ids)
}
