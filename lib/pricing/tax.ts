// VAT per component, OCPI 2.2.1 §11.4.2 and 2.3.0 `tax_included`. A rate that is not stated is unknown, not zero.
import type { TaxIncluded } from '@/lib/roaming/core/tariff'
import { add, divide, HUNDRED, isZero, multiply, ZERO, type Rational } from './rational'

/** An amount on both sides of the tax; a side is null where the tariff cannot say it. */
export type Amount = { readonly excl: Rational | null; readonly incl: Rational | null }

export const NO_AMOUNT: Amount = { excl: ZERO, incl: ZERO }
export const UNKNOWN_AMOUNT: Amount = { excl: null, incl: null }

function factorOf(vatPercent: Rational): Rational {
  return divide(add(HUNDRED, vatPercent), HUNDRED)
}

/** Adds or takes out the tax of a priced amount. Nothing costs nothing on both sides, whatever the rate. */
export function taxAmount(priced: Rational, taxIncluded: TaxIncluded, vatPercent: Rational | null): Amount {
  if (taxIncluded === 'N/A' || isZero(priced)) return { excl: priced, incl: priced }
  if (taxIncluded === 'YES') return { excl: vatPercent && divide(priced, factorOf(vatPercent)), incl: priced }
  return { excl: priced, incl: vatPercent && multiply(priced, factorOf(vatPercent)) }
}

export function addAmounts(a: Amount, b: Amount): Amount {
  return {
    excl: a.excl && b.excl && add(a.excl, b.excl),
    incl: a.incl && b.incl && add(a.incl, b.incl),
  }
}
