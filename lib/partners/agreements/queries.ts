import { and, asc, eq, isNull } from 'drizzle-orm'
import { reader } from '@/db/client'
import { roamingAgreements } from '@/db/schema/agreements'
import { users } from '@/db/schema/customers'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type Instant } from '@/lib/kernel/time'
import { agreementOn, agreementState, type Agreement, type AgreementState } from '@/lib/roaming/core/agreement'

export type AgreementVersion = Agreement & { state: AgreementState; publishedAt: Instant; publishedBy: string | null }
export type PartnerAgreements = {
  /** What rules the sessions of today, of parties without terms of their own. */
  current: Agreement | null
  /** Newest first; versions that were taken back are left out. */
  versions: AgreementVersion[]
}

/** All that was agreed with a partner, and what rules today. */
export async function listAgreements(ctx: StaffCtx | SystemCtx, partnerId: PartnerId): Promise<PartnerAgreements> {
  authorize(ctx, 'partner:read')
  const rows = await reader(ctx)
    .select({ row: roamingAgreements, publishedBy: users.name })
    .from(roamingAgreements)
    .leftJoin(users, eq(users.id, roamingAgreements.publishedBy))
    .where(and(eq(roamingAgreements.partnerId, partnerId), isNull(roamingAgreements.withdrawnAt)))
    .orderBy(asc(roamingAgreements.version))
  const versions = rows.map(({ row, publishedBy }) => ({
    ...toAgreement(row),
    publishedAt: row.publishedAt,
    publishedBy,
  }))
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  return {
    current: agreementOn(versions, '', today),
    versions: versions.map((version) => ({ ...version, state: agreementState(versions, version, today) })).toReversed(),
  }
}

function toAgreement(row: typeof roamingAgreements.$inferSelect): Agreement {
  const { id, version, party, validFrom, validTo, partnerId: _partner, ...terms } = row
  const { publishedAt: _at, publishedBy: _by, endedAt: _ended, endedBy: _who, ...rest } = terms
  const { withdrawnAt: _withdrawn, withdrawnBy: _whom, ...agreed } = rest
  return { id, version, party, validFrom, validTo, terms: agreed }
}
