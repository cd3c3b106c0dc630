// How well operators do what they are asked: starts, accounts in time, prices as stated, data without gaps.
import { sql, type SQL } from 'drizzle-orm'
import { getDb, reader, type Reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, instant, MINUTE_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { convertUnit } from '../prices/convert-to-kronor'

export const SCORE_DAYS = [30, 90] as const
export type ScoreDays = (typeof SCORE_DAYS)[number]

export type Scorecard = {
  partnerId: PartnerId
  partnerName: string
  /** Starts that were asked for and decided, one way or by time running out, and those that became a session. */
  starts: number
  started: number
  cdrs: number
  /** From the end of a charge to its CDR; what is older than the connection was read in with it and says nothing. */
  delayP50Ms: number | null
  delayP95Ms: number | null
  /** CDRs whose price could be worked out; those with the operator's price to the öre; those with a higher one. */
  compared: number
  exact: number
  overcharged: number
  /** What the higher ones ask too much, in kronor. */
  overchargedMinor: bigint
  /** Share of the expected particulars that CDRs carry, 0 to 1; null without CDRs. */
  completeness: number | null
  /** Our answers to real-time authorisations, of the messages that are kept. */
  authorizations: number
  authorizeP50Ms: number | null
  authorizeP95Ms: number | null
}

type Row = {
  partner_id: PartnerId
  partner_name: string
  starts: number
  started: number
  cdrs: number
  delay_p50: number | null
  delay_p95: number | null
  compared: number
  exact: number
  overcharged: number
  overcharged_minor: string
  completeness: number | null
  authorizations: number
  authorize_p50: number | null
  authorize_p95: number | null
}

/** Below this a difference is one of rounding. */
const SAME = sql`0.01`

function select(since: Instant, only: SQL): SQL {
  const from = sql`${toIsoInstant(since)}::timestamptz`
  return sql`
    select p.id as partner_id, p.name as partner_name, s.starts, s.started, c.cdrs, c.delay_p50, c.delay_p95, c.compared, c.exact,
      c.overcharged, c.overcharged_minor::text as overcharged_minor, c.completeness, a.authorizations, a.authorize_p50, a.authorize_p95
    from partners p
    cross join lateral (
      select count(*)::int as starts, count(m.session_id)::int as started
      from commands m where m.partner_id = p.id and m.kind = 'START_SESSION' and m.requested_at >= ${from}
        and (m.session_id is not null or m.state in ('done', 'rejected', 'unknown') or m.timeout_at < now())
    ) s
    cross join lateral (
      select count(*)::int as cdrs,
        (percentile_cont(0.5) within group (order by greatest(0, extract(epoch from x.received_at - x.ended_at)))
          filter (where x.ended_at >= p.created_at))::float8 * 1000 as delay_p50,
        (percentile_cont(0.95) within group (order by greatest(0, extract(epoch from x.received_at - x.ended_at)))
          filter (where x.ended_at >= p.created_at))::float8 * 1000 as delay_p95,
        count(*) filter (where r.wholesale_excl is not null and r.cpo_excl is not null)::int as compared,
        count(*) filter (where abs(r.wholesale_excl - r.cpo_excl) <= ${SAME})::int as exact,
        count(*) filter (where r.cpo_excl - r.wholesale_excl > ${SAME})::int as overcharged,
        coalesce(round(sum((r.cpo_excl - r.wholesale_excl) * ${convertUnit('r')}) filter (where r.cpo_excl - r.wholesale_excl > ${SAME}) * 100), 0) as overcharged_minor,
        avg(((x.session_ocpi_id is not null)::int + (x.authorization_reference is not null)::int + (x.evse_uid <> '#NA')::int
          + (x.zone_source = 'location')::int + (r.tariff_source is not null and r.tariff_source <> 'none')::int
          + (x.wire_findings = '[]')::int) / 6.0)::float8 as completeness
      from cdrs x left join ratings r on r.cdr_id = x.id and r.superseded_at is null
      where x.partner_id = p.id and x.received_at >= ${from} and not x.credit
    ) c
    cross join lateral (
      select count(*)::int as authorizations, percentile_cont(0.5) within group (order by e.duration_ms)::float8 as authorize_p50,
        percentile_cont(0.95) within group (order by e.duration_ms)::float8 as authorize_p95
      from ocpi_exchanges e where e.partner_id = p.id and e.module = 'tokens' and e.direction = 'in' and e.method = 'POST' and e.at >= ${from}
    ) a
    where ${only}
    order by p.name`
}

function toScorecard(row: Row): Scorecard {
  return {
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    starts: row.starts,
    started: row.started,
    cdrs: row.cdrs,
    delayP50Ms: row.delay_p50,
    delayP95Ms: row.delay_p95,
    compared: row.compared,
    exact: row.exact,
    overcharged: row.overcharged,
    overchargedMinor: BigInt(row.overcharged_minor),
    completeness: row.completeness,
    authorizations: row.authorizations,
    authorizeP50Ms: row.authorize_p50,
    authorizeP95Ms: row.authorize_p95,
  }
}

async function load(db: Reader, now: Instant, days: ScoreDays, only: SQL): Promise<Scorecard[]> {
  const rows = (await db.execute(select(instant(now - days * DAY_MS), only))) as unknown as Row[] // the columns of the statement
  return rows.map(toScorecard)
}

/** Every partner that ever was connected, by name. */
export async function listScorecards(ctx: StaffCtx, days: ScoreDays): Promise<Scorecard[]> {
  authorize(ctx, 'partner:read')
  return load(reader(ctx), ctx.clock.now(), days, sql`p.state <> 'draft'`)
}

export async function findScorecard(ctx: StaffCtx, partnerId: PartnerId, days: ScoreDays): Promise<Scorecard | null> {
  authorize(ctx, 'partner:read')
  const [card] = await load(reader(ctx), ctx.clock.now(), days, sql`p.id = ${partnerId}`)
  return card ?? null
}

/** Fewer say nothing about an operator. */
const ENOUGH_CDRS = 100
const ENOUGH_STARTS = 20
const KEPT_MS = 10 * MINUTE_MS

export type PublicScore = {
  name: string
  /** Shares, 0 to 1; null where there are too few. */
  started: number | null
  exact: number | null
  accountP50Ms: number | null
}

export function toPublicScores(cards: readonly Scorecard[]): PublicScore[] {
  return cards
    .filter((card) => card.cdrs >= ENOUGH_CDRS)
    .map((card) => ({
      name: card.partnerName,
      started: card.starts >= ENOUGH_STARTS ? card.started / card.starts : null,
      exact: card.compared >= ENOUGH_CDRS ? card.exact / card.compared : null,
      accountP50Ms: card.delayP50Ms,
    }))
}

let kept: { at: Instant; scores: Promise<PublicScore[]> } | null = null

/** What anybody may see, of operators with enough charges in ninety days. Worked out anew every ten minutes at the most. */
export function listPublicScores(): Promise<PublicScore[]> {
  const now = systemClock.now()
  if (kept && now - kept.at < KEPT_MS) return kept.scores
  const scores = load(getDb(), now, 90, sql`p.state = 'registered'`).then(toPublicScores)
  kept = { at: now, scores }
  scores.catch(() => (kept = null))
  return scores
}
