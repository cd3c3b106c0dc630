// What a decision moves, excluding VAT and in kronor: to the operator, from the customer, and what is left to us.
import type { ReviewTerms } from './review-terms'

export type MoneyEffect = { toCpoMinor: bigint; customerPaysMinor: bigint; marginMinor: bigint }

export const ZERO_EFFECT: MoneyEffect = { toCpoMinor: 0n, customerPaysMinor: 0n, marginMinor: 0n }

export function effectOf(terms: ReviewTerms): MoneyEffect {
  return addEffect(ZERO_EFFECT, terms)
}

export function addEffect(effect: MoneyEffect, { costSekMinor, retail, marginMinor }: ReviewTerms): MoneyEffect {
  return {
    toCpoMinor: effect.toCpoMinor + costSekMinor,
    customerPaysMinor: effect.customerPaysMinor + retail.netMinor,
    marginMinor: effect.marginMinor + (marginMinor ?? 0n),
  }
}
