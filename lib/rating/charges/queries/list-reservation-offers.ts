// The lengths for which a charge point can be held, each with its price for this customer.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { instant, MINUTE_MS, type Instant } from '@/lib/kernel/time'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { RESERVATION_MINUTES, type ReservationQuote } from '@/lib/roaming/core/command'
import { foldKey } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Connector } from '@/lib/roaming/core/location'
import { loadContractTerms } from '../../cdrs/load-agreements'
import { loadStoredTariffs } from '../../cdrs/load-stored-tariffs'
import { currentTypeOf } from '../../core/charge-facts'
import { chooseTariffs } from '../../core/choose-tariffs'
import { energyPriceAt } from '../../core/price-plan'
import { dearestQuote, quoteReservation } from '../../core/quote-reservation'
import { NO_CONTEXT } from '../../core/retail-context'
import { loadExchanges } from '../../prices/load-exchanges'
import { readPolicy } from '../../read-policy'
import { loadPlans } from '../../price-plans/load-plans'
import type { PlaceOwner } from './find-my-prices'

export type ReservationOffer = {
  minutes: number
  until: Instant
  /** Null where nobody knows the price. */
  quote: ReservationQuote | null
}
export type ReservationOffers = {
  offers: ReservationOffer[]
  /** Who carries the operator's fee: with a fixed price we do. */
  priceIsFixed: boolean
}

export async function listReservationOffers(
  ctx: CustomerCtx,
  place: PlaceOwner,
  connectors: readonly Connector[],
): Promise<ReservationOffers> {
  const db = reader(ctx)
  const now = ctx.clock.now()
  const wishes = connectors.map(({ tariffIds }) => ({
    partnerId: place.partnerId,
    at: now,
    keys: tariffIds.map((id) => foldKey({ ...place, id })),
  }))
  const [stored, plans, [partner]] = await Promise.all([
    loadStoredTariffs(db, wishes),
    loadPlans(db, [ctx.customerId]),
    db.execute(sql`select quirks from partners where id = ${place.partnerId}`) as unknown as { quirks: StoredQuirks }[],
  ])
  const plan = plans.find(ctx.customerId, now)
  const agreed = await loadContractTerms(db, place, now)
  const session = { startedAt: now, tariffs: [], chargingPeriods: [] }
  const chosen = connectors.map(
    ({ tariffIds }, index) => chooseTariffs(session, stored[index] ?? [], tariffIds, agreed).tariffs,
  )
  const exchanges = await loadExchanges(
    db,
    chosen.map((tariffs) => ({ currencies: tariffs.map(({ currency }) => currency), startedAt: now })),
  )
  const operator = `${place.countryCode}*${place.partyId}`.toUpperCase()
  const quote = (minutes: number): ReservationQuote | null => {
    if (!plan || !partner) return null
    const quotes = connectors.map((connector, index) =>
      quoteReservation({
        tariffs: chosen[index] ?? [],
        rules: plan.rules,
        timeZone: place.timeZone,
        startedAt: now,
        minutes,
        powerType: connector.powerType,
        maxPowerKw: connectorPowerKw(connector),
        stepMode: readPolicy(partner.quirks).stepMode,
        context: { ...NO_CONTEXT, operator, exchange: exchanges[index] ?? null },
      }),
    )
    return dearestQuote(quotes)
  }
  return {
    offers: RESERVATION_MINUTES.map((minutes) => ({
      minutes,
      until: instant(now + minutes * MINUTE_MS),
      quote: quote(minutes),
    })),
    priceIsFixed:
      plan !== null &&
      connectors.every((connector) => {
        const at = {
          operator,
          current: currentTypeOf(connector.powerType),
          powerKw: connectorPowerKw(connector) ?? 0,
        }
        return energyPriceAt(plan.rules, at).method !== 'pass_through'
      }),
  }
}
