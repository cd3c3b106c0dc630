// A drawn quote as people read it: with VAT, in the order of AFIR.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant, TimeZone } from '@/lib/kernel/time'
import { fitsCar, type Car } from '../../core/charge-wish'
import { currentTypeOf } from '../../core/charge-facts'
import { toCustomerLines, type CustomerLine } from '../../core/customer-lines'
import { energyPriceAt, type EnergyPrice } from '../../core/price-plan'
import { inPriceOrder } from '../../core/price-order'
import type { UnknownPrice } from '../../core/unknown-price'
import type { QuoteBehaviour, QuotedChange } from '../../core/quote'
import { shownPrice, type AdHocPrice, type DrawnQuote } from '../draw-quote'

export type QuoteView = {
  shownAt: Instant
  validUntil: Instant
  timeZone: TimeZone
  behaviour: QuoteBehaviour
  /** When the charge would be done. */
  chargedAt: Instant | null
  /** Null where nobody knows the price. */
  price: { grossMinor: bigint; vatMinor: bigint; vatPercent: DecimalString; lines: CustomerLine[] } | null
  unknown: UnknownPrice | null
  /** How energy is priced here; null without a plan. */
  method: EnergyPrice['method'] | null
  planName: string | null
  changes: QuotedChange[]
  adHoc: Pick<AdHocPrice, 'currency' | 'grossMinor'> | null
  /** What a form carries of it. */
  shown: string
  car: { name: string; fits: boolean } | null
}

export function toQuoteView(drawn: DrawnQuote, car: Car | null): QuoteView {
  const { quote, plan, connector, operator } = drawn
  const price = quote?.price ?? null
  const current = currentTypeOf(connector.powerType)
  const at = { operator, current, powerKw: connector.maxPowerKw ?? 0 }
  return {
    shownAt: drawn.shownAt,
    validUntil: drawn.validUntil,
    timeZone: connector.timeZone,
    behaviour: drawn.behaviour,
    chargedAt: quote?.chargedAt ?? null,
    price: price && {
      grossMinor: price.grossMinor,
      vatMinor: price.vatMinor,
      vatPercent: plan?.rules.vatPercent ?? '25',
      lines: inPriceOrder(toCustomerLines(price)),
    },
    unknown: drawn.unknown,
    method: plan && energyPriceAt(plan.rules, at).method,
    planName: plan?.name ?? null,
    changes: quote?.changes ?? [],
    adHoc: drawn.adHoc,
    shown: shownPrice(drawn),
    car: car && { name: car.name, fits: fitsCar(connector, car) },
  }
}
