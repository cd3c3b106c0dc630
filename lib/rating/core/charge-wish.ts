// From what a customer says (a car, an amount or a time) to what is priced.
import { decimal, roundHalfUp, toDecimalString, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import { currentTypeOf } from './charge-facts'
import type { QuoteBehaviour } from './quote'

export type Car = {
  name: string
  batteryKwh: DecimalString
  acKw: DecimalString
  /** Zero where it has no such socket. */
  dcKw: DecimalString
}

export type ChargeWish = { by: 'kwh' | 'minutes'; amount: number }

/** What is sold most, rounded; a name is a kind of car, never a make. */
export const CAR_PRESETS = {
  small: { batteryKwh: '40', acKw: '7.4', dcKw: '50' },
  medium: { batteryKwh: '60', acKw: '11', dcKw: '120' },
  large: { batteryKwh: '77', acKw: '11', dcKw: '170' },
  longRange: { batteryKwh: '100', acKw: '22', dcKw: '250' },
  plugIn: { batteryKwh: '13', acKw: '3.7', dcKw: '0' },
} as const satisfies Record<string, Omit<Car, 'name'>>
export type CarPreset = keyof typeof CAR_PRESETS

export const WISH_LIMITS = { kwh: [1, 300], minutes: [5, 720] } as const

const ASSUMED_KW = { AC: 11, DC: 50 } as const
const EXAMPLE_KWH = { AC: '20', DC: '30' } as const
/** From 20 to 80 percent: what a stop on the road is made for. */
const USUAL_SHARE = '0.6'
/** A car takes all that it can at first and then less: the share of its peak that it takes on average. */
const AVERAGE_SHARE = { AC: '1', DC: '0.75' } as const
/** Ten watts and ten watt hours: finer than any car is known. */
const DIGITS = 2

export type WishedPlace = { powerType: string; maxPowerKw: number | null }

/** False where the car has no socket for this kind of current. */
export function fitsCar(place: WishedPlace, car: Car): boolean {
  return currentTypeOf(place.powerType) === 'AC' || decimal(car.dcKw).greaterThan(0)
}

function averageKw(place: WishedPlace, car: Car | null): Decimal {
  const current = currentTypeOf(place.powerType)
  const offered = decimal(place.maxPowerKw && place.maxPowerKw > 0 ? place.maxPowerKw : ASSUMED_KW[current])
  const taken = car && fitsCar(place, car) ? decimal(current === 'AC' ? car.acKw : car.dcKw) : offered
  const peak = taken.lessThan(offered) ? taken : offered
  return roundHalfUp(peak.times(AVERAGE_SHARE[current]), DIGITS)
}

function energyOf(place: WishedPlace, car: Car | null, wish: ChargeWish | null, powerKw: Decimal): Decimal {
  if (wish?.by === 'kwh') return decimal(wish.amount)
  if (wish?.by === 'minutes') {
    const given = powerKw.times(wish.amount).div(60)
    return car && given.greaterThan(car.batteryKwh) ? decimal(car.batteryKwh) : given
  }
  return car ? decimal(car.batteryKwh).times(USUAL_SHARE) : decimal(EXAMPLE_KWH[currentTypeOf(place.powerType)])
}

/** The charge that is priced: at even power, without standing there afterwards. */
export function toBehaviour(place: WishedPlace, car: Car | null, wish: ChargeWish | null): QuoteBehaviour {
  const powerKw = averageKw(place, car)
  const energyKwh = roundHalfUp(energyOf(place, car, wish, powerKw), DIGITS)
  return { energyKwh: toDecimalString(energyKwh), powerKw: toDecimalString(powerKw), idleMinutes: 0 }
}
