import { and, eq, isNull, max } from 'drizzle-orm'
import { roamingAgreements } from '@/db/schema/agreements'
import { parties } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { ConflictError, InvalidError } from '@/lib/kernel/errors'
import { newId, type AgreementId, type PartnerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, calendarDate, localDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { lockPartner } from '../move-partner'
import { recordPartnerEvent } from '../record-partner-event'
import type { PublishAgreementInput } from '../schema'

/**
 * Publishes terms from a day on: for all parties over the connection, or for one with terms of its own. They never
 * change; the next version replaces them. Refuses a day that has passed, for its CDRs are rated by what ruled then, a
 * second version on a day, and a party that is not reached over the connection.
 */
export async function publishAgreement(
  ctx: StaffCtx | SystemCtx,
  partnerId: PartnerId,
  input: PublishAgreementInput,
): Promise<AgreementId> {
  authorize(ctx, 'partner:write')
  const { party, validFrom, validTo, ...terms } = input
  const now = ctx.clock.now()
  if (validFrom < localDate(now, BILLING_ZONE))
    throw new InvalidError('a version cannot start in the past', 'validFrom')
  if (validTo !== null && validTo < validFrom) throw new InvalidError('it ends before it starts', 'validTo')
  return withTransaction<StaffCtx | SystemCtx, AgreementId>(ctx, async (tx) => {
    // The partner's row is locked, so that two publications get two numbers.
    await lockPartner(tx, partnerId)
    if (party !== null) {
      const known = await tx.db
        .select({ key: parties.key })
        .from(parties)
        .where(and(eq(parties.partnerId, partnerId), eq(parties.key, party)))
        .limit(1)
      if (known.length === 0) throw new InvalidError(`${party} is not reached over the connection`, 'party')
    }
    const open = await tx.db
      .select({ party: roamingAgreements.party })
      .from(roamingAgreements)
      .where(
        and(
          eq(roamingAgreements.partnerId, partnerId),
          eq(roamingAgreements.validFrom, calendarDate(validFrom)),
          isNull(roamingAgreements.withdrawnAt),
        ),
      )
    if (open.some((version) => version.party === party))
      throw new ConflictError(`a version already starts on ${validFrom}`)
    const [last] = await tx.db
      .select({ version: max(roamingAgreements.version) })
      .from(roamingAgreements)
      .where(eq(roamingAgreements.partnerId, partnerId))
    const id = newId('agreement', now)
    const version = (last?.version ?? 0) + 1
    await tx.db.insert(roamingAgreements).values({
      id,
      partnerId,
      party,
      version,
      validFrom: calendarDate(validFrom),
      validTo: validTo === null ? null : calendarDate(validTo),
      ...terms,
      publishedAt: now,
      publishedBy: ctx.actor === 'staff' ? ctx.userId : null,
    })
    await recordPartnerEvent(tx.db, { partnerId, at: now, step: 'agreement_changed', detail: `v${version}` })
    await audit(tx, {
      action: 'agreement.publish',
      entity: 'partner',
      entityId: partnerId,
      after: { id, version, ...input, toleranceMinor: input.toleranceMinor.toString() },
    })
    return id
  })
}
