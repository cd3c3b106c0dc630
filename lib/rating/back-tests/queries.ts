import { and, count, desc, eq, sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { backTestCustomers, backTestParts, backTests } from '@/db/schema/analysis'
import { customers } from '@/db/schema/customers'
import { pricePlans } from '@/db/schema/rating'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { BackTestId, CustomerId, PricePlanId } from '@/lib/kernel/ids'
import type { CalendarDate, Instant } from '@/lib/kernel/time'
import { NOTABLE_RISE, type BackTestReport, type BackTestScope } from '../core/back-test'
import type { PricePlanRules } from '../core/price-plan'

export type BackTestState = 'queued' | 'running' | 'done' | 'cancelled'
export type BackTestSummary = {
  id: BackTestId
  name: string
  pricePlanId: PricePlanId
  planName: string
  scope: BackTestScope
  fromDate: CalendarDate
  toDate: CalendarDate
  state: BackTestState
  createdAt: Instant
  /** Charges priced, of `total`; `total` is null until they are counted. */
  done: number
  total: number | null
  report: BackTestReport | null
}
export type BackTest = BackTestSummary & {
  rules: PricePlanRules
  startedAt: Instant | null
  finishedAt: Instant | null
}

const doneOf = sql<number>`coalesce((select sum(p.charges)::int from ${backTestParts} p where p.back_test_id = ${backTests}.id), 0)`

const summary = {
  id: backTests.id,
  name: backTests.name,
  pricePlanId: backTests.pricePlanId,
  planName: pricePlans.name,
  scope: backTests.scope,
  fromDate: backTests.fromDate,
  toDate: backTests.toDate,
  state: backTests.state,
  createdAt: backTests.createdAt,
  done: doneOf,
  total: backTests.total,
  report: backTests.report,
}

/** The newest tests, of one plan or of all. */
export async function listBackTests(ctx: StaffCtx, pricePlanId?: PricePlanId, limit = 50): Promise<BackTestSummary[]> {
  authorize(ctx, 'price-plan:read')
  return reader(ctx)
    .select(summary)
    .from(backTests)
    .innerJoin(pricePlans, eq(pricePlans.id, backTests.pricePlanId))
    .where(pricePlanId ? eq(backTests.pricePlanId, pricePlanId) : undefined)
    .orderBy(desc(backTests.createdAt))
    .limit(limit)
}

export async function getBackTest(ctx: StaffCtx, id: BackTestId): Promise<BackTest> {
  authorize(ctx, 'price-plan:read')
  const [test] = await reader(ctx)
    .select({ ...summary, rules: backTests.rules, startedAt: backTests.startedAt, finishedAt: backTests.finishedAt })
    .from(backTests)
    .innerJoin(pricePlans, eq(pricePlans.id, backTests.pricePlanId))
    .where(eq(backTests.id, id))
  if (!test) throw new NotFoundError('back-test', id)
  return test
}

export const CUSTOMER_SHOWS = ['notable', 'more', 'less', 'all'] as const
export type CustomerShow = (typeof CUSTOMER_SHOWS)[number]
export type TriedCustomerRow = {
  customerId: CustomerId
  customerName: string
  charges: number
  beforeMinor: bigint
  afterMinor: bigint
  /** Hundredths of a percent; null where nothing was paid before. */
  change: number | null
}

const change = backTestCustomers.changeBasisPoints
const SHOWN: Readonly<Record<CustomerShow, SQL | undefined>> = {
  notable: sql`(${change} >= ${NOTABLE_RISE} or ${change} is null)`,
  more: sql`(${change} > 0 or ${change} is null)`,
  less: sql`${change} < 0`,
  all: undefined,
}

/** Who pays more and who pays less, the largest change in kronor first. */
export async function listTriedCustomers(
  ctx: StaffCtx,
  id: BackTestId,
  show: CustomerShow,
  { offset = 0, limit = 50 }: { offset?: number; limit?: number } = {},
): Promise<{ rows: TriedCustomerRow[]; count: number }> {
  authorize(ctx, 'price-plan:read')
  const db = reader(ctx)
  const where = and(eq(backTestCustomers.backTestId, id), SHOWN[show])
  const [rows, [counted]] = await Promise.all([
    db
      .select({
        customerId: backTestCustomers.customerId,
        customerName: customers.name,
        charges: backTestCustomers.charges,
        beforeMinor: backTestCustomers.beforeMinor,
        afterMinor: backTestCustomers.afterMinor,
        change,
      })
      .from(backTestCustomers)
      .innerJoin(customers, eq(customers.id, backTestCustomers.customerId))
      .where(where)
      .orderBy(
        desc(sql`abs(${backTestCustomers.afterMinor} - ${backTestCustomers.beforeMinor})`),
        backTestCustomers.customerId,
      )
      .limit(limit)
      .offset(offset),
    db.select({ count: count() }).from(backTestCustomers).where(where),
  ])
  return { rows, count: counted?.count ?? 0 }
}
