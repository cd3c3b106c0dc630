import { and, eq, ne, sql } from 'drizzle-orm'
import { reader, type Tx } from '@/db/client'
import { priceCorrections } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { AppError } from '@/lib/kernel/errors'
import type { CdrId, PricePublicationId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { loadCdrSubjects, withoutLock } from '../cdrs/load-cdr-subjects'
import { assessCdr } from '../core/assess-cdr'
import { reRateCdr } from '../re-rate-cdr'

type Correctable = { id: CdrId; isDecided: boolean }
type Outcome = 'rated' | 'billed' | 'decided'
export type AppliedCorrection = Record<Outcome, number>

/** Charges whose rating used a quarter of the publication at an earlier and different price, in the order of the road. */
async function listCorrectable(ctx: SystemCtx, publicationId: PricePublicationId): Promise<Correctable[]> {
  return (await reader(ctx).execute(sql`
    with changed as materialized (
      select s.area, s.started_at, s.revision from spot_prices s
      where s.publication_id = ${publicationId} and s.per_kwh is distinct from (
        select b.per_kwh from spot_prices b where b.area = s.area and b.started_at = s.started_at and b.revision < s.revision
        order by b.revision desc limit 1)
    ), span as (
      select area, min(started_at) as "from", max(started_at) + interval '15 minutes' as "to" from changed group by area
    )
    select c.id, coalesce((select v.decision in ('released_at_our_price', 'released_at_cpo_price', 'corrected')
      from cdr_reviews v where v.cdr_id = c.id order by v.id desc limit 1), false) as "isDecided"
    from span join cdrs c on c.started_at < span."to" and c.started_at > span."from" - interval '61 days'
      and c.ended_at > span."from" and not c.credit and c.status in ('accepted', 'held', 'disputed')
    join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where not exists (select 1 from cdrs k where k.credit and k.credited_key = c.key and k.status = 'accepted')
      and exists (
        select 1 from json_array_elements(r.lines) l, json_array_elements(l -> 'parts') p
        join changed k on k.started_at = to_timestamp(floor((p ->> 'startedAt')::float8 / 900000) * 900)
          and k.revision > (p #>> '{spot,revision}')::int
        where l #>> '{note,kind}' = 'spot' and l #>> '{note,area}' = k.area)
    order by c.started_at, c.id`)) as unknown as Correctable[] // the columns of the statement
}

async function grossOf(db: Tx, cdrId: CdrId): Promise<bigint | null> {
  const [row] = (await db.execute(sql`
    select retail_gross_minor::text as gross from ratings where cdr_id = ${cdrId} and superseded_at is null`)) as unknown as {
    gross: string | null
  }[] // its column
  return row === undefined || row.gross === null ? null : BigInt(row.gross)
}

/** What a charge that stays as it is would cost now. */
async function wouldCost(db: Tx, cdrId: CdrId): Promise<bigint | null> {
  const [loaded] = await loadCdrSubjects(db, withoutLock([cdrId]))
  return loaded ? (assessCdr(loaded.subject).rating.retail?.grossMinor ?? null) : null
}

async function priceAgain(tx: SystemCtx & { db: Tx }, { id, isDecided }: Correctable): Promise<Outcome> {
  if (isDecided) return 'decided'
  try {
    await reRateCdr(tx, id)
    return 'rated'
  } catch (error) {
    // It is settled: on an invoice, also one that was made since it was listed.
    if (error instanceof AppError) return 'billed'
    throw error
  }
}

async function applyTo(ctx: SystemCtx, publicationId: PricePublicationId, charge: Correctable): Promise<Outcome> {
  return withTransaction(ctx, async (tx) => {
    const beforeMinor = await grossOf(tx.db, charge.id)
    const outcome = await priceAgain(tx, charge)
    const afterMinor = outcome === 'rated' ? await grossOf(tx.db, charge.id) : await wouldCost(tx.db, charge.id)
    // What an earlier correction said of it is out of date.
    await tx.db
      .delete(priceCorrections)
      .where(
        and(
          eq(priceCorrections.cdrId, charge.id),
          ne(priceCorrections.publicationId, publicationId),
          ne(priceCorrections.outcome, 'rated'),
        ),
      )
    const noted = { outcome, beforeMinor, afterMinor, at: ctx.clock.now() }
    await tx.db
      .insert(priceCorrections)
      .values({ publicationId, cdrId: charge.id, ...noted })
      .onConflictDoUpdate({ target: [priceCorrections.publicationId, priceCorrections.cdrId], set: noted })
    return outcome
  })
}

/**
 * Prices again what was priced by quarters that a publication corrects. What is on an invoice, or was decided by a person,
 * stays, and is noted with what it would cost now for staff to act on. Safe to repeat: what was priced again uses the new
 * price and is not found any more.
 */
export async function applyPriceCorrection(
  ctx: SystemCtx,
  publicationId: PricePublicationId,
): Promise<AppliedCorrection> {
  authorize(ctx, 'cdr:review')
  const applied: AppliedCorrection = { rated: 0, billed: 0, decided: 0 }
  for (const charge of await listCorrectable(ctx, publicationId))
    applied[await applyTo(ctx, publicationId, charge)] += 1
  if (applied.rated + applied.billed + applied.decided > 0)
    await withTransaction(ctx, (tx) =>
      audit(tx, { action: 'price.apply-correction', entity: 'spot-prices', entityId: publicationId, after: applied }),
    )
  return applied
}
