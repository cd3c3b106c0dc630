import { and, eq, isNull } from 'drizzle-orm'
import { conformanceLinks, conformanceRuns } from '@/db/schema/conformance'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import { newId, type ConformanceRunId, type ReportLinkId } from '@/lib/kernel/ids'
import { DAY_MS, instant, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { hashSecret, newSecretPath } from '@/lib/platform/crypto'

export const LINK_DAYS = 30

/** Makes an address under which a report is read without signing in. Its secret can be read this one time. */
export async function shareReport(
  ctx: StaffCtx,
  runId: ConformanceRunId,
): Promise<{ linkId: ReportLinkId; secret: string; expiresAt: Instant }> {
  authorize(ctx, 'partner:write')
  return withTransaction(ctx, async (tx) => {
    const [run] = await tx.db
      .select({ partnerId: conformanceRuns.partnerId })
      .from(conformanceRuns)
      .where(eq(conformanceRuns.id, runId))
    if (!run) throw new NotFoundError('conformance run', runId)
    const now = ctx.clock.now()
    const linkId = newId('reportLink', now)
    const secret = newSecretPath()
    const expiresAt = instant(now + LINK_DAYS * DAY_MS)
    await tx.db
      .insert(conformanceLinks)
      .values({ id: linkId, runId, tokenHash: hashSecret(secret), createdBy: ctx.userId, createdAt: now, expiresAt })
    await audit(tx, {
      action: 'conformance.share',
      entity: 'partner',
      entityId: run.partnerId,
      after: { runId, linkId, expiresAt: new Date(expiresAt).toISOString() },
    })
    return { linkId, secret, expiresAt }
  })
}

/** Ends an address at once. */
export async function revokeLink(ctx: StaffCtx, linkId: ReportLinkId): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const [link] = await tx.db
      .update(conformanceLinks)
      .set({ revokedAt: ctx.clock.now() })
      .where(and(eq(conformanceLinks.id, linkId), isNull(conformanceLinks.revokedAt)))
      .returning({ runId: conformanceLinks.runId })
    if (!link) return
    const [run] = await tx.db
      .select({ partnerId: conformanceRuns.partnerId })
      .from(conformanceRuns)
      .where(eq(conformanceRuns.id, link.runId))
    await audit(tx, {
      action: 'conformance.revoke-link',
      entity: 'partner',
      entityId: run?.partnerId ?? linkId,
      after: { linkId },
    })
  })
}
