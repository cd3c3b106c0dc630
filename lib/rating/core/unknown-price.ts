// Why a price before a charge is not known, for the customer who is asked to start all the same.
import type { CalendarDate } from '@/lib/kernel/time'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { conversionFrom, type Exchange } from './exchange'
import { PLAN_CURRENCY } from './price-plan'
import type { RetailPrice } from './retail'

export type UnknownPrice =
  | { kind: 'unpriced' }
  /** The operator states several prices at once for the same; what the charge would cost by the least and the most. */
  | { kind: 'several'; leastMinor: bigint; mostMinor: bigint }
  | { kind: 'rate'; currency: string; day: CalendarDate }

/** `prices`: by each tariff that may rule, where none was chosen. */
export function whyUnknown(
  tariff: Pick<Tariff, 'currency'> | null,
  prices: readonly (Pick<RetailPrice, 'grossMinor'> | null)[],
  exchange: Exchange | null,
): UnknownPrice {
  const foreign = tariff !== null && tariff.currency !== PLAN_CURRENCY
  if (foreign && exchange && !conversionFrom(exchange, tariff.currency))
    return { kind: 'rate', currency: tariff.currency, day: exchange.day }
  const known = prices.flatMap((price) => (price ? [price.grossMinor] : [])).toSorted((a, b) => (a < b ? -1 : 1))
  const [least, most] = [known[0], known.at(-1)]
  if (prices.length < 2 || known.length < prices.length || least === undefined || most === undefined)
    return { kind: 'unpriced' }
  return { kind: 'several', leastMinor: least, mostMinor: most }
}
