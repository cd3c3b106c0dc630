// What was promised for sessions: the quote that a start was asked for with, else the prices of the moment in which a card
// was let in.
import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type {
  AuthorizationId,
  CustomerId,
  PartnerId,
  PricePlanVersionId,
  QuoteId,
  SessionId,
  TariffVersionId,
} from '@/lib/kernel/ids'
import { DAY_MS, instant, type Instant } from '@/lib/kernel/time'
import type { StepMode } from '@/lib/pricing/breakdown'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import { foldId, foldKey } from '@/lib/roaming/core/common'
import { chooseTariffs, isForContracts, type ContractTerms } from '../core/choose-tariffs'
import { namedTariffIds, type PromisedPrice, type StoredTariff } from '../core/subject'
import { loadOffers, type OfferedPlace } from './load-offers'
import type { Plans } from '../price-plans/load-plans'
import { loadExchanges } from '../prices/load-exchanges'
import { loadStoredTariffs, loadVersions } from './load-stored-tariffs'

export type PromiseWish = {
  customerId: CustomerId | null
  partnerId: PartnerId
  /** What the session or CDR says that we answered. */
  reference: string | null
  sessionId: SessionId | null
  /** Our answer, where it was ours. */
  authorization: { id: AuthorizationId; at: Instant } | null
  startedAt: Instant
  /** Where it was, for what its connector offered. */
  place: OfferedPlace
  chargingPeriods: readonly ChargingPeriod[]
  /** Ids of tariffs that may price it where its periods name none. */
  candidates: readonly string[]
  /** Folded keys of all these tariffs, and their versions at the start. */
  keys: readonly string[]
  stored: readonly StoredTariff[]
  stepMode: StepMode
  /** What tells the candidates apart. */
  terms: ContractTerms
}

type QuoteRow = {
  wish: number
  id: QuoteId
  shown_at: number
  tariff_version_id: TariffVersionId | null
  price_plan_version_id: PricePlanVersionId
  step_mode: StepMode
  power_type: string
  max_power_kw: number | null
}

/** Another customer's quote binds nobody. */
async function loadQuotes(db: Reader, wishes: readonly PromiseWish[]): Promise<QuoteRow[]> {
  const asked = wishes.flatMap(({ customerId, reference, sessionId }, wish) =>
    customerId && (reference || sessionId) ? [{ wish, customer_id: customerId, reference, session_id: sessionId }] : [],
  )
  if (asked.length === 0) return []
  return (await db.execute(sql`
    select w.wish, q.id, extract(epoch from q.shown_at)::float8 * 1000 as shown_at, q.tariff_version_id, q.price_plan_version_id,
      q.step_mode, q.power_type, q.max_power_kw
    from json_to_recordset(${JSON.stringify(asked)}::text::json) as w (wish int, customer_id text, reference text, session_id text)
    join lateral (
      select k.quote_id from commands k
      where k.quote_id is not null and k.customer_id = w.customer_id and (k.authorization_reference = w.reference or k.session_id = w.session_id)
        and k.customer_id = (select customer_id from quotes q where q.id = k.quote_id)
      -- The start's own price before that of the reservation it came from.
      order by k.kind = 'START_SESSION' desc, (k.authorization_reference = w.reference) desc nulls last, k.requested_at desc limit 1
    ) k on true
    join quotes q on q.id = k.quote_id
    where q.price_plan_version_id is not null`)) as unknown as QuoteRow[] // the columns of the statement
}

/** An answer counts for a start soon after it; a card may be read hours before, a reservation made. */
function promisedAt({ authorization, startedAt }: PromiseWish): Instant {
  const age = authorization ? startedAt - authorization.at : -1
  return authorization && age >= 0 && age < DAY_MS ? authorization.at : startedAt
}

/** Of each wish the promise that binds us, in their order. */
export async function loadPromises(
  db: Reader,
  plans: Plans,
  wishes: readonly PromiseWish[],
): Promise<(PromisedPrice | null)[]> {
  const quotes = await loadQuotes(db, wishes)
  const promises = await publicPromises(db, plans, wishes)
  if (quotes.length === 0) return withRates(db, promises)
  const ids = quotes.flatMap((quote) => (quote.tariff_version_id ? [quote.tariff_version_id] : []))
  const versions = await loadVersions(db, [...new Set(ids)])
  for (const quote of quotes) {
    const plan = plans.versions.find((version) => version.versionId === quote.price_plan_version_id)
    const tariff = quote.tariff_version_id && versions.get(quote.tariff_version_id)
    if (!plan) continue
    promises[quote.wish] = {
      source: 'quote',
      quoteId: quote.id,
      authorizationId: null,
      at: instant(Math.round(quote.shown_at)),
      tariffs: tariff ? [tariff] : [],
      plan: { versionId: plan.versionId, rules: plan.rules },
      stepMode: quote.step_mode,
      connector: { powerType: quote.power_type, maxPowerKw: quote.max_power_kw },
      context: null,
      exchange: null,
    }
  }
  return withRates(db, promises)
}

