// The lengths for which a charge point can be held, each with its price for this customer.
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import type { Instant } from '@/lib/kernel/time'
import type { ReservationQuote } from '@/lib/roaming/core/command'
import { connectorPowerKw, type Connector } from '@/lib/roaming/core/location'
import { currentTypeOf } from '../../core/charge-facts'
import { energyPriceAt } from '../../core/price-plan'
import { drawReservations, type ReservedPlace } from '../../quotes/draw-reservation'

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
  place: ReservedPlace,
  connectors: readonly Connector[],
): Promise<ReservationOffers> {
  const drawn = await drawReservations(reader(ctx), ctx.customerId, ctx.clock.now(), place, connectors)
  const { plan, operator, lengths } = drawn
  return {
    offers: lengths.map(({ drawn, ...length }) => ({ ...length, quote: drawn?.quote ?? null })),
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
