// The world in which a corpus is judged: the operators as partners of ours, their tariffs and places, our cards and what
// we answered when they asked about them.
import { sql } from 'drizzle-orm'
import { insertCustomer } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { getDb } from '@/db/client'
import { commands } from '@/db/schema/commands'
import { quotes } from '@/db/schema/quotes'
import { authorizations, tokens } from '@/db/schema/roaming'
import type { SystemCtx } from '@/lib/auth/context'
import { newId, type AuthorizationId, type CustomerId, type EvseId, type TokenId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, DAY_MS, instant, localDate, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { call } from '@/lib/ocpi/testing/call'
import { fixedClock } from '@/lib/platform/clock'
import { drawQuote } from '@/lib/rating/quotes/draw-quote'
import { quoteRow } from '@/lib/rating/quotes/lock-quote'
import type { Corpus } from '@/lib/ocpi/testing/cpo/corpus/generate-corpus'
import { ecbXml } from '@/lib/rating/fixtures/price-files'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import { importExchangeRates } from '@/lib/rating/prices/import-exchange-rates'

export type World = ReadonlyMap<string, PartnerFixture>

/** Makes everything that the operators of the corpus and their customers must find. */
export async function openWorld(ctx: SystemCtx, corpus: Corpus): Promise<World> {
  const at = instant(ctx.clock.now() - 500 * DAY_MS)
  await ensurePublicPlan({ ...ctx, clock: fixedClock(at) })
  await importExchangeRates(ctx, { text: ratesUntil(ctx.clock.now()), origin: 'corpus' })
  const world = new Map<string, PartnerFixture>()
  for (const { version, party, tariffs, locations } of corpus.operators) {
    const partner = await insertPartner({ version, countryCode: party.country_code, partyId: party.party_id, at })
    world.set(version, partner)
    for (const [module, objects] of [
      ['tariffs', tariffs],
      ['locations', locations],
    ] as const)
      for (const { id, body } of objects) {
        const path = `/ocpi/${version}/${module}/${party.country_code}/${party.party_id}/${id}`
        const answer = await call(partner, 'PUT', path, body)
        if (answer.code >= 2000) throw new Error(`${path}: ${answer.code} ${answer.message}`)
      }
  }
  await knowSince(at)
  const known = await insertCards(ctx, corpus)
  await insertAnswers(corpus, world, known)
  await insertQuotes(corpus, world, known)
  return world
}

/** What was just sent counts as known all along: what was promised is judged by when it could be read. */
async function knowSince(at: Instant): Promise<void> {
  const db = getDb()
  await db.execute(sql`update price_publications set received_at = ${toIsoInstant(at)}::timestamptz`)
  await db.execute(sql`alter table tariff_versions disable trigger tariff_versions_append_only`)
  await db.execute(sql`update tariff_versions set received_at = ${toIsoInstant(at)}::timestamptz`)
  await db.execute(sql`alter table tariff_versions enable trigger tariff_versions_append_only`)
  await db.execute(sql`update connector_offers set known_at = ${toIsoInstant(at)}::timestamptz`)
}

/** A rate for every day, of which those of publication are asked for. */
function ratesUntil(now: Instant): string {
  const last = localDate(now, BILLING_ZONE)
  const days = Array.from({ length: 500 }, (_, back) => addDays(last, -back))
  return ecbXml(Object.fromEntries(days.map((day) => [day, { SEK: '11.4325' }])))
}

type Card = { tokenId: TokenId; customerId: CustomerId }

async function insertCards(ctx: SystemCtx, { cards }: Corpus): Promise<Map<string, Card>> {
  const known = new Map<string, Card>()
  const born = instant(ctx.clock.now() - 500 * DAY_MS)
  const rows: (typeof tokens.$inferInsert)[] = []
  for (const { uid, contract_id: contractId, blockedAtMs } of cards) {
    const [id, customerId] = [newId('token', born), await insertCustomer({ at: born })]
    known.set(uid, { tokenId: id, customerId })
    rows.push({
      id,
      customerId,
      uid,
      uidKey: uid.toUpperCase(),
      type: 'RFID',
      contractId,
      issuer: 'Laddnota',
      whitelist: 'ALLOWED',
      state: blockedAtMs === undefined ? 'active' : 'blocked',
      createdAt: born,
      lastUpdated: blockedAtMs === undefined ? born : instant(blockedAtMs),
    })
  }
  for (let from = 0; from < rows.length; from += 500)
    await getDb()
      .insert(tokens)
      .values(rows.slice(from, from + 500))
  return known
}

async function insertAnswers(corpus: Corpus, world: World, cards: ReadonlyMap<string, Card>): Promise<void> {
  const rows = corpus.authorizations.map(({ reference, uid, atMs, allowed, locationId, version }) => ({
    id: reference as AuthorizationId, // theirs to repeat, whatever its form
    at: instant(atMs),
    partnerId: world.get(version)!.partnerId, // opened above
    ...cards.get(uid)!, // every card that was asked about is known
    tokenUid: uid,
    allowed,
    reason: 'corpus',
    locationId,
  }))
  for (let from = 0; from < rows.length; from += 500)
    await getDb()
      .insert(authorizations)
      .values(rows.slice(from, from + 500))
}

/** Quotes as they were drawn at their moment, and the starts that they were used for. */
async function insertQuotes(corpus: Corpus, world: World, cards: ReadonlyMap<string, Card>): Promise<void> {
  const db = getDb()
  for (const { version, reference, uid, atMs, locationId, evseUid, connectorId, kwh } of corpus.quotes) {
    const { partnerId } = world.get(version)! // opened above
    const { customerId, tokenId } = cards.get(uid)! // every card that started is known
    const at = instant(atMs)
    const [evse] = (await db.execute(sql`
      select e.id from evses e join locations l on l.id = e.location_id
      where l.partner_id = ${partnerId} and l.ocpi_id = ${locationId} and e.uid = ${evseUid}`)) as unknown as {
      id: EvseId
    }[] // by the select list
    const ask = { evseId: evse!.id, connectorId, wish: { by: 'kwh' as const, amount: kwh }, car: null } // it was sent above
    const drawn = await drawQuote(db, customerId, at, ask)
    const id = newId('quote', at)
    await db
      .insert(quotes)
      .values({ ...quoteRow(drawn!), id, customerId, createdAt: at, unknownAgreed: !drawn!.quote?.price }) // the connector is there
    await db.insert(commands).values({
      id: newId('command', at),
      kind: 'START_SESSION',
      partnerId,
      customerId,
      tokenId,
      locationOcpiId: locationId,
      evseUid,
      connectorId,
      quoteId: id,
      authorizationReference: reference,
      state: 'done',
      requestedAt: at,
      timeoutAt: at,
      finishedAt: at,
    })
  }
}
