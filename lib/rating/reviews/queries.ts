import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { AppError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { addEffect, effectOf, ZERO_EFFECT, type MoneyEffect } from '../core/money-effect'
import { releaseTerms, type ReviewPrice, type ReviewRefusal } from '../core/review-terms'
import { loadReviewSubject } from './load-review-subject'

export type Consequence = { ok: true; effect: MoneyEffect } | { ok: false; reason: ReviewRefusal }
export type ReviewConsequences = {
  currency: string
  atOurPrice: Consequence
  atCpoPrice: Consequence
  rejected: MoneyEffect
  /** What costs nobody more than the tariff says, where it is possible. */
  advised: 'atOurPrice' | 'atCpoPrice' | 'rejected'
}

/** What each decision on a CDR would cost whom, before it is taken. Excluding VAT. */
export async function reviewConsequences(ctx: StaffCtx, cdrId: CdrId): Promise<ReviewConsequences> {
  authorize(ctx, 'cdr:read')
  const { review } = await loadReviewSubject(reader(ctx), cdrId)
  const at = (price: ReviewPrice): Consequence => {
    const terms = releaseTerms(review, price)
    return terms.ok ? { ok: true, effect: effectOf(terms.value) } : terms
  }
  const atOurPrice = at('ours')
  const atCpoPrice = at('cpo')
  const cheaper = atOurPrice.ok && atCpoPrice.ok && atOurPrice.effect.toCpoMinor <= atCpoPrice.effect.toCpoMinor
  const advised = !review.hasCustomer ? 'rejected' : cheaper ? 'atOurPrice' : atCpoPrice.ok ? 'atCpoPrice' : 'rejected'
  return { currency: review.currency, atOurPrice, atCpoPrice, rejected: ZERO_EFFECT, advised }
}

/** The same over many, for the bar under a selection. */
export async function bulkConsequences(
  ctx: StaffCtx,
  cdrIds: readonly CdrId[],
): Promise<{ atOurPrice: MoneyEffect & { possible: number }; atCpoPrice: MoneyEffect & { possible: number } }> {
  authorize(ctx, 'cdr:read')
  const total = { ours: { ...ZERO_EFFECT, possible: 0 }, cpo: { ...ZERO_EFFECT, possible: 0 } }
  for (const cdrId of cdrIds.slice(0, 200)) {
    try {
      const { review } = await loadReviewSubject(reader(ctx), cdrId)
      for (const price of ['ours', 'cpo'] as const) {
        const terms = releaseTerms(review, price)
        if (terms.ok) total[price] = { ...addEffect(total[price], terms.value), possible: total[price].possible + 1 }
      }
    } catch (error) {
      // One that was decided or removed meanwhile has no consequence any more.
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    }
  }
  return { atOurPrice: total.ours, atCpoPrice: total.cpo }
}
