import { and, eq, isNull } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import { ratings } from '@/db/schema/rating'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import type { Breakdown } from '@/lib/pricing/breakdown'
import { loadCdrSubjects, withoutLock, type LoadedCdr } from '../cdrs/load-cdr-subjects'
import { payoutsOf, type RatingDraft } from '../core/assess-cdr'
import type { ReviewSubject } from '../core/review-terms'
import { factsOf } from '../core/subject'

export type LoadedReview = { loaded: LoadedCdr; rating: RatingDraft; review: ReviewSubject }

function toDraft(row: typeof ratings.$inferSelect): RatingDraft {
  const { retailNetMinor, retailVatMinor, retailGrossMinor, lines } = row
  const priced = retailNetMinor !== null && retailVatMinor !== null && retailGrossMinor !== null
  return {
    engineVersion: row.engineVersion,
    pricePlanVersionId: row.pricePlanVersionId,
    tariffVersionId: row.tariffVersionId,
    tariffSource: row.tariffSource,
    currency: row.currency,
    cpoExcl: row.cpoExcl,
    wholesaleExcl: row.wholesaleExcl,
    agreementId: row.agreementId,
    agreedExcl: row.agreedExcl,
    evidence: row.evidence,
    costMinor: row.costMinor,
    retail: priced ? { lines, netMinor: retailNetMinor, vatMinor: retailVatMinor, grossMinor: retailGrossMinor } : null,
    marginMinor: row.marginMinor,
    breakdown: row.breakdown as Breakdown | null, // written by writeRatings
  }
}

/** A CDR with its current rating, as a decision needs it. Refuses one that was never rated. */
export async function loadReviewSubject(db: Reader, cdrId: CdrId): Promise<LoadedReview> {
  const [row] = await db
    .select()
    .from(ratings)
    .where(and(eq(ratings.cdrId, cdrId), isNull(ratings.supersededAt)))
  const [loaded] = row ? await loadCdrSubjects(db, withoutLock([cdrId])) : []
  if (!row || !loaded) throw new NotFoundError('rating of CDR', cdrId)
  const rating = toDraft(row)
  const { subject } = loaded
  return {
    loaded,
    rating,
    review: {
      currency: rating.currency,
      cpoExcl: rating.cpoExcl,
      agreedExcl: rating.agreedExcl,
      retail: rating.retail,
      credit: subject.cdr.credit,
      hasCustomer: subject.customerId !== null,
      payout: subject.cdr.credit ? null : payoutsOf(subject.cdr, rating.breakdown),
      facts: factsOf(subject),
      rules: subject.plan?.rules ?? null,
    },
  }
}
