import type { Tx } from '@/db/client'
import type { SystemCtx, StaffCtx } from '@/lib/auth/context'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import type { Decided } from '../cdrs/write-ratings'
import type { DisputeCause } from '../core/dispute-state'
import { claimByRule } from '../core/dispute-terms'
import { termsOf } from '../core/subject'
import { windowEndOf } from './lock-contestable'
import { createDispute, findContested } from './create-dispute'
import { tellDispute } from './lock-dispute'

type RatingTx = (SystemCtx | StaffCtx) & { readonly db: Tx }

/**
 * Opens a case for each CDR just held because the operator asks more than what was agreed, or asks twice, from an amount
 * on. The CDR stays held until a person looks; a CDR that was in a case before gets no second one by itself.
 */
export async function openByRule(tx: RatingTx, decided: readonly Decided[]): Promise<void> {
  const due = decided.flatMap(({ status, findings, rating, subject }) => {
    if (status !== 'held' || subject.cdr.homeChargingCompensation || subject.cdr.credit) return []
    const cause = claimByRule({ findings: findings ?? [], rating })
    return cause === null ? [] : [{ subject, rating, cause }]
  })
  if (due.length === 0) return
  const contested = await findContested(
    tx.db,
    due.map(({ subject }) => subject.cdrId),
  )
  for (const { subject, rating, cause } of due) {
    if (contested.has(subject.cdrId)) continue
    const { cdrId, partnerId } = subject
    const { currency, cpoExcl, agreedExcl } = rating
    const given = { origin: 'rule', cause, statement: '', openedBy: null } as const
    const windowEnds = windowEndOf(termsOf(subject), subject.receivedAt)
    const about = { cdrId, partnerId, currency, cpoExcl, agreedExcl, windowEnds }
    const { disputeId, number } = await createDispute(tx.db, tx.clock.now(), given, [about])
    await tell(tx, { disputeId, number, cause, cdrId })
  }
}

async function tell(
  tx: RatingTx,
  { disputeId, number, cause, cdrId }: { disputeId: DisputeId; number: number; cause: DisputeCause; cdrId: CdrId },
) {
  await tellDispute(tx, { disputeId, kind: 'opened' })
  const after = { number, cause, cdrs: [cdrId] }
  await audit(tx, { action: 'dispute.open', entity: 'dispute', entityId: disputeId, after })
}
