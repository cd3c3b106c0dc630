import { asc, eq, inArray } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import { customerPricePlans } from '@/db/schema/customers'
import { pricePlans, pricePlanVersions } from '@/db/schema/rating'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type Instant } from '@/lib/kernel/time'
import { choosePlanVersion, type PlanAssignment, type PlanVersion } from '../core/choose-plan'
import { readPlanRules } from '../core/price-plan'

export type Plans = {
  /** The version that rules a customer's session; without a customer, the public plan's. */
  find(customerId: CustomerId | null, startedAt: Instant): PlanVersion | null
  /** As it could be read at that moment: nothing that was published later for the same day. */
  findShown(customerId: CustomerId | null, at: Instant): PlanVersion | null
  versions: readonly PlanVersion[]
}

/** All published versions (there are few) and the assignments of these customers. */
export async function loadPlans(db: Reader, customerIds: readonly CustomerId[]): Promise<Plans> {
  const [stored, assigned] = await Promise.all([
    db
      .select({
        versionId: pricePlanVersions.id,
        pricePlanId: pricePlans.id,
        name: pricePlans.name,
        audience: pricePlans.audience,
        version: pricePlanVersions.version,
        validFrom: pricePlanVersions.validFrom,
        publishedAt: pricePlanVersions.publishedAt,
        rules: pricePlanVersions.rules,
      })
      .from(pricePlanVersions)
      .innerJoin(pricePlans, eq(pricePlans.id, pricePlanVersions.pricePlanId))
      .orderBy(asc(pricePlanVersions.version)),
    customerIds.length === 0
      ? []
      : db
          .select()
          .from(customerPricePlans)
          .where(inArray(customerPricePlans.customerId, [...customerIds])),
  ])
  const versions = stored.map((version) => ({ ...version, rules: readPlanRules(version.rules) }))
  const byCustomer = new Map<CustomerId, PlanAssignment[]>()
  for (const { customerId, ...assignment } of assigned) {
    const known = byCustomer.get(customerId)
    if (known) known.push(assignment)
    else byCustomer.set(customerId, [assignment])
  }
  const choose = (among: readonly PlanVersion[], customerId: CustomerId | null, at: Instant) =>
    choosePlanVersion(among, (customerId && byCustomer.get(customerId)) || [], localDate(at, BILLING_ZONE))
  return {
    versions,
    find: (customerId, startedAt) => choose(versions, customerId, startedAt),
    findShown: (customerId, at) =>
      choose(
        versions.filter(({ publishedAt }) => publishedAt <= at),
        customerId,
        at,
      ),
  }
}
