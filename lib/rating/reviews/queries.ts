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
import { previewCdrs } from './lock-cdr'
import { planRelease } from './plan-release'
import { REJECTABLE } from './reject-cdr'
import { PROTECTED_TOO, RELEASABLE } from './release-cdr'

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

export type BulkConsequence = MoneyEffect & { possible: number }
export type BulkConsequences = { atOurPrice: BulkConsequence; atCpoPrice: BulkConsequence; rejected: BulkConsequence }

/** The same over many, for the bar under a selection and for all that a filter finds: what deciding now would answer. */
export async function bulkConsequences(ctx: StaffCtx, cdrIds: readonly CdrId[]): Promise<BulkConsequences> {
  authorize(ctx, 'cdr:read')
  const db = reader(ctx)
  const [releasable, rejectable, found] = await Promise.all([
    previewCdrs(db, cdrIds, RELEASABLE, PROTECTED_TOO),
    previewCdrs(db, cdrIds, REJECTABLE),
    loadReviewSubjects(db, cdrIds),
  ])
  const at = (price: ReviewPrice): BulkConsequence => {
    const { released } = planRelease(releasable, found, price)
    const effect = released.reduce((sum, { terms }) => addEffect(sum, terms), ZERO_EFFECT)
    return { ...effect, possible: released.length }
  }
  const rejected = { ...ZERO_EFFECT, possible: rejectable.locked.length }
  return { atOurPrice: at('ours'), atCpoPrice: at('cpo'), rejected }
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
