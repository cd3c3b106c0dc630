// What the engine is asked and what it answers. The breakdown is stored with the rating and shown to customers, staff
// and, in a dispute, to the operator: each line names period, element, quantity, price, VAT and reason.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant, TimeZone } from '@/lib/kernel/time'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { Tariff, TariffDimension } from '@/lib/roaming/core/tariff'

/** Raised whenever a change can alter a result. Stored with every rating. */
export const ENGINE_VERSION = '1'

export type StepMode = 'combined' | 'per_dimension' | 'none'
export type PricingPolicy = { stepMode: StepMode }
export const DEFAULT_POLICY: PricingPolicy = { stepMode: 'combined' }

export type PricingInput = {
  startedAt: Instant
  endedAt: Instant
  /** In any order. */
  periods: readonly ChargingPeriod[]
  /** The tariffs the periods may name; the first serves periods that name none. */
  tariffs: readonly Tariff[]
  timeZone: TimeZone
  currency: string
  policy: PricingPolicy
  /**
   * Whether the reservation ran out unused. Where nobody knows, leave it out: a session that has a reservation and
   * nothing else is then taken as expired.
   */
  reservationExpired?: boolean
}

export type PricedDimension = TariffDimension | 'RESERVATION_TIME'

export type BreakdownLine = {
  dimension: PricedDimension
  /** Index of the period in time order; FLAT lines belong to the period in which they first applied. */
  period: number
  startedAt: Instant
  endedAt: Instant
  tariffId: string
  /** Index of the tariff element. */
  element: number
  /** kWh, hours, or 1 for FLAT. */
  quantity: DecimalString
  /** After step_size; differs from `quantity` on the last line of a dimension only. */
  billedQuantity: DecimalString
  /** As the tariff states it (with taxes where the tariff says so). */
  unitPrice: DecimalString
  vatPercent: DecimalString | null
  /** Exact; null where the tariff cannot say (taxes included, rate unknown). */
  excl: DecimalString | null
  incl: DecimalString | null
  /** Why this element: a closed code, put into words elsewhere. */
  reason: 'only_match' | 'first_match' | 'reservation' | 'reservation_expired'
}

export type PricingFindingCode =
  | 'PERIOD_SPANS_PRICE_CHANGE'
  | 'PERIODS_UNSORTED'
  | 'PERIOD_OUTSIDE_SESSION'
  | 'NO_PERIODS'
  | 'NO_TARIFF'
  | 'TARIFF_UNKNOWN'
  | 'CURRENCY_MISMATCH'
  | 'POWER_UNVERIFIABLE'
  | 'CURRENT_UNVERIFIABLE'
  | 'UNKNOWN_DIMENSION'
  | 'UNKNOWN_COMPONENT'
  | 'DUPLICATE_COMPONENT'
  | 'PARKING_BEFORE_CHARGING'
  | 'SEVERAL_TARIFFS'
  | 'NEGATIVE_VOLUME'
  | 'TAX_UNKNOWN'
  | 'UNPRICED_VOLUME'
  | 'VOLUME_MISSING'
  | 'RESTRICTION_UNREADABLE'
  | 'RESERVATION_EXPIRY_ASSUMED'
  | 'TARIFF_OUTSIDE_VALIDITY'
export type PricingFinding = { code: PricingFindingCode; message: string; period: number | null }

/** The effect of min_price or max_price on the totals; null where neither applied. */
export type Adjustment = { kind: 'min_price' | 'max_price'; excl: DecimalString | null; incl: DecimalString | null }

export type Breakdown = {
  engineVersion: string
  currency: string
  lines: BreakdownLine[]
  adjustment: Adjustment | null
  /** Exact sums of lines and adjustment; null where the tariff cannot say. */
  excl: DecimalString | null
  incl: DecimalString | null
  /** Rounded half-up to the currency's minor unit, once, here. */
  rounded: { excl: DecimalString | null; incl: DecimalString | null }
  totals: {
    energyKwh: DecimalString
    timeHours: DecimalString
    parkingHours: DecimalString
    reservationHours: DecimalString
  }
  findings: PricingFinding[]
}
