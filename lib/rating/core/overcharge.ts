// Where a check found that the operator asks more than its own price list gives: both amounts, as a customer reads them.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { roundToMinor } from '@/lib/kernel/money'
import { PLAN_CURRENCY } from './price-plan'

export type Overcharge = { askedMinor: bigint; rightMinor: bigint }

type Asked = {
  /** `PRICE_ABOVE_TARIFF`: within the tolerance there is nothing to tell. */
  found: boolean
  /** Excluding VAT. */
  askedExcl: DecimalString | null
  listExcl: DecimalString | null
  currency: string
  vatPercent: DecimalString
}

/** Including VAT, in kronor; null where nothing was found, or it was in another currency. */
export function overchargeOf({ found, askedExcl, listExcl, currency, vatPercent }: Asked): Overcharge | null {
  if (!found || askedExcl === null || listExcl === null || currency !== PLAN_CURRENCY) return null
  const gross = (excl: DecimalString) =>
    roundToMinor(decimal(excl).times(decimal(vatPercent).div(100).plus(1)), PLAN_CURRENCY)
  const amounts = { askedMinor: gross(askedExcl), rightMinor: gross(listExcl) }
  return amounts.askedMinor > amounts.rightMinor ? amounts : null
}
