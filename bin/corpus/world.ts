// The world in which a corpus is judged: the operators as partners of ours, their tariffs and places, our cards and what
// we answered when they asked about them.
import { insertCustomer } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { getDb } from '@/db/client'
import { authorizations, tokens } from '@/db/schema/roaming'
import type { SystemCtx } from '@/lib/auth/context'
import { newId, type AuthorizationId, type CustomerId, type TokenId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, DAY_MS, instant, localDate, type Instant } from '@/lib/kernel/time'
import { call } from '@/lib/ocpi/testing/call'
import type { Corpus } from '@/lib/ocpi/testing/cpo/corpus/generate-corpus'
import { ecbXml } from '@/lib/rating/fixtures/price-files'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import { importExchangeRates } from '@/lib/rating/prices/import-exchange-rates'

export type World = ReadonlyMap<string, PartnerFixture>

/** Makes everything that the operators of the corpus and their customers must find. */
export async function openWorld(ctx: SystemCtx, corpus: Corpus): Promise<World> {
  await ensurePublicPlan(ctx)
  await importExchangeRates(ctx, { text: ratesUntil(ctx.clock.now()), origin: 'corpus' })
  const world = new Map<string, PartnerFixture>()
  const at = instant(ctx.clock.now() - 500 * DAY_MS)
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
  const known = await insertCards(ctx, corpus)
  await insertAnswers(corpus, world, known)
  return world
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
