import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import { ratingPromises } from '@/db/schema/quotes'
import { ratings } from '@/db/schema/rating'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import type { Breakdown } from '@/lib/pricing/breakdown'
import { loadCdrSubjects, withoutLock, type LoadedCdr } from '../cdrs/load-cdr-subjects'
import type { RatingDraft } from '../core/assess-cdr'
import { toKronor } from '../core/exchange'
import type { KeptPromise } from '../core/promise'
import type { MonthTally } from '../core/month-tally'
import { reviewOf, type ReviewSubject } from '../core/review-terms'
import { judgeAgain, lacksPrice } from './judge-again'

export type LoadedReview = {
  loaded: LoadedCdr
  /** As it stands, and with a price that can be told by now. */
  stored: RatingDraft
  rating: RatingDraft
  /** Its price is part of what the month has come to. */
  counted: boolean
  review: ReviewSubject
}

type PromiseRow = typeof ratingPromises.$inferSelect
type Row = { ratings: typeof ratings.$inferSelect; rating_promises: PromiseRow | null }

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
    conversion: row.conversion,
    cpoExcl: row.cpoExcl,
    wholesaleExcl: row.wholesaleExcl,
    agreementId: row.agreementId,
    agreedExcl: row.agreedExcl,
    correctedKwh: row.correctedKwh,
    evidence: row.evidence,
    costMinor: row.costMinor,
    costSekMinor: toKronor(row.costMinor, row.currency, row.conversion),
    retail: priced ? { lines, netMinor: retailNetMinor, vatMinor: retailVatMinor, grossMinor: retailGrossMinor } : null,
    marginMinor: row.marginMinor,
    breakdown: row.breakdown as Breakdown | null, // written by writeRatings
    promise: promise && toPromise(promise),
  }
}

function toReview(loaded: LoadedCdr, row: Row): LoadedReview {
  const stored = toDraft(row.ratings, row.rating_promises)
  return reviewFor(loaded, stored, !lacksPrice(loaded.subject, stored))
}

function reviewFor(loaded: LoadedCdr, stored: RatingDraft, counted: boolean): LoadedReview {
  const { subject } = loaded
  const rating = counted ? stored : judgeAgain(subject, stored)
  return { loaded, stored, rating, counted, review: reviewOf(subject, rating) }
}

/** The same with what others that are decided with it have used of the month; one that is counted in it already stays. */
export function meetMonth(found: LoadedReview, tally: Pick<MonthTally, 'meet'>): LoadedReview {
  const { loaded, stored, counted } = found
  if (counted) return found
  const subject = tally.meet(loaded.subject)
  return subject === loaded.subject ? found : reviewFor({ ...loaded, subject }, stored, counted)
}

/** CDRs with their current ratings, as decisions need them. What was never rated is left out. */
export async function loadReviewSubjects(db: Reader, cdrIds: readonly CdrId[]): Promise<Map<CdrId, LoadedReview>> {
  if (cdrIds.length === 0) return new Map()
  const [rows, loaded] = await Promise.all([
    db
      .select()
      .from(ratings)
      .leftJoin(ratingPromises, eq(ratingPromises.ratingId, ratings.id))
      .where(and(inArray(ratings.cdrId, [...cdrIds]), isNull(ratings.supersededAt))),
    loadCdrSubjects(db, withoutLock(cdrIds)),
  ])
  const byId = new Map(loaded.map((entry) => [entry.subject.cdrId, entry]))
  return new Map(
    rows.flatMap((row) => {
      const entry = byId.get(row.ratings.cdrId)
      return entry ? [[row.ratings.cdrId, toReview(entry, row)] as const] : []
    }),
  )
}

/** One of them. Refuses a CDR that was never rated. */
export async function loadReviewSubject(db: Reader, cdrId: CdrId): Promise<LoadedReview> {
  const found = (await loadReviewSubjects(db, [cdrId])).get(cdrId)
  if (!found) throw new NotFoundError('rating of CDR', cdrId)
  return found
}