/** Foreign money was worth what its rate said, as we knew it at the moment of the promise. */
async function withRates(db: Reader, promises: readonly (PromisedPrice | null)[]): Promise<(PromisedPrice | null)[]> {
  const exchanges = await loadExchanges(
    db,
    promises.map((promised) => ({
      currencies: (promised?.tariffs ?? []).map(({ tariff }) => tariff.currency),
      startedAt: promised?.at ?? instant(0),
      ...(promised ? { heldBy: promised.at } : {}),
    })),
  )
  return promises.map((promised, index) => promised && { ...promised, exchange: exchanges[index] ?? null })
}

/** What was in force and known at the moment is what anybody could read; where we held no tariff, nothing was promised. */
async function publicPromises(
  db: Reader,
  plans: Plans,
  wishes: readonly PromiseWish[],
): Promise<(PromisedPrice | null)[]> {
  const offers = await loadOffers(
    db,
    wishes.map((wish) => (wish.customerId === null ? null : { ...wish.place, at: promisedAt(wish) })),
  )
  const held = await loadHeld(db, wishes, offers)
  return wishes.map((wish, index) => {
    const at = promisedAt(wish)
    const plan = wish.customerId === null ? null : plans.findShown(wish.customerId, at)
    const tariffs = chooseHeld(wish, held[index] ?? [], offers[index] ?? null)
    if (!plan || !tariffs) return null
    return {
      source: 'public',
      quoteId: null,
      authorizationId: wish.authorization?.id ?? null,
      at,
      tariffs,
      plan: { versionId: plan.versionId, rules: plan.rules },
      stepMode: wish.stepMode,
      connector: null,
      context: null,
      exchange: null,
    }
  })
}

/**
 * As the bill would choose, among what we held, if what the session names is what its connector offered. If it names
 * another or none, the connector's price is the one that could be read. Null where none can be told.
 */
function chooseHeld(
  { startedAt, chargingPeriods, candidates, terms }: PromiseWish,
  held: readonly StoredTariff[],
  offered: readonly string[] | null,
): StoredTariff[] | null {
  const choose = (session: Parameters<typeof chooseTariffs>[0], ids: readonly string[], wanted: number) => {
    const chosen = chooseTariffs(session, held, ids, terms).tariffs
    return chosen.length === wanted ? chosen.flatMap((tariff) => held.filter((entry) => entry.tariff === tariff)) : null
  }
  const session = { startedAt, chargingPeriods: [...chargingPeriods], tariffs: [] }
  const named = namedTariffIds(session)
  const asNamed = choose(session, candidates, Math.max(1, named.length))
  if (!offered) return asNamed
  const listed = new Set(offered.map(foldId))
  const fits = named.every((id) => listed.has(id)) && asNamed?.every(({ tariff }) => isForContracts(tariff))
  if (fits && named.length > 0) return asNamed
  return choose({ ...session, chargingPeriods: [] }, offered, 1) ?? asNamed
}

/** The versions at the start, unless more is needed or one of them came or began only after the promise: then those before. */
async function loadHeld(
  db: Reader,
  wishes: readonly PromiseWish[],
  offers: readonly (readonly string[] | null)[],
): Promise<readonly (readonly StoredTariff[])[]> {
  const held: (readonly StoredTariff[])[] = wishes.map(({ stored }) => stored)
  const late = wishes.flatMap((wish, index) => {
    const at = promisedAt(wish)
    const offered = (offers[index] ?? []).map((id) => foldKey({ ...wish.place, id }))
    const missing = offered.some((key) => !wish.keys.includes(key))
    return missing || wish.stored.some(({ validFrom, receivedAt }) => validFrom > at || receivedAt > at)
      ? [{ index, wish, at, keys: [...new Set([...wish.keys, ...offered])] }]
      : []
  })
  const found = await loadStoredTariffs(
    db,
    late.map(({ wish: { partnerId }, keys, at }) => ({ partnerId, keys, at, heldBy: at })),
  )
  late.forEach(({ index }, position) => {
    held[index] = found[position] ?? []
  })
  return held
}
