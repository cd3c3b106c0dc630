// What holding a charge point costs before anybody has held it: the engine and the plan of the bill, run on the
// reservation once as used and once as run out.
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { instant, MINUTE_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StepMode } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import type { ReservationQuote } from '@/lib/roaming/core/command'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { currentTypeOf } from './charge-facts'
import { PLAN_CURRENCY, type PricePlanRules } from './price-plan'
import { priceRetail } from './retail'

export type QuoteInput = {
  tariffs: readonly Tariff[]
  rules: PricePlanRules
  timeZone: TimeZone
  startedAt: Instant
  minutes: number
  powerType: string
  maxPowerKw: number | null
  stepMode: StepMode
}

function grossOf(input: QuoteInput, expired: boolean): bigint | null {
  const { startedAt, minutes, tariffs, rules, timeZone, stepMode } = input
  const endedAt = instant(startedAt + minutes * MINUTE_MS)
  const volume = toDecimalString(decimal(minutes).div(60))
  const periods = [{ startedAt, dimensions: [{ type: 'RESERVATION_TIME', volume }], tariffId: null }]
  const currency = tariffs[0]?.currency ?? PLAN_CURRENCY
  const breakdown =
    tariffs.length === 0
      ? null
      : priceSession({
          startedAt,
          endedAt,
          periods,
          tariffs,
          timeZone,
          currency,
          policy: { stepMode },
          reservationExpired: expired,
        })
  const facts = {
    startedAt,
    endedAt,
    energyKwh: '0',
    periods,
    current: currentTypeOf(input.powerType),
    powerKw: input.maxPowerKw ?? 0,
  }
  const price = priceRetail({ rules, facts, breakdown })
  return price.ok ? price.value.grossMinor : null
}

/** Including VAT. Null where nobody knows the price, which is never said to be nothing. */
export function quoteReservation(input: QuoteInput): ReservationQuote | null {
  const [used, unused] = [grossOf(input, false), grossOf(input, true)]
  if (used === null || unused === null) return null
  return { currency: PLAN_CURRENCY, usedMinor: used.toString(), unusedMinor: unused.toString() }
}

/** Of several connectors the dearer price counts, for a reservation names none; one that is not known makes all unknown. */
export function dearestQuote(quotes: readonly (ReservationQuote | null)[]): ReservationQuote | null {
  return quotes.reduce<ReservationQuote | null>((dearest, quote, index) => {
    if (quote === null || (index > 0 && dearest === null)) return null
    return dearest === null || BigInt(quote.unusedMinor) > BigInt(dearest.unusedMinor) ? quote : dearest
  }, null)
}
