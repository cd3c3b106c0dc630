import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId } from '@/lib/kernel/ids'
import { correctedTerms } from '../core/corrected-terms'
import { correctionsOf, type CorrectionSource } from '../core/correct-energy'
import { addEffect, effectOf, ZERO_EFFECT, type MoneyEffect } from '../core/money-effect'
import { releaseTerms, type ReviewPrice, type ReviewRefusal } from '../core/review-terms'
import { loadReviewSubject, loadReviewSubjects } from './load-review-subject'

export type Consequence = { ok: true; effect: MoneyEffect } | { ok: false; reason: ReviewRefusal }
export type ReviewConsequences = {
  atOurPrice: Consequence
  atCpoPrice: Consequence
  rejected: MoneyEffect
  /** What costs nobody more than the tariff says, where it is possible. */
  advised: 'atOurPrice' | 'atCpoPrice' | 'rejected'
}

/** What each decision on a CDR would cost whom, before it is taken. Excluding VAT, in kronor. */
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
  return { atOurPrice, atCpoPrice, rejected: ZERO_EFFECT, advised }
}

export type BulkConsequences = {
  atOurPrice: MoneyEffect & { possible: number }
  atCpoPrice: MoneyEffect & { possible: number }
}

const CHUNK = 500

/** The same over many, for the bar under a selection and for all that a filter finds. */
export async function bulkConsequences(ctx: StaffCtx, cdrIds: readonly CdrId[]): Promise<BulkConsequences> {
  authorize(ctx, 'cdr:read')
  const total = { ours: { ...ZERO_EFFECT, possible: 0 }, cpo: { ...ZERO_EFFECT, possible: 0 } }
  for (let from = 0; from < cdrIds.length; from += CHUNK) {
    // One that was decided or removed meanwhile has no consequence any more.
    const found = await loadReviewSubjects(reader(ctx), cdrIds.slice(from, from + CHUNK))
    for (const { review } of found.values()) {
      for (const price of ['ours', 'cpo'] as const) {
        const terms = releaseTerms(review, price)
        if (terms.ok) total[price] = { ...addEffect(total[price], terms.value), possible: total[price].possible + 1 }
      }
    }
  }
  return { atOurPrice: total.ours, atCpoPrice: total.cpo }
}

export type CorrectionOffer = { source: CorrectionSource; energyKwh: DecimalString; effect: MoneyEffect }

/** Every better figure of the energy, and what paying by it would move. Empty where nothing says otherwise. */
export async function listCorrections(ctx: StaffCtx, cdrId: CdrId): Promise<CorrectionOffer[]> {
  authorize(ctx, 'cdr:read')
  const { loaded, rating } = await loadReviewSubject(reader(ctx), cdrId)
  return correctionsOf(loaded.subject, rating.correctedKwh !== null).flatMap((correction) => {
    const terms = correctedTerms(loaded.subject, correction)
    return terms.ok
      ? [{ source: correction.source, energyKwh: correction.energyKwh, effect: effectOf(terms.value) }]
      : []
  })
}
