import { and, eq, inArray, sql } from 'drizzle-orm'
import { getDb, type Tx } from '@/db/client'
import { backTestParts, backTests } from '@/db/schema/analysis'
import { pricePlanVersions } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import type { BackTestId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, startOfDay } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { changeOf, mergeReports, type PartOrder } from '../core/back-test'
import { openPricers, type Pricer } from './open-pricers'
import { packCharges } from './pack-charges'
import { triedCharges, type PricedPart } from './price-part'

/** Null unless the test is waiting or was broken off. */
async function begin(ctx: SystemCtx, backTestId: BackTestId): Promise<PartOrder | null> {
  return withTransaction(ctx, async ({ db, clock }) => {
    const [test] = await db.select().from(backTests).where(eq(backTests.id, backTestId)).for('update')
    if (!test || (test.state !== 'queued' && test.state !== 'running')) return null
    const versions =
      test.scope === 'all'
        ? null
        : await db
            .select({ id: pricePlanVersions.id })
            .from(pricePlanVersions)
            .where(eq(pricePlanVersions.pricePlanId, test.pricePlanId))
    if (test.state === 'queued') {
      await db
        .update(backTests)
        .set({ state: 'running', startedAt: test.startedAt ?? clock.now() })
        .where(eq(backTests.id, backTestId))
    }
    return {
      from: startOfDay(test.fromDate, BILLING_ZONE),
      to: startOfDay(addDays(test.toDate, 1), BILLING_ZONE),
      versionIds: versions && versions.map(({ id }) => id),
      rules: test.rules,
    }
  })
}

async function countParts(order: PartOrder): Promise<Map<number, number>> {
  const rows = (await getDb().execute(
    sql`select r.part, count(*)::int as charges from rated_charges r where ${sql.raw(triedCharges(order))} group by r.part order by r.part`,
  )) as unknown as { part: number; charges: number }[] // the columns of the statement
  return new Map(rows.map((row) => [row.part, row.charges]))
}

/** False where the test was cancelled meanwhile, which ends the work. */
async function keepPart(ctx: SystemCtx, backTestId: BackTestId, priced: PricedPart): Promise<boolean> {
  return withTransaction(ctx, async ({ db, clock }) => {
    const [test] = await db
      .select({ state: backTests.state })
      .from(backTests)
      .where(eq(backTests.id, backTestId))
      .for('update')
    if (test?.state !== 'running') return false
    const { part, charges, report } = priced
    const written = await db
      .insert(backTestParts)
      .values({ backTestId, part, charges, report, doneAt: clock.now() })
      .onConflictDoNothing()
      .returning({ part: backTestParts.part })
    if (written.length > 0) await keepCustomers(db, backTestId, priced)
    return true
  })
}

async function keepCustomers(db: Tx, backTestId: BackTestId, { customers }: PricedPart): Promise<void> {
  const rows = customers.map(({ customerId, charges, beforeMinor, afterMinor }) => ({
    customer_id: customerId,
    charges,
    before: String(beforeMinor),
    after: String(afterMinor),
    change: changeOf(beforeMinor, afterMinor),
  }))
  await db.execute(sql`
    insert into back_test_customers (back_test_id, customer_id, charges, before_minor, after_minor, change_basis_points)
    select ${backTestId}, customer_id, charges, before, after, change
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as r (customer_id text, charges int, before bigint, after bigint, change int)
    on conflict do nothing`)
}

async function finish(ctx: SystemCtx, backTestId: BackTestId): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const parts = await tx.db
      .select({ report: backTestParts.report })
      .from(backTestParts)
      .where(eq(backTestParts.backTestId, backTestId))
    const report = mergeReports(parts.map((part) => part.report))
    const [done] = await tx.db
      .update(backTests)
      .set({ state: 'done', finishedAt: ctx.clock.now(), report })
      .where(and(eq(backTests.id, backTestId), inArray(backTests.state, ['running'])))
      .returning({ id: backTests.id })
    if (!done) return
    const { charges, marginBefore, marginAfter } = report.all
    await audit(tx, {
      action: 'back-test.finish',
      entity: 'back-test',
      entityId: backTestId,
      after: { charges, marginBefore, marginAfter, notable: report.notable },
    })
  })
}

/**
 * Prices the charges of the test's period by its rules, part by part. A part that is done stays done, so that a test
 * that broke off goes on where it was; one that was cancelled or is done is left alone.
 */
export async function runBackTest(ctx: SystemCtx, backTestId: BackTestId): Promise<void> {
  authorize(ctx, 'price-plan:read')
  const order = await begin(ctx, backTestId)
  if (!order) return
  await packCharges(order)
  const parts = await countParts(order)
  const kept = await getDb()
    .select({ part: backTestParts.part, charges: backTestParts.charges })
    .from(backTestParts)
    .where(eq(backTestParts.backTestId, backTestId))
  for (const { part, charges } of kept) parts.set(part, charges)
  const total = [...parts.values()].reduce((sum, charges) => sum + charges, 0)
  await getDb().update(backTests).set({ total }).where(eq(backTests.id, backTestId))
  const done = new Set(kept.map(({ part }) => part))
  const waiting = [...parts.keys()].filter((part) => !done.has(part))
  const pricers = openPricers(order, total)
  // Two parts at a time for each pricer: while one waits for the database, the other is priced. A part is written down
  // while the next is priced.
  const work = async (pricer: Pricer) => {
    let keeping = Promise.resolve(true)
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const [isWanted, priced] = await Promise.all([keeping, pricer.price(part)])
      if (!isWanted) break
      keeping = keepPart(ctx, backTestId, priced)
    }
    if (!(await keeping)) waiting.length = 0
  }
  try {
    await Promise.all([...pricers, ...pricers].map(work))
  } finally {
    await Promise.all(pricers.map((pricer) => pricer.close()))
  }
  await finish(ctx, backTestId)
}
