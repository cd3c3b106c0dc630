import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId, type PricePlanId, type UserId } from '@/lib/kernel/ids'
import { addMonths, monthOf, type Instant } from '@/lib/kernel/time'
import { fixedClock } from '@/lib/platform/clock'
import { PLAN_DEFAULTS } from '@/lib/rating/core/price-plan'
import { savePlanDraft } from '@/lib/rating/price-plans/save-plan-draft'

/** Finance has written the members' next prices; somebody else has to publish them. */
export async function draftNextPrices(now: Instant, planId: PricePlanId): Promise<void> {
  const [author] = (await getDb().execute(
    sql`select id from users where role = 'finance' order by created_at limit 1`,
  )) as unknown as { id: UserId }[] // the column of the statement
  if (!author) return
  const requestId = newId('request', now)
  const ctx = mintStaffCtx({ requestId, clock: fixedClock(now), userId: author.id, role: 'finance' })
  await savePlanDraft(ctx, planId, {
    validFrom: `${addMonths(monthOf(now), 2)}-01`,
    reason: 'Operatörernas avgifter har ökat.',
    rules: {
      ...PLAN_DEFAULTS,
      energy: { method: 'pass_through', markupPercent: '0', markupPerKwh: '0.12' },
      startFee: '0',
      idleFee: null,
      monthlyFee: '0',
      vatPercent: '25',
      sessionCap: '480',
    },
  })
}
