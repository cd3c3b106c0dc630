import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { loadCdrSubjects, withoutLock } from '../cdrs/load-cdr-subjects'
import { assessCdr, marginOf } from '../core/assess-cdr'
import { checkPlanRules } from '../core/check-plan'
import type { PricePlanRules } from '../core/price-plan'
import { priceRetail, type RetailPrice, type RetailRefusal } from '../core/retail'
import { NO_CONTEXT } from '../core/retail-context'
import { factsOf } from '../core/subject'
import { loadContexts } from './load-contexts'

export type PlanPreview = {
  /** By the plan that rules the session today. */
  before: RetailPrice | null
  after: { ok: true; value: RetailPrice } | { ok: false; reason: RetailRefusal }
  /** In kronor. */
  costMinor: bigint | null
  /** Of `after`; null without both. */
  marginMinor: bigint | null
}

/** What a stored session would cost by rules that are not published. Writes nothing. */
export async function previewPlan(
  ctx: StaffCtx,
  { rules, cdrId }: { rules: PricePlanRules; cdrId: CdrId },
): Promise<PlanPreview> {
  authorize(ctx, 'price-plan:read')
  const [problem] = checkPlanRules(rules)
  if (problem) throw new InvalidError(problem.code, problem.path)
  const [loaded] = await loadCdrSubjects(reader(ctx), withoutLock([cdrId]))
  if (!loaded) throw new NotFoundError('CDR', cdrId)
  const { rating } = assessCdr(loaded.subject)
  const breakdown = rating.wholesaleExcl === null ? null : rating.breakdown
  const { cdr, customerId } = loaded.subject
  const facts = factsOf(loaded.subject)
  const [context = NO_CONTEXT] = await loadContexts(reader(ctx), [
    { ...cdr, ...facts, rules, customerId, cdrId, currencies: [cdr.currency] },
  ])
  const after = priceRetail({ rules, facts, breakdown, context })
  const costMinor = rating.costSekMinor
  const marginMinor = after.ok ? marginOf(costMinor, after.value) : null
  return { before: rating.retail, after, costMinor, marginMinor }
}
