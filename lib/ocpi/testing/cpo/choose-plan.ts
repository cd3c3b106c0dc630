// What a live charge will be, unless the request says.
import { pickCar, planCharge, type ChargePlan } from './charge-plan'
import type { Cpo, Place } from './cpo'
import type { Connector, Evse } from './wire'

export type ChargeWish = { kwhTarget?: number; minutes?: number; parkingMinutes?: number }

/** Without a wish: an hour of alternating, 35 minutes of direct current, or until somebody stops it. */
export function choosePlan(cpo: Cpo, connector: Connector, wish: ChargeWish): ChargePlan {
  const usualMinutes = connector.power_type === 'DC' ? 35 : 60
  const minutes = wish.minutes ?? (wish.kwhTarget === undefined ? usualMinutes : undefined)
  return planCharge({
    connector,
    car: pickCar(cpo.random),
    startSoc: cpo.random.between(0.1, 0.35),
    ...(wish.kwhTarget !== undefined && { energyWh: Math.round(wish.kwhTarget * 1000) }),
    ...(minutes !== undefined && { chargingSeconds: Math.round(minutes * 60) }),
    parkingSeconds: Math.round((wish.parkingMinutes ?? 0) * 60),
  })
}

/** True if the EVSE is kept free for that card. */
export function isHeldFor(cpo: Cpo, evse: Evse, tokenUid: string): boolean {
  if (evse.status !== 'RESERVED') return false
  return [...cpo.reservations.values()].some(
    (held) => held.evse?.uid === evse.uid && held.token.uid.toUpperCase() === tokenUid.toUpperCase(),
  )
}

/** A free EVSE: the one named, any at the place named, or any in the network. */
export function choosePlace(cpo: Cpo, locationId?: string, evseUid?: string, tokenUid?: string): Place | undefined {
  const free = cpo.locations
    .filter((location) => (locationId ? location.id.toUpperCase() === locationId.toUpperCase() : location.publish))
    .flatMap((location) => location.evses.map((evse) => ({ location, evse })))
    .filter(({ evse }) => evse.status === 'AVAILABLE' || (tokenUid && isHeldFor(cpo, evse, tokenUid)))
    .filter(({ evse }) => !evseUid || evse.uid.toUpperCase() === evseUid.toUpperCase())
  if (free.length === 0) return undefined
  return locationId ? free[0] : cpo.random.pick(free)
}
