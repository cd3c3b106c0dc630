import { eq } from 'drizzle-orm'
import { backTests } from '@/db/schema/analysis'
import { pricePlans } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { newId, type BackTestId, type PricePlanId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import type { BackTestScope } from '../core/back-test'
import { checkPlanRules } from '../core/check-plan'
import type { PricePlanRules } from '../core/price-plan'

export type StartBackTest = {
  pricePlanId: PricePlanId
  name: string
  rules: PricePlanRules
  scope: BackTestScope
  from: CalendarDate
  to: CalendarDate
}

/** Has rules tried on the charges of a period, in the background. They need not be published, only complete. */
export async function startBackTest(ctx: StaffCtx, input: StartBackTest): Promise<BackTestId> {
  authorize(ctx, 'price-plan:write')
  const [problem] = checkPlanRules(input.rules)
  if (problem) throw new InvalidError(`${problem.code}${problem.current ? ` ${problem.current}` : ''}`, problem.path)
  if (input.to < input.from) throw new InvalidError('the period ends before it begins', 'to')
  return withTransaction(ctx, async (tx) => {
    const [plan] = await tx.db
      .select({ id: pricePlans.id })
      .from(pricePlans)
      .where(eq(pricePlans.id, input.pricePlanId))
    if (!plan) throw new NotFoundError('price plan', input.pricePlanId)
    const now = ctx.clock.now()
    const id = newId('backTest', now)
    const { from: fromDate, to: toDate, ...rest } = input
    await tx.db
      .insert(backTests)
      .values({ ...rest, id, fromDate, toDate, state: 'queued', createdBy: ctx.userId, createdAt: now })
    await audit(tx, { action: 'back-test.start', entity: 'back-test', entityId: id, after: input })
    await enqueue(tx.db, 'run-back-test', { backTestId: id }, { key: `back-test:${id}`, queue: 'back-tests' })
    return id
  })
}
