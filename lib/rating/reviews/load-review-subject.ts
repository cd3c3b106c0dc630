import { and, eq, isNull } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import { ratingPromises } from '@/db/schema/quotes'
import { ratings } from '@/db/schema/rating'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import type { Breakdown } from '@/lib/pricing/breakdown'
import { loadCdrSubjects, withoutLock, type LoadedCdr } from '../cdrs/load-cdr-subjects'
import { payoutsOf, type RatingDraft } from '../core/assess-cdr'
import type { KeptPromise } from '../core/promise'
import type { ReviewSubject } from '../core/review-terms'
import { factsOf } from '../core/subject'

export type LoadedReview = { loaded: LoadedCdr; rating: RatingDraft; review: ReviewSubject }

type PromiseRow = typeof ratingPromises.$inferSelect

function toPromise({ ratingId: _, promisedAt, ...promise }: PromiseRow): KeptPromise {
  return { ...promise, at: promisedAt }
}

function toDraft(row: typeof ratings.$inferSelect, promise: PromiseRow | null): RatingDraft {
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
    promise: promise && toPromise(promise),
  }
}

/** A CDR with its current rating, as a decision needs it. Refuses one that was never rated. */
export async function loadReviewSubject(db: Reader, cdrId: CdrId): Promise<LoadedReview> {
  const [row] = await db
    .select()
    .from(ratings)
    .leftJoin(ratingPromises, eq(ratingPromises.ratingId, ratings.id))
    .where(and(eq(ratings.cdrId, cdrId), isNull(ratings.supersededAt)))
  const [loaded] = row ? await loadCdrSubjects(db, withoutLock([cdrId])) : []
  if (!row || !loaded) throw new NotFoundError('rating of CDR', cdrId)
  const rating = toDraft(row.ratings, row.rating_promises)
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
