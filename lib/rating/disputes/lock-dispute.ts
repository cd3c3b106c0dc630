import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputeCdrs, disputeEvents } from '@/db/schema/disputes'
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
  const [locked] = await lockDisputes(db, [disputeId], next)
  if (!locked) throw new NotFoundError('dispute', disputeId)
  return locked
}

type HeadRow = Omit<LockedDispute, 'tolerance'> & {
  country: string | null
  party: string | null
  started: number | null
}

/**
 * The same for several at once; those that do not exist are left out. What an operator may be off by is what was agreed
 * for the first charge of its case.
 */
export async function lockDisputes(
  db: Tx,
  disputeIds: readonly DisputeId[],
  next: DisputeState | null,
): Promise<LockedDispute[]> {
  if (disputeIds.length === 0) return []
  const rows = (await db.execute(sql`
    select d.id, d.number, d.partner_id as "partnerId", d.state, d.cause, d.currency, f.country, f.party, f.started
    from disputes d left join lateral (
      select c.country_code as country, upper(c.country_code || '*' || c.party_id) as party,
        extract(epoch from c.started_at)::float8 * 1000 as started
      from dispute_cdrs l join cdrs c on c.id = l.cdr_id where l.dispute_id = d.id order by c.started_at limit 1) f on true
    where d.id in (select json_array_elements_text(${JSON.stringify(disputeIds)}::text::json))
    order by d.id for update of d`)) as unknown as HeadRow[] // the columns of the statement
  const refused = rows.find(({ state }) => next && !mayFollow(state, next))
  if (refused) throw new PreconditionError(`the case is ${refused.state}`)
  const agreements = await loadAgreements(db, [...new Set(rows.map((row) => row.partnerId))])
  return rows.map(({ country, party, started, ...head }) => {
    const agreement = party && agreements.find(head.partnerId, party, instant(Math.round(started ?? 0)))
    const terms = agreement ? agreement.terms : standardTerms(country ?? '')
    return { ...head, tolerance: toleranceIn(terms, head.currency) }
  })
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

type DisputeActor = 'staff' | 'customer' | 'system'

/** Adds to a case's history, by whoever acts. */
export async function tellDispute(ctx: CaseTx, news: DisputeNews): Promise<void> {
  await tellDisputes(ctx, [news])
}

/** The same of several cases. */
export async function tellDisputes(ctx: CaseTx, news: readonly DisputeNews[]): Promise<void> {
  if (news.length === 0) return
  const { actor } = ctx
  const own: DisputeActor = actor === 'staff' || actor === 'customer' ? actor : 'system'
  const by = { userId: ctx.userId ?? null, at: ctx.clock.now() }
  await ctx.db.insert(disputeEvents).values(news.map((entry) => ({ ...entry, actor: entry.actor ?? own, ...by })))
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
