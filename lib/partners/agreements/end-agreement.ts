import { and, eq } from 'drizzle-orm'
import { roamingAgreements } from '@/db/schema/agreements'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { AgreementId, PartnerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, calendarDate, localDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { lockPartner } from '../move-partner'
import { recordPartnerEvent } from '../record-partner-event'

type Ending = { agreementId: AgreementId; lastDay: string; reason: string }

/**
 * Ends a version with a last day, today or later: sessions after it have no agreement until another starts. One that
 * has not begun is taken back instead, as if it had never been. Refuses what has ended already.
 */
export async function endAgreement(ctx: StaffCtx | SystemCtx, partnerId: PartnerId, input: Ending): Promise<void> {
  authorize(ctx, 'partner:write')
  const { agreementId, lastDay, reason } = input
  await withTransaction(ctx, async (tx) => {
    await lockPartner(tx, partnerId)
    const own = and(eq(roamingAgreements.id, agreementId), eq(roamingAgreements.partnerId, partnerId))
    const [before] = await tx.db
      .select({
        version: roamingAgreements.version,
        validFrom: roamingAgreements.validFrom,
        validTo: roamingAgreements.validTo,
        endedAt: roamingAgreements.endedAt,
        withdrawnAt: roamingAgreements.withdrawnAt,
      })
      .from(roamingAgreements)
      .where(own)
    if (!before) throw new NotFoundError('agreement', agreementId)
    const now = ctx.clock.now()
    const today = localDate(now, BILLING_ZONE)
    if (before.endedAt !== null || before.withdrawnAt !== null || (before.validTo !== null && before.validTo < today))
      throw new PreconditionError('the agreement has ended')
    const userId = ctx.actor === 'staff' ? ctx.userId : null
    const withdrawn = before.validFrom > today
    if (!withdrawn && lastDay < today) throw new InvalidError('the last day has passed', 'lastDay')
    await tx.db
      .update(roamingAgreements)
      .set(
        withdrawn
          ? { withdrawnAt: now, withdrawnBy: userId }
          : { validTo: calendarDate(lastDay), endedAt: now, endedBy: userId },
      )
      .where(own)
    const detail = withdrawn ? `v${before.version} –` : `v${before.version} – ${lastDay}`
    await recordPartnerEvent(tx.db, { partnerId, at: now, step: 'agreement_changed', detail })
    await audit(tx, {
      action: withdrawn ? 'agreement.withdraw' : 'agreement.end',
      entity: 'partner',
      entityId: partnerId,
      before: { validTo: before.validTo },
      after: { id: agreementId, version: before.version, ...(withdrawn ? {} : { validTo: lastDay }) },
      reason,
    })
  })
}
