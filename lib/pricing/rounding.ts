// Rounding comes last and once: OCPI has no rule of its own (2.2.1 §11.2, note on rounding), so totals go half-up to
// the currency's minor unit. Lines stay exact.
import type { DecimalString } from '@/lib/kernel/decimal'
import { minorDigits, minorToDecimalString, type Currency } from '@/lib/kernel/money'
import { roundHalfUp, type Rational } from './rational'
import type { Amount } from './tax'

function roundSide(amount: Rational | null, currency: Currency): DecimalString | null {
  return amount && minorToDecimalString(roundHalfUp(amount, minorDigits(currency)), currency)
}

/** Both totals in whole minor units; null stays null. */
export function roundTotals(
  total: Amount,
  currency: Currency,
): { excl: DecimalString | null; incl: DecimalString | null } {
  return { excl: roundSide(total.excl, currency), incl: roundSide(total.incl, currency) }
}
