// What holding a charge point costs before anybody has held it: the engine and the plan of the bill, run on the
// reservation once as used and once as run out.
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { HOUR_MS, instant, MINUTE_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { Breakdown, StepMode } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import type { ReservationQuote } from '@/lib/roaming/core/command'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { currentTypeOf } from './charge-facts'
import { energyPriceAt, PLAN_CURRENCY, type EnergyPrice, type PricePlanRules } from './price-plan'
import { priceRetail, type RetailPrice } from './retail'
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

/** What the bill would say of these parts; the price is null where it could not. */
function explain(
  input: QuoteInput,
  parts: readonly Part[],
): { price: RetailPrice | null; breakdown: Breakdown | null } {
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
          tariffs,
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
  return { price: price.ok ? price.value : null, breakdown }
}

/** Of a reservation, with what the bill of one that runs out is made of. */
export type QuotedReservation = { quote: ReservationQuote; price: RetailPrice; breakdown: Breakdown | null }

/**
 * Including VAT. Used, a reservation costs what it adds to the charge; unused, what it costs alone. Null where nobody
 * knows the price, which is never said to be nothing.
 */
export function explainReservation(input: QuoteInput): QuotedReservation | null {
  const [both, charge, unused] = [
    explain(withoutLimits(input), ['reservation', 'charge']).price,
    explain(withoutLimits(input), ['charge']).price,
    explain(input, ['reservation']),
  ]
  if (!both || !charge || !unused.price) return null
  const used = both.grossMinor - charge.grossMinor
  const quote = {
    currency: PLAN_CURRENCY,
    usedMinor: (used > 0n ? used : 0n).toString(),
    unusedMinor: unused.price.grossMinor.toString(),
  }
  return { quote, price: unused.price, breakdown: unused.breakdown }
}

/** A lowest or highest price, the operator's or ours, is one of the whole charge and hides what the reservation adds to it. */
function withoutLimits(input: QuoteInput): QuoteInput {
  return {
    ...input,
    tariffs: input.tariffs.map((tariff) => ({ ...tariff, minPrice: null, maxPrice: null })),
    rules: { ...input.rules, sessionCap: null, monthCap: null },
  }
}

export function quoteReservation(input: QuoteInput): ReservationQuote | null {
  return explainReservation(input)?.quote ?? null
}

/** Of several connectors the dearer price counts, for a reservation names none; one that is not known makes all unknown. */
export function dearest<T extends { quote: ReservationQuote }>(quotes: readonly (T | null)[]): T | null {
  return quotes.reduce<T | null>((most, one, index) => {
    if (one === null || (index > 0 && most === null)) return null
    return most === null || BigInt(one.quote.unusedMinor) > BigInt(most.quote.unusedMinor) ? one : most
  }, null)
}
