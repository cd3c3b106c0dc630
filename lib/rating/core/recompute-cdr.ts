// What a CDR costs by the tariffs that it encloses, for whoever wants to compare the operator with itself.
import type { DecimalString } from '@/lib/kernel/decimal'
import { priceSession } from '@/lib/pricing/price-session'
import type { Cdr } from '@/lib/roaming/core/session'
import { zoneOfCountry } from '@/lib/roaming/core/time-zones'

/** Without tax, by the specification's own rounding of time; null where the tariffs do not tell. */
export function recomputeCdr(cdr: Cdr, timeZone: string | null): DecimalString | null {
  const { excl } = priceSession({
    startedAt: cdr.startedAt,
    endedAt: cdr.endedAt,
    periods: cdr.chargingPeriods,
    tariffs: cdr.tariffs,
    timeZone: timeZone ?? zoneOfCountry(cdr.location.country) ?? 'UTC',
    currency: cdr.currency,
    policy: { stepMode: 'combined' },
  })
  return excl
}
