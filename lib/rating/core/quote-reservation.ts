// What holding a charge point costs before anybody has held it: the engine and the plan of the bill, run on the
// reservation once as used and once as run out.
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { HOUR_MS, instant, MINUTE_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StepMode } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import type { ReservationQuote } from '@/lib/roaming/core/command'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { currentTypeOf } from './charge-facts'
import { energyPriceAt, PLAN_CURRENCY, type EnergyPrice, type PricePlanRules } from './price-plan'
import { priceRetail } from './retail'
import type { RetailContext } from './retail-context'

export type QuoteInput = {
  tariffs: readonly Tariff[]
  rules: PricePlanRules
  timeZone: TimeZone
  startedAt: Instant
  minutes: number
  powerType: string
  maxPowerKw: number | null
  stepMode: StepMode
  context: RetailContext
}

/** The charge that follows a reservation; what it costs is taken away again, so its size does not matter. */
const CHARGE = { kwh: '20', hours: '2', ms: 2 * HOUR_MS } as const

/** A price that follows the exchange treats the operator's fees as a fixed one does, and is not known for days to come. */
const ANY_PER_KWH: EnergyPrice = {
  method: 'fixed',
  bands: [
    { current: 'AC', fromKw: 0, toKw: null, perKwh: '0' },
    { current: 'DC', fromKw: 0, toKw: null, perKwh: '0' },
  ],
}

type Part = 'reservation' | 'charge'

/** What the bill would say of these parts; null where it could not. */
function grossOf(input: QuoteInput, parts: readonly Part[]): bigint | null {
  const { minutes, tariffs, rules, timeZone, stepMode } = input
  const startsAt = input.startedAt
  const chargesAt = instant(startsAt + minutes * MINUTE_MS)
  const all: Record<Part, ChargingPeriod> = {
    reservation: {
      startedAt: startsAt,
      dimensions: [{ type: 'RESERVATION_TIME', volume: toDecimalString(decimal(minutes).div(60)) }],
      tariffId: null,
    },
    charge: {
      startedAt: chargesAt,
      dimensions: [
        { type: 'ENERGY', volume: CHARGE.kwh },
        { type: 'TIME', volume: CHARGE.hours },
      ],
      tariffId: null,
    },
  }
  const charges = parts.includes('charge')
  const periods = parts.map((part) => all[part])
  const startedAt = parts.includes('reservation') ? startsAt : chargesAt
  const endedAt = charges ? instant(chargesAt + CHARGE.ms) : chargesAt
  const breakdown =
    tariffs.length === 0
      ? null
      : priceSession({
          startedAt,
          endedAt,
          periods,
          // A lowest or highest price is one of the whole charge, and hides what the reservation adds to it.
          tariffs: tariffs.map((tariff) => ({ ...tariff, minPrice: null, maxPrice: null })),
          timeZone,
          currency: tariffs[0]?.currency ?? PLAN_CURRENCY,
          policy: { stepMode },
          reservationExpired: !charges,
        })
  const facts = {
    startedAt,
    endedAt,
    energyKwh: charges ? CHARGE.kwh : '0',
    periods,
    current: currentTypeOf(input.powerType),
    powerKw: input.maxPowerKw ?? 0,
  }
  const { context } = input
  const energy = energyPriceAt(rules, { operator: context.operator, current: facts.current, powerKw: facts.powerKw })
  const plain = energy.method === 'spot' ? { ...rules, energy: ANY_PER_KWH, overrides: [] } : rules
  const price = priceRetail({ rules: plain, facts, breakdown, context })
  return price.ok ? price.value.grossMinor : null
}

/**
 * Including VAT. Used, a reservation costs what it adds to the charge; unused, what it costs alone. Null where nobody
 * knows the price, which is never said to be nothing.
 */
export function quoteReservation(input: QuoteInput): ReservationQuote | null {
  const [both, charge, unused] = [
    grossOf(input, ['reservation', 'charge']),
    grossOf(input, ['charge']),
    grossOf(input, ['reservation']),
  ]
  if (both === null || charge === null || unused === null) return null
  const used = both - charge
  return {
    currency: PLAN_CURRENCY,
    usedMinor: (used > 0n ? used : 0n).toString(),
    unusedMinor: unused.toString(),
  }
}

/** Of several connectors the dearer price counts, for a reservation names none; one that is not known makes all unknown. */
export function dearestQuote(quotes: readonly (ReservationQuote | null)[]): ReservationQuote | null {
  return quotes.reduce<ReservationQuote | null>((dearest, quote, index) => {
    if (quote === null || (index > 0 && dearest === null)) return null
    return dearest === null || BigInt(quote.unusedMinor) > BigInt(dearest.unusedMinor) ? quote : dearest
  }, null)
}
