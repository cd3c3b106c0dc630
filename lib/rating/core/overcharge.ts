// Where a check found that the operator asks more than its own price list gives: both amounts, as a customer reads them.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { roundToMinor } from '@/lib/kernel/money'
import type { Conversion } from './exchange'
import { PLAN_CURRENCY } from './price-plan'

export type Overcharge = { askedMinor: bigint; rightMinor: bigint }

type Asked = {
  /** `PRICE_ABOVE_TARIFF`: within the tolerance there is nothing to tell. */
  found: boolean
  /** Excluding VAT. */
  askedExcl: DecimalString | null
  listExcl: DecimalString | null
  currency: string
  /** What a unit of it was worth in kronor; null where it is kronor, or nobody knows. */
  rate: Conversion['rate'] | null
  vatPercent: DecimalString
}

/** Including VAT, in kronor; null where nothing was found, or nobody knows what it was in kronor. */
export function overchargeOf({ found, askedExcl, listExcl, currency, rate, vatPercent }: Asked): Overcharge | null {
  if (!found || askedExcl === null || listExcl === null || (currency !== PLAN_CURRENCY && rate === null)) return null
  const unit = currency === PLAN_CURRENCY ? '1' : (rate ?? '1')
  const gross = (excl: DecimalString) =>
    roundToMinor(decimal(excl).times(unit).times(decimal(vatPercent).div(100).plus(1)), PLAN_CURRENCY)
  const amounts = { askedMinor: gross(askedExcl), rightMinor: gross(listExcl) }
  return amounts.askedMinor > amounts.rightMinor ? amounts : null
}
