import { and, asc, eq, isNull } from 'drizzle-orm'
import { reader } from '@/db/client'
import { chargeLimits, chargeNotices } from '@/db/schema/guard'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import type { SessionId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { GUARD_KINDS, type GuardNotice } from '../core/guard'

const byUrgency = (a: GuardNotice, b: GuardNotice) => GUARD_KINDS.indexOf(a.kind) - GUARD_KINDS.indexOf(b.kind)

/** What holds of the customer's own session now, the most pressing first. */
export async function findMyNotices(ctx: CustomerCtx, sessionId: SessionId): Promise<GuardNotice[]> {
  const rows = await reader(ctx)
    .select({ kind: chargeNotices.kind, facts: chargeNotices.facts })
    .from(chargeNotices)
    .where(
      and(
        eq(chargeNotices.sessionId, sessionId),
        eq(chargeNotices.customerId, ctx.customerId),
        isNull(chargeNotices.endedAt),
      ),
    )
  return rows.toSorted(byUrgency)
}

export type StaffNotice = GuardNotice & { at: Instant; endedAt: Instant | null }

/** All that the customer of a session was told, in the order of telling. */
export async function listSessionNotices(ctx: StaffCtx, sessionId: SessionId): Promise<StaffNotice[]> {
  authorize(ctx, 'session:read')
  return reader(ctx)
    .select({
      kind: chargeNotices.kind,
      facts: chargeNotices.facts,
      at: chargeNotices.at,
      endedAt: chargeNotices.endedAt,
    })
    .from(chargeNotices)
    .where(eq(chargeNotices.sessionId, sessionId))
    .orderBy(asc(chargeNotices.at), asc(chargeNotices.id))
}

export type ChargeLimits = { monthlyMinor: bigint | null; perChargeMinor: bigint | null }

export async function getMyChargeLimits(ctx: CustomerCtx): Promise<ChargeLimits> {
  const [row] = await reader(ctx)
    .select({ monthlyMinor: chargeLimits.monthlyMinor, perChargeMinor: chargeLimits.perChargeMinor })
    .from(chargeLimits)
    .where(eq(chargeLimits.customerId, ctx.customerId))
  return row ?? { monthlyMinor: null, perChargeMinor: null }
}
