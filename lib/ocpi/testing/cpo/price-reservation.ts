// What a reservation costs: the elements of a tariff that are restricted to reservations, and nothing else.
import { fraction, upToMultiple } from './fraction'
import type { LocalClock } from './local-time'
import { costOf, matches, NO_COST, plus, type Cost } from './pricer'
import type { PriceComponent, Tariff } from './wire'

export type ReservedTime = { startMs: number; seconds: number; expired: boolean }

function componentFor(
  tariff: Tariff,
  type: 'FLAT' | 'TIME',
  kind: 'RESERVATION' | 'RESERVATION_EXPIRES',
  startMs: number,
  clock: LocalClock,
): PriceComponent | undefined {
  const period = { startMs, energyWh: 0, chargingSeconds: 0, parkingSeconds: 0 }
  const moment = { startMs, elapsedSeconds: 0, energyWh: fraction(0), period }
  for (const { price_components: components, restrictions } of tariff.elements) {
    const { reservation, ...others } = restrictions ?? {}
    const component = components.find((candidate) => candidate.type === type)
    if (component && reservation === kind && matches(others, moment, clock)) return component
  }
  return undefined
}

/** Of each kind of price, that for expired reservations where there is one, else that for all of them. */
export function priceReservation(tariff: Tariff, reserved: ReservedTime, clock: LocalClock): Cost {
  const { startMs, seconds, expired } = reserved
  return (['FLAT', 'TIME'] as const)
    .map((type) => {
      const find = (kind: 'RESERVATION' | 'RESERVATION_EXPIRES') => componentFor(tariff, type, kind, startMs, clock)
      const component = (expired && find('RESERVATION_EXPIRES')) || find('RESERVATION')
      if (!component) return NO_COST
      const billed = upToMultiple(fraction(seconds), fraction(component.step_size))
      const quantity = type === 'FLAT' ? fraction(1) : billed
      return costOf([{ type, quantity, component }], type)
    })
    .reduce(plus)
}
