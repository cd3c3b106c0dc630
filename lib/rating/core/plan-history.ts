// Which plan and version ruled a customer's charges when, and what is written down for days to come.
import type { CalendarDate } from '@/lib/kernel/time'
import { choosePlanVersion, type PlanAssignment, type PlanVersion } from './choose-plan'

export type PlanPeriod = {
  from: CalendarDate
  /** The first day on which it no longer holds; null: until something else is said. */
  until: CalendarDate | null
  /** Null: nothing was published for those days. */
  version: PlanVersion | null
}

/** Every period from a day on, the earliest first; two that follow each other differ in their version. */
export function planHistory(
  versions: readonly PlanVersion[],
  assignments: readonly PlanAssignment[],
  since: CalendarDate,
): PlanPeriod[] {
  const changes = [...assignments, ...versions].map(({ validFrom }) => validFrom).filter((day) => day > since)
  const periods: PlanPeriod[] = []
  for (const from of [since, ...[...new Set(changes)].toSorted()]) {
    const version = choosePlanVersion(versions, assignments, from)
    const last = periods.at(-1)
    if (last && last.version?.versionId === version?.versionId) continue
    if (last) last.until = from
    periods.push({ from, until: null, version })
  }
  return periods
}
