import { and, desc, eq, sql } from 'drizzle-orm'
import { reader, type Tx } from '@/db/client'
import { conformanceRuns, onboardings } from '@/db/schema/conformance'
import { partnerEndpoints, partnerEvents, partners, syncMarks } from '@/db/schema/partners'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { ConformanceRunId, PartnerId, TokenId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import type { OnboardingDirection, OnboardingFacts } from '../core/onboarding'
import type { PartnerContact } from '../core/partner'

const PULLED = ['locations', 'tariffs', 'sessions', 'cdrs']

export type Onboarding = {
  direction: OnboardingDirection
  startedAt: Instant
  liveAt: Instant | null
  contacts: PartnerContact[]
  testCard: { id: TokenId; uid: string; visualNumber: string | null; customerName: string } | null
  latestRun: { id: ConformanceRunId; errors: number; warnings: number } | null
  first: FirstSession
  facts: OnboardingFacts
}

/** The first of each that came since the onboarding began; ids where a page shows more. */
export type FirstSession = {
  authorization: { at: Instant; allowed: string } | null
  session: { at: Instant; id: string; place: string; status: string; energyKwh: string } | null
  cdr: { at: Instant; id: string; status: string } | null
  rating: { at: Instant; cdrId: string } | null
}

/** All that the wizard shows, read from the partner's own data and the few things that only people know. */
export async function getOnboarding(ctx: StaffCtx & { readonly db?: Tx }, partnerId: PartnerId): Promise<Onboarding> {
  authorize(ctx, 'partner:read')
  const db = reader(ctx)
  const [row] = await db
    .select({
      direction: onboardings.direction,
      startedAt: onboardings.startedAt,
      testTokenId: onboardings.testTokenId,
      checks: onboardings.checks,
      state: partners.state,
      countryCode: partners.countryCode,
      lastError: partners.lastError,
      version: partners.version,
      liveAt: partners.liveAt,
      contacts: partners.contacts,
    })
    .from(onboardings)
    .innerJoin(partners, eq(partners.id, onboardings.partnerId))
    .where(eq(onboardings.partnerId, partnerId))
  if (!row) throw new NotFoundError('onboarding', partnerId)
  const [modules, run, chosen, testCard, first] = await Promise.all([
    db
      .select({ identifier: partnerEndpoints.identifier, fullAt: syncMarks.lastFullAt })
      .from(partnerEndpoints)
      .leftJoin(
        syncMarks,
        and(eq(syncMarks.partnerId, partnerEndpoints.partnerId), eq(syncMarks.module, partnerEndpoints.identifier)),
      )
      .where(and(eq(partnerEndpoints.partnerId, partnerId), eq(partnerEndpoints.role, 'SENDER'))),
    findLatestRun(ctx, partnerId),
    db
      .select({ id: partnerEvents.id })
      .from(partnerEvents)
      .where(and(eq(partnerEvents.partnerId, partnerId), eq(partnerEvents.step, 'version_chosen')))
      .limit(1),
    findTestCard(ctx, row.testTokenId),
    findFirstSession(ctx, partnerId, row.startedAt),
  ])
  const toPull = modules.filter(({ identifier }) => PULLED.includes(identifier))
  const facts: OnboardingFacts = {
    state: row.state,
    partyKnown: row.countryCode !== '--',
    lastError: row.lastError,
    versionKnown: chosen.length > 0 || row.version !== null,
    toPull: toPull.map(({ identifier }) => identifier),
    pulled: toPull.filter(({ fullAt }) => fullAt !== null).map(({ identifier }) => identifier),
    run: run && { state: run.state, errors: run.errors },
    checks: row.checks,
    live: row.liveAt !== null,
    firstSession: {
      authorization: first.authorization !== null,
      session: first.session !== null,
      cdr: first.cdr !== null,
      rating: first.rating !== null,
    },
  }
  const { direction, startedAt, liveAt, contacts } = row
  return { direction, startedAt, liveAt, contacts, testCard, latestRun: run, first, facts }
}

/** Whether a partner has a wizard to go back to. */
export async function hasOnboarding(ctx: StaffCtx, partnerId: PartnerId): Promise<boolean> {
  authorize(ctx, 'partner:read')
  const rows = await reader(ctx)
    .select({ id: onboardings.partnerId })
    .from(onboardings)
    .where(eq(onboardings.partnerId, partnerId))
  return rows.length > 0
}

async function findLatestRun(ctx: { readonly db?: Tx }, partnerId: PartnerId) {
  const [run] = await reader(ctx)
    .select({
      id: conformanceRuns.id,
      state: conformanceRuns.state,
      errors: conformanceRuns.errors,
      warnings: conformanceRuns.warnings,
    })
    .from(conformanceRuns)
    .where(eq(conformanceRuns.partnerId, partnerId))
    .orderBy(desc(conformanceRuns.id))
    .limit(1)
  return run ?? null
}

/** The card with which a partner is tried; null where none has been chosen, or the partner has no onboarding. */
export async function findTestCardOf(ctx: StaffCtx, partnerId: PartnerId): Promise<TokenId | null> {
  authorize(ctx, 'partner:read')
  const [row] = await reader(ctx)
    .select({ id: onboardings.testTokenId })
    .from(onboardings)
    .where(eq(onboardings.partnerId, partnerId))
  return row?.id ?? null
}

async function findTestCard(ctx: { readonly db?: Tx }, tokenId: TokenId | null): Promise<Onboarding['testCard']> {
  if (!tokenId) return null
  const [row] = (await reader(ctx).execute(sql`
    select t.id, t.uid, t.visual_number as "visualNumber", c.name as "customerName"
    from tokens t join customers c on c.id = t.customer_id where t.id = ${tokenId}`)) as unknown as NonNullable<
    Onboarding['testCard']
  >[] // the columns of the statement
  return row ?? null
}

type FirstRow = {
  kind: 'authorization' | 'session' | 'cdr' | 'rating'
  at: number
  id: string
  word: string
  place: string | null
  energy: string | null
}

// Partners lie below roaming and rating, whose rows are read here by their tables only: what came first, and when.
async function findFirstSession(
  ctx: { readonly db?: Tx },
  partnerId: PartnerId,
  since: Instant,
): Promise<FirstSession> {
  const from = new Date(since).toISOString()
  const rows = (await reader(ctx).execute(sql`
    (select 'authorization' as kind, extract(epoch from at)::float8 * 1000 as at, id, allowed as word, null as place, null as energy
      from authorizations where partner_id = ${partnerId} and at >= ${from}::timestamptz and allowed <> 'UNKNOWN' order by at limit 1)
    union all
    (select 'session', extract(epoch from created_at)::float8 * 1000, id, status, place_name, energy_kwh::text
      from sessions where partner_id = ${partnerId} and created_at >= ${from}::timestamptz and token_id is not null order by created_at limit 1)
    union all
    (select 'cdr', extract(epoch from received_at)::float8 * 1000, id, status, place_name, energy_kwh::text
      from cdrs where partner_id = ${partnerId} and received_at >= ${from}::timestamptz and token_id is not null order by received_at limit 1)
    union all
    (select 'rating', extract(epoch from r.rated_at)::float8 * 1000, c.id, c.status, null, null
      from cdrs c join ratings r on r.cdr_id = c.id
      where c.partner_id = ${partnerId} and c.received_at >= ${from}::timestamptz and c.token_id is not null order by r.rated_at limit 1)`)) as unknown as FirstRow[] // the columns of the statement
  const of = (kind: FirstRow['kind']) => rows.find((row) => row.kind === kind)
  const at = (row: FirstRow) => instant(Math.round(row.at))
  const [authorization, session, cdr, rating] = [of('authorization'), of('session'), of('cdr'), of('rating')]
  return {
    authorization: authorization ? { at: at(authorization), allowed: authorization.word } : null,
    session: session
      ? {
          at: at(session),
          id: session.id,
          place: session.place ?? '',
          status: session.word,
          energyKwh: session.energy ?? '0',
        }
      : null,
    cdr: cdr ? { at: at(cdr), id: cdr.id, status: cdr.word } : null,
    rating: rating ? { at: at(rating), cdrId: rating.id } : null,
  }
}
