import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { pricePlanDrafts, pricePlanNotices } from '@/db/schema/prices'
import { pricePlans } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { ForbiddenError, InvalidError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CustomerId, PricePlanDraftId, PricePlanId, PricePlanVersionId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { readPlanRules } from '../core/price-plan'
import { addPlanVersion } from './publish-price-plan-version'
import { selectPlanCustomers } from './select-plan-customers'

async function writeNotices(
  db: Tx,
  versionId: PricePlanVersionId,
  pricePlanId: PricePlanId,
  validFrom: CalendarDate,
  noticeDays: number,
): Promise<number> {
  const rows = (await db.execute(selectPlanCustomers(pricePlanId, validFrom))) as unknown as { id: CustomerId }[] // its column
  if (rows.length === 0) return 0
  const notifyBy = addDays(validFrom, -noticeDays)
  await db.insert(pricePlanNotices).values(rows.map(({ id: customerId }) => ({ versionId, customerId, notifyBy })))
  return rows.length
}

/**
 * Publishes what somebody else wrote: four eyes. From then on it never changes, and who must be told of it is written down
 * as it stands. Refuses the author, a day that is too near for the plan's notice where it has customers to tell, and what
 * could not be published by anybody. Again: the version that it became.
 */
export async function publishPlanDraft(ctx: StaffCtx, draftId: PricePlanDraftId): Promise<PricePlanVersionId> {
  authorize(ctx, 'price-plan:write')
  return withTransaction(ctx, async (tx) => {
    const { db } = tx
    const [draft] = await db.select().from(pricePlanDrafts).where(eq(pricePlanDrafts.id, draftId)).for('update')
    if (!draft) throw new NotFoundError('draft', draftId)
    if (draft.state === 'published' && draft.versionId) return draft.versionId
    if (draft.state !== 'open') throw new PreconditionError('the draft has been discarded')
    if (draft.writtenBy === ctx.userId) throw new ForbiddenError('a version is published by another than its author')
    const { pricePlanId, validFrom } = draft
    const [plan] = await db.select().from(pricePlans).where(eq(pricePlans.id, pricePlanId)).for('update')
    if (!plan) throw new NotFoundError('price plan', pricePlanId)
    const now = ctx.clock.now()
    const [told] = (await db.execute(sql`select count(*)::int as customers,
      exists (select 1 from price_plan_versions v where v.price_plan_id = ${pricePlanId}) as "hasVersion"
      from (${selectPlanCustomers(pricePlanId, validFrom)}) k`)) as unknown as {
      customers: number
      hasVersion: boolean
    }[] // its columns
    const earliest = addDays(localDate(now, BILLING_ZONE), plan.noticeDays)
    if (told?.hasVersion && told.customers > 0 && validFrom < earliest)
      throw new InvalidError(
        `customers must be told ${plan.noticeDays} days before: ${earliest} at the earliest`,
        'validFrom',
      )
    const versionId = await addPlanVersion(tx, pricePlanId, { validFrom, rules: readPlanRules(draft.rules) })
    const decided = { state: 'published' as const, decidedBy: ctx.userId, decidedAt: now, versionId }
    await db.update(pricePlanDrafts).set(decided).where(eq(pricePlanDrafts.id, draftId))
    const customers = told?.hasVersion ? await writeNotices(db, versionId, pricePlanId, validFrom, plan.noticeDays) : 0
    await audit(tx, {
      action: 'price-plan.publish',
      entity: 'price-plan',
      entityId: pricePlanId,
      after: { version: versionId, draft: draftId, writtenBy: draft.writtenBy, validFrom, customers },
    })
    return versionId
  })
}
