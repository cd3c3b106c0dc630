// Which price plan rules a session: the customer's latest assignment not after the day, else the public plan; of it
// the version in force on that day in Europe/Stockholm.
import type { PricePlanId, PricePlanVersionId } from '@/lib/kernel/ids'
import type { CalendarDate, Instant } from '@/lib/kernel/time'
import type { PricePlanRules } from './price-plan'

export type PlanVersion = {
  versionId: PricePlanVersionId
  pricePlanId: PricePlanId
  name: string
  audience: 'public' | 'private' | 'business'
  version: number
  validFrom: CalendarDate
  publishedAt: Instant
  rules: PricePlanRules
}
export type PlanAssignment = { pricePlanId: PricePlanId; validFrom: CalendarDate }

/** ISO dates compare as text. The later of two on the same day is the one given later in the list. */
function latest<T extends { validFrom: CalendarDate }>(entries: readonly T[], on: CalendarDate): T | null {
  let found: T | null = null
  for (const entry of entries) {
    if (entry.validFrom <= on && (!found || entry.validFrom >= found.validFrom)) found = entry
  }
  return found
}

/** Null when nothing was published for that day. */
export function choosePlanVersion(
  versions: readonly PlanVersion[],
  assignments: readonly PlanAssignment[],
  on: CalendarDate,
): PlanVersion | null {
  const assigned = latest(assignments, on)?.pricePlanId
  const planId = assigned ?? versions.find((version) => version.audience === 'public')?.pricePlanId
  return latest(
    versions.filter((version) => version.pricePlanId === planId),
    on,
  )
}
