import type { Tx } from '@/db/client'
import type { SystemCtx, StaffCtx } from '@/lib/auth/context'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import type { Decided } from '../cdrs/write-ratings'
import { opensByRule } from '../core/dispute-terms'
import { isPriceClaim } from '../core/protection'
import { termsOf } from '../core/subject'
import { createDispute, findContested, windowEndOf } from './create-dispute'
import { tellDispute } from './lock-dispute'

type RatingTx = (SystemCtx | StaffCtx) & { readonly db: Tx }

/**
 * Opens a case for each CDR just held because the operator asks more than what was agreed, from an amount on. The
 * CDR stays held until a person looks; a CDR that was in a case before gets no second one by itself.
 */
export async function openByRule(tx: RatingTx, decided: readonly Decided[]): Promise<void> {
  const due = decided.filter(
    ({ status, findings, rating, subject }) =>
      status === 'held' &&
      !subject.cdr.homeChargingCompensation &&
      (findings ?? []).some(({ code, severity }) => isPriceClaim(code) && severity === 'hold') &&
      opensByRule(rating),
  )
  if (due.length === 0) return
  const contested = await findContested(
    tx.db,
    due.map(({ subject }) => subject.cdrId),
  )
  for (const { subject, rating } of due) {
    if (contested.has(subject.cdrId)) continue
    const { cdrId, partnerId } = subject
    const { currency, cpoExcl, agreedExcl } = rating
    const given = { origin: 'rule', cause: 'price', statement: '', openedBy: null } as const
    const windowEnds = windowEndOf(termsOf(subject), subject.receivedAt)
    const about = { cdrId, partnerId, currency, cpoExcl, agreedExcl, windowEnds }
    const { disputeId, number } = await createDispute(tx.db, tx.clock.now(), given, [about])
    await tell(tx, { disputeId, number, cdrId })
  }
}

async function tell(
  tx: RatingTx,
  { disputeId, number, cdrId }: { disputeId: DisputeId; number: number; cdrId: CdrId },
) {
  await tellDispute(tx, { disputeId, kind: 'opened' })
  const after = { number, cause: 'price', cdrs: [cdrId] }
  await audit(tx, { action: 'dispute.open', entity: 'dispute', entityId: disputeId, after })
}
