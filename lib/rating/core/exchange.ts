// What an operator's money is worth in kronor (docs/decisions/0019): by the ECB's reference rate of the last day of
// publication before the day on which the session started. That rate is known when the session starts, so that quote,
// live cost and bill have the same.
import { decimal, roundHalfUp, toDecimalString, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { PricePublicationId } from '@/lib/kernel/ids'
import { minorToDecimal, minorToDecimalString, roundToMinor } from '@/lib/kernel/money'
import { addDays, BILLING_ZONE, localDate, type CalendarDate, type Instant } from '@/lib/kernel/time'
import type { Breakdown } from '@/lib/pricing/breakdown'
import { PLAN_CURRENCY } from './price-plan'
import { lastTargetDay } from './target-days'

export type RateSource = 'ecb' | 'sample_rates'

/** Units of a currency per euro, as one publication states them. */
export type StatedRate = {
  rate: DecimalString
  revision: number
  source: RateSource
  publicationId: PricePublicationId
}

/** The rates of the day that serves a session; a currency that is not among them has none. */
export type Exchange = { day: CalendarDate; perEuro: ReadonlyMap<string, StatedRate> }

/** One unit of a currency in kronor, and whose word that is. Kept with the rating. */
export type Conversion = {
  currency: string
  rate: DecimalString
  day: CalendarDate
  source: RateSource
  revision: number
  publicationId: PricePublicationId
  /** Both per euro, where the currency is another than the euro: then the rate is one by the other. */
  perEuro: { own: DecimalString; kronor: DecimalString } | null
}

/** A rate by way of the euro has no end as a decimal: it is rounded here, once, half-up, far below what an öre shows. */
const CROSS_DIGITS = 8

/** The day whose rates serve a session. */
export function rateDayOf(startedAt: Instant): CalendarDate {
  return lastTargetDay(addDays(localDate(startedAt, BILLING_ZONE), -1))
}

/** Null where nobody knows the rate. */
export function conversionFrom(exchange: Exchange | null, currency: string): Conversion | null {
  const kronor = exchange?.perEuro.get(PLAN_CURRENCY)
  if (!exchange || !kronor) return null
  const { day } = exchange
  const { source, publicationId } = kronor
  if (currency === 'EUR')
    return { currency, rate: kronor.rate, day, source, revision: kronor.revision, publicationId, perEuro: null }
  const own = exchange.perEuro.get(currency)
  if (!own) return null
  return {
    currency,
    rate: toDecimalString(roundHalfUp(decimal(kronor.rate).div(own.rate), CROSS_DIGITS)),
    day,
    source,
    revision: Math.max(own.revision, kronor.revision),
    publicationId,
    perEuro: { own: own.rate, kronor: kronor.rate },
  }
}

/** Of minor units. Kronor are kronor; null where the rate is not known. */
export function toKronor(
  minor: bigint | null,
  currency: string,
  conversion: Pick<Conversion, 'rate'> | null,
): bigint | null {
  if (minor === null || currency === PLAN_CURRENCY) return minor
  if (!conversion) return null
  return roundToMinor(minorToDecimal(minor, currency).times(conversion.rate), PLAN_CURRENCY)
}

/** An amount in kronor as one of the currency; null where the rate is not known. */
export function fromKronor(
  amount: Decimal,
  currency: string,
  conversion: Pick<Conversion, 'rate'> | null,
): Decimal | null {
  if (currency === PLAN_CURRENCY) return amount
  return conversion && amount.div(conversion.rate)
}

/** The operator's price in kronor, exact: what is rounded is rounded where a line becomes money. */
export function convertBreakdown(breakdown: Breakdown, { rate }: Pick<Conversion, 'rate'>): Breakdown {
  const times = <T extends DecimalString | null>(amount: T) =>
    (amount === null ? null : toDecimalString(decimal(amount).times(rate))) as T
  const rounded = (amount: DecimalString | null) =>
    amount === null ? null : minorToDecimalString(roundToMinor(amount, PLAN_CURRENCY), PLAN_CURRENCY)
  const { adjustment } = breakdown
  const [excl, incl] = [times(breakdown.excl), times(breakdown.incl)]
  return {
    ...breakdown,
    currency: PLAN_CURRENCY,
    lines: breakdown.lines.map((line) => ({
      ...line,
      unitPrice: times(line.unitPrice),
      excl: times(line.excl),
      incl: times(line.incl),
    })),
    adjustment: adjustment && { ...adjustment, excl: times(adjustment.excl), incl: times(adjustment.incl) },
    excl,
    incl,
    rounded: { excl: rounded(excl), incl: rounded(incl) },
  }
}
