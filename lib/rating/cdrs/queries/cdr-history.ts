// What happened to a CDR: its ratings, decisions, conflicting repeats and credits.
import { asc, desc, eq, sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import { users } from '@/db/schema/customers'
import { cdrReviews, ratings, type ReviewDecision } from '@/db/schema/rating'
import { cdrConflicts, type CdrStatus, type ConflictDecision } from '@/db/schema/roaming'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId, PricePlanVersionId, RatingId } from '@/lib/kernel/ids'
import type { CalendarDate, Instant } from '@/lib/kernel/time'
import type { Conversion } from '../../core/exchange'

export type RatingRevision = {
  id: RatingId
  revision: number
  engineVersion: string
  pricePlanVersionId: PricePlanVersionId | null
  tariffSource: 'cdr' | 'stored' | 'none'
  currency: string
  /** What its money was worth in kronor, and by whose rate. */
  conversion: Conversion | null
  cpoExcl: DecimalString | null
  wholesaleExcl: DecimalString | null
  /** What the agreement gives: our side of every comparison. */
  agreedExcl: DecimalString | null
  costMinor: bigint | null
  retailNetMinor: bigint | null
  retailVatMinor: bigint | null
  retailGrossMinor: bigint | null
  marginMinor: bigint | null
  ratedAt: Instant
  supersededAt: Instant | null
}

/** Newest first; the first one counts. */
export function listRatings(db: Reader, cdrId: CdrId): Promise<RatingRevision[]> {
  return db
    .select({
      id: ratings.id,
      revision: ratings.revision,
      engineVersion: ratings.engineVersion,
      pricePlanVersionId: ratings.pricePlanVersionId,
      tariffSource: ratings.tariffSource,
      currency: ratings.currency,
      conversion: ratings.conversion,
      cpoExcl: ratings.cpoExcl,
      wholesaleExcl: ratings.wholesaleExcl,
      agreedExcl: ratings.agreedExcl,
      costMinor: ratings.costMinor,
      retailNetMinor: ratings.retailNetMinor,
      retailVatMinor: ratings.retailVatMinor,
      retailGrossMinor: ratings.retailGrossMinor,
      marginMinor: ratings.marginMinor,
      ratedAt: ratings.ratedAt,
      supersededAt: ratings.supersededAt,
    })
    .from(ratings)
    .where(eq(ratings.cdrId, cdrId))
    .orderBy(desc(ratings.revision))
}

export type Review = {
  decision: ReviewDecision
  reason: string
  /** Of a dispute. */
  deadline: CalendarDate | null
  userName: string
  at: Instant
}

export function listReviews(db: Reader, cdrId: CdrId): Promise<Review[]> {
  return db
    .select({
      decision: cdrReviews.decision,
      reason: cdrReviews.reason,
      deadline: cdrReviews.deadline,
      userName: sql<string>`coalesce(${users.name}, ${cdrReviews.userId})`,
      at: cdrReviews.at,
    })
    .from(cdrReviews)
    .leftJoin(users, eq(users.id, cdrReviews.userId))
    .where(eq(cdrReviews.cdrId, cdrId))
    .orderBy(asc(cdrReviews.id))
}

export type Conflict = {
  id: string
  received: string
  receivedAt: Instant
  decision: ConflictDecision | null
  reason: string | null
  decidedAt: Instant | null
  decidedByName: string | null
}

export function listConflicts(db: Reader, cdrId: CdrId): Promise<Conflict[]> {
  return db
    .select({
      id: cdrConflicts.id,
      received: cdrConflicts.received,
      receivedAt: cdrConflicts.receivedAt,
      decision: cdrConflicts.decision,
      reason: cdrConflicts.reason,
      decidedAt: cdrConflicts.decidedAt,
      decidedByName: users.name,
    })
    .from(cdrConflicts)
    .leftJoin(users, eq(users.id, cdrConflicts.decidedBy))
    .where(eq(cdrConflicts.cdrId, cdrId))
    .orderBy(asc(cdrConflicts.receivedAt))
}

export type CreditLink = {
  kind: 'credited_by' | 'credits'
  cdrId: CdrId
  ocpiId: string
  status: CdrStatus
  totalExcl: DecimalString | null
}

/** The credit CDRs of an original, or the original of a credit CDR. */
export async function listCreditLinks(db: Reader, cdrId: CdrId): Promise<CreditLink[]> {
  const rows = await db.execute(sql`
    select case when k.credit then 'credited_by' else 'credits' end as kind, k.id as "cdrId", k.ocpi_id as "ocpiId", k.status,
      k.total_excl as "totalExcl"
    from cdrs c
    join cdrs k on k.credit and k.credited_key = c.key or c.credit and not k.credit and k.key = c.credited_key
    where c.id = ${cdrId} order by k.received_at`)
  return rows as unknown as CreditLink[] // the columns of the statement
}
