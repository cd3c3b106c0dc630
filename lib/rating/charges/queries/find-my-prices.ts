// What a charge would cost this customer at a connector: the engine of the bill, run on a charge that has not happened.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { decimal, roundHalfUp, toDecimalString, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { LocationId, PartnerId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { foldKey } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Connector } from '@/lib/roaming/core/location'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { loadContractTerms } from '../../cdrs/load-agreements'
import { loadStoredTariffs } from '../../cdrs/load-stored-tariffs'
import { currentTypeOf } from '../../core/charge-facts'
import { chooseTariffs } from '../../core/choose-tariffs'
import { toCustomerLines, type CustomerLine } from '../../core/customer-lines'
import { conversionFrom } from '../../core/exchange'
import { estimateCharge } from '../../core/estimate-charge'
import { energyPriceAt, PLAN_CURRENCY } from '../../core/price-plan'
import { toPublicPrices, withVat, type PublicPrices } from '../../core/public-prices'
import { NO_CONTEXT, type RetailContext } from '../../core/retail-context'
import { loadPlaceContexts } from '../../price-plans/load-place-context'
import { loadPlans } from '../../price-plans/load-plans'
import { readPolicy } from '../../read-policy'

export type PlaceOwner = {
  id: LocationId
  partnerId: PartnerId
  countryCode: string
  partyId: string
  timeZone: TimeZone
}

/** An example charge at full power, starting now; lines and total including VAT. */
export type ConnectorPrice = {
  exampleKwh: DecimalString
  grossMinor: bigint
  lines: CustomerLine[]
  /** What the operator takes at most per hour that the car stays without charging; null where it takes nothing. */
  operatorParkingPerHour: DecimalString | null
}
export type MyPlacePrices = {
  /** Null where the customer has no plan. */
  plan: PublicPrices | null
  /** One per connector, in their order; null where nobody knows the price. */
  prices: (ConnectorPrice | null)[]
}

const EXAMPLE_KWH = { AC: '20', DC: '30' } as const
const ASSUMED_KW = { AC: 11, DC: 50 } as const

export async function findMyPrices(
  ctx: CustomerCtx,
  place: PlaceOwner,
  connectors: readonly Connector[],
): Promise<MyPlacePrices> {
  const db = reader(ctx)
  const now = ctx.clock.now()
  const wishes = connectors.map((connector) => ({
    partnerId: place.partnerId,
    at: now,
    keys: connector.tariffIds.map((id) => foldKey({ ...place, id })),
  }))
  const [stored, plans, [partner]] = await Promise.all([
    loadStoredTariffs(db, wishes),
    loadPlans(db, [ctx.customerId]),
    db.execute(sql`select quirks from partners where id = ${place.partnerId}`) as unknown as { quirks: StoredQuirks }[],
  ])
  const plan = plans.find(ctx.customerId, now)
  if (!plan || !partner) return { plan: null, prices: connectors.map(() => null) }
  const examples = connectors.map((connector) => exampleSession(connector, now))
  const agreed = await loadContractTerms(db, place, now)
  const session = { startedAt: now, tariffs: [], chargingPeriods: [] }
  const chosen = connectors.map(
    ({ tariffIds }, index) => chooseTariffs(session, stored[index] ?? [], tariffIds, agreed).tariffs,
  )
  const contexts = await loadPlaceContexts(
    db,
    place.id,
    connectors.map((connector, index) => ({
      rules: plan.rules,
      customerId: ctx.customerId,
      currencies: (chosen[index] ?? []).map(({ currency }) => currency),
      startedAt: now,
      endedAt: examples[index]?.endedAt ?? now,
      countryCode: place.countryCode,
      partyId: place.partyId,
      current: currentTypeOf(connector.powerType),
      powerKw: connectorPowerKw(connector) ?? 0,
    })),
  )
  const prices = connectors.map((connector, index) => {
    const session = examples[index] ?? exampleSession(connector, now)
    const context = contexts[index] ?? NO_CONTEXT
    const tariffs = chosen[index] ?? []
    const price = estimateCharge({
      session: { ...session, currency: tariffs[0]?.currency ?? PLAN_CURRENCY },
      tariffs,
      rules: plan.rules,
      timeZone: place.timeZone,
      powerType: connector.powerType,
      maxPowerKw: connectorPowerKw(connector),
      stepMode: readPolicy(partner.quirks).stepMode,
      context,
    })
    if (!price) return null
    const { method } = energyPriceAt(plan.rules, {
      operator: context.operator,
      current: currentTypeOf(connector.powerType),
      powerKw: connectorPowerKw(connector) ?? 0,
    })
    const parking = method === 'pass_through' ? parkingPerHour(tariffs, context, plan.rules.vatPercent) : null
    return {
      exampleKwh: session.energyKwh,
      grossMinor: price.grossMinor,
      lines: toCustomerLines(price),
      operatorParkingPerHour: parking,
    }
  })
  return { plan: toPublicPrices(plan), prices }
}

function exampleSession(connector: Connector, startedAt: Instant) {
  const current = currentTypeOf(connector.powerType)
  const energyKwh = EXAMPLE_KWH[current]
  const hours = decimal(energyKwh).div(connectorPowerKw(connector) ?? ASSUMED_KW[current])
  const endedAt = instant(startedAt + Math.round(hours.times(HOUR_MS).toNumber()))
  const dimensions = [
    { type: 'ENERGY', volume: energyKwh },
    { type: 'TIME', volume: toDecimalString(roundHalfUp(hours, 6)) },
  ]
  const chargingPeriods = [{ startedAt, dimensions, tariffId: null }]
  return { startedAt, endedAt, energyKwh, chargingPeriods, lastUpdated: endedAt }
}

function parkingPerHour(
  tariffs: readonly Tariff[],
  { exchange }: RetailContext,
  vatPercent: DecimalString,
): DecimalString | null {
  const prices = tariffs.flatMap(({ currency, elements }) =>
    elements
      .flatMap((element) => element.components)
      .filter((component) => component.type === 'PARKING_TIME')
      .map(({ price }) => decimal(price).times(conversionFrom(exchange, currency)?.rate ?? 1)),
  )
  const most = prices.reduce<Decimal | null>((best, price) => (best && best.greaterThan(price) ? best : price), null)
  return most === null || most.isZero() ? null : withVat(toDecimalString(most), vatPercent)
}
