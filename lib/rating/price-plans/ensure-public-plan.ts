import { eq } from 'drizzle-orm'
import { pricePlans } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import type { PricePlanId } from '@/lib/kernel/ids'
import { PLAN_DEFAULTS, type PricePlanRules } from '../core/price-plan'
import { createPricePlan } from './create-price-plan'
import { publishPricePlanVersion } from './publish-price-plan-version'

/** What an empty portal charges until somebody decides otherwise: the operator's price and ten öre per kWh. */
const FIRST_RULES: PricePlanRules = {
  ...PLAN_DEFAULTS,
  energy: { method: 'pass_through', markupPercent: '0', markupPerKwh: '0.1' },
  startFee: '0',
  idleFee: null,
  monthlyFee: '0',
  vatPercent: '25',
}

/** Makes sure that there is a public plan, for without one no session has a price. Changes nothing if there is. */
export async function ensurePublicPlan(ctx: SystemCtx): Promise<PricePlanId> {
  authorize(ctx, 'price-plan:write')
  return withTransaction(ctx, async (tx) => {
    const [known] = await tx.db.select({ id: pricePlans.id }).from(pricePlans).where(eq(pricePlans.audience, 'public'))
    if (known) return known.id
    const id = await createPricePlan(tx, {
      name: 'Laddnota',
      description: 'Gäller när inget annat är avtalat.',
      audience: 'public',
    })
    await publishPricePlanVersion(tx, id, { validFrom: '2000-01-01', rules: FIRST_RULES })
    return id
  })
}
