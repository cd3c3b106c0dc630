// What holding a charge point costs, for each length, as of a moment: with the versions that it is made of.
import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { CustomerId, LocationId, PartnerId, TariffVersionId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import type { StepMode } from '@/lib/pricing/breakdown'
import { RESERVATION_MINUTES } from '@/lib/roaming/core/command'
import { foldKey } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Connector } from '@/lib/roaming/core/location'
import { loadContractTerms } from '../cdrs/load-agreements'
import { loadStoredTariffs } from '../cdrs/load-stored-tariffs'
import { chooseTariffs } from '../core/choose-tariffs'
import type { PlanVersion } from '../core/choose-plan'
import { dearest, explainReservation, type QuotedReservation } from '../core/quote-reservation'
import { NO_CONTEXT } from '../core/retail-context'
import { loadPlans } from '../price-plans/load-plans'
import { loadExchanges } from '../prices/load-exchanges'
import { readPolicy } from '../read-policy'

export type ReservedPlace = {
  id: LocationId
  partnerId: PartnerId
  countryCode: string
  partyId: string
  timeZone: TimeZone
}

/** The price of the dearest connector, for a reservation names none. */
export type DrawnReservation = QuotedReservation & {
  connector: Connector
  tariffVersionId: TariffVersionId | null
}

export type DrawnReservations = {
  plan: PlanVersion | null
  stepMode: StepMode | null
  operator: string
  /** `drawn` is null where nobody knows the price. */
  lengths: { minutes: number; until: Instant; drawn: DrawnReservation | null }[]
}

/** Every length that can be asked for. */
export async function drawReservations(
  db: Reader,
  customerId: CustomerId,
  at: Instant,
  place: ReservedPlace,
  connectors: readonly Connector[],
): Promise<DrawnReservations> {
  const wishes = connectors.map(({ tariffIds }) => ({
    partnerId: place.partnerId,
    at,
    keys: tariffIds.map((id) => foldKey({ ...place, id })),
  }))
  const [stored, plans, [partner]] = await Promise.all([
    loadStoredTariffs(db, wishes),
    loadPlans(db, [customerId]),
    db.execute(sql`select quirks from partners where id = ${place.partnerId}`) as unknown as { quirks: StoredQuirks }[],
  ])
  const plan = plans.find(customerId, at)
  const stepMode = partner ? readPolicy(partner.quirks).stepMode : null
  const operator = `${place.countryCode}*${place.partyId}`.toUpperCase()
  const agreed = await loadContractTerms(db, place, at)
  const session = { startedAt: at, tariffs: [], chargingPeriods: [] }
  const chosen = connectors.map(({ tariffIds }, index) =>
    chooseTariffs(session, stored[index] ?? [], tariffIds, agreed),
  )
  const exchanges = await loadExchanges(
    db,
    chosen.map(({ tariffs }) => ({ currencies: tariffs.map(({ currency }) => currency), startedAt: at })),
  )
  const draw = (minutes: number): DrawnReservation | null => {
    if (!plan || !stepMode) return null
    const { timeZone } = place
    return dearest(
      connectors.map((connector, index) => {
        const { tariffs, tariffVersionId } = chosen[index]! // one for each connector
        const { powerType } = connector
        const context = { ...NO_CONTEXT, operator, exchange: exchanges[index] ?? null }
        const maxPowerKw = connectorPowerKw(connector)
        const terms = { tariffs, rules: plan.rules, timeZone, startedAt: at, minutes, powerType, maxPowerKw }
        const explained = explainReservation({ ...terms, stepMode, context })
        return explained && { ...explained, connector, tariffVersionId }
      }),
    )
  }
  const lengths = RESERVATION_MINUTES.map((minutes) => ({
    minutes,
    until: instant(at + minutes * MINUTE_MS),
    drawn: draw(minutes),
  }))
  return { plan, stepMode, operator, lengths }
}
