import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputeCdrs, disputeEvents, disputes } from '@/db/schema/disputes'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId, PartnerId, UserId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import type { Clock } from '@/lib/platform/clock'
import { standardTerms } from '@/lib/roaming/core/agreement'
import { loadAgreements } from '../cdrs/load-agreements'
import { mayFollow, type DisputeCause, type DisputeEventKind, type DisputeState } from '../core/dispute-state'
import type { DisputeLine } from '../core/dispute-terms'
import { toleranceIn, type Tolerance } from '../core/rules/price'

export type LockedDispute = {
  id: DisputeId
  number: number
  partnerId: PartnerId
  state: DisputeState
  cause: DisputeCause
  currency: string
  tolerance: Tolerance
}

/** Locks a case for what is to become of it. Refuses what may not follow its state; null may always. */
export async function lockDispute(db: Tx, disputeId: DisputeId, next: DisputeState | null): Promise<LockedDispute> {
  const [row] = await db
    .select({
      id: disputes.id,
      number: disputes.number,
      partnerId: disputes.partnerId,
      state: disputes.state,
      cause: disputes.cause,
      currency: disputes.currency,
    })
    .from(disputes)
    .where(eq(disputes.id, disputeId))
    .for('update')
  if (!row) throw new NotFoundError('dispute', disputeId)
  if (next && !mayFollow(row.state, next)) throw new PreconditionError(`the case is ${row.state}`)
  return { ...row, tolerance: await toleranceOf(db, row) }
}

/** What the operator may be off by, as was agreed for the first charge of the case. */
async function toleranceOf(
  db: Tx,
  { id: disputeId, partnerId, currency }: Pick<LockedDispute, 'id' | 'partnerId' | 'currency'>,
): Promise<Tolerance> {
  const [first] = (await db.execute(sql`
    select c.country_code as country, upper(c.country_code || '*' || c.party_id) as party, extract(epoch from c.started_at)::float8 * 1000 as started
    from dispute_cdrs l join cdrs c on c.id = l.cdr_id where l.dispute_id = ${disputeId} order by c.started_at limit 1`)) as unknown as {
    country: string
    party: string
    started: number
  }[] // the columns of the statement
  const agreements = await loadAgreements(db, [partnerId])
  const agreement = first && agreements.find(partnerId, first.party, instant(Math.round(first.started)))
  return toleranceIn(agreement?.terms ?? standardTerms(first?.country ?? ''), currency)
}

export type LiveLine = DisputeLine & { cdrId: CdrId }

/** The CDRs of a case that have not ended yet. */
export function liveLines(db: Tx, disputeId: DisputeId): Promise<LiveLine[]> {
  return db
    .select({
      cdrId: disputeCdrs.cdrId,
      askedMinor: disputeCdrs.askedMinor,
      oursMinor: disputeCdrs.oursMinor,
      claimMinor: disputeCdrs.claimMinor,
      recoveredMinor: disputeCdrs.recoveredMinor,
    })
    .from(disputeCdrs)
    .where(and(eq(disputeCdrs.disputeId, disputeId), isNull(disputeCdrs.settledAt)))
    .orderBy(disputeCdrs.cdrId)
}

export type DisputeNews = {
  disputeId: DisputeId
  kind: DisputeEventKind
  /** The operator does nothing here by itself: it is told of what came from it. */
  actor?: 'operator'
  cdrId?: CdrId
  note?: string
  amountMinor?: bigint
  deadline?: typeof disputeEvents.$inferInsert.deadline
}

/** Whoever acts on a case, in its transaction. */
export type CaseTx = { readonly actor: string; readonly clock: Clock; readonly db: Tx; readonly userId?: UserId }

/** Adds to a case's history, by whoever acts. */
export async function tellDispute(ctx: CaseTx, news: DisputeNews): Promise<void> {
  const own = ctx.actor === 'staff' || ctx.actor === 'customer' ? ctx.actor : ('system' as const)
  await ctx.db.insert(disputeEvents).values({
    ...news,
    actor: news.actor ?? own,
    userId: ctx.userId ?? null,
    at: ctx.clock.now(),
  })
}

/** The live case of each of these CDRs, locked. */
export async function lockLiveDisputes(
  db: Tx,
  cdrIds: readonly CdrId[],
): Promise<{ disputeId: DisputeId; cdrId: CdrId }[]> {
  if (cdrIds.length === 0) return []
  const rows = await db.execute(sql`
    select d.id as "disputeId", l.cdr_id as "cdrId" from dispute_cdrs l join disputes d on d.id = l.dispute_id
    where l.settled_at is null and l.cdr_id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json))
    order by d.id for update of d`)
  return rows as unknown as { disputeId: DisputeId; cdrId: CdrId }[] // the columns of the statement
}
