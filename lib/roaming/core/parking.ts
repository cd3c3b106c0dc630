// OCPI 2.3.0 §8.3.25 Parking: what a driver wants to know of the places at a charging site. Older versions know only
// for whom an EVSE's place is kept.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Evse, ParkingPlace } from './location'

/** Of vehicle types and parking restrictions alike: a place for people with a disability. */
const DISABLED = 'DISABLED'

export type ParkingSummary = {
  places: number
  accessible: number
  /** Other vehicles that have a place, each once, in the order in which they were named. */
  vehicleTypes: string[]
  /** The lowest height that a place allows. */
  lowestCm: DecimalString | null
  /** The shortest time limit. */
  limitMinutes: number | null
  /** All of them. */
  roofed: boolean
  driveThrough: boolean
}

function least(values: readonly (DecimalString | null)[]): DecimalString | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => Number(a) - Number(b))
  return known[0] ?? null
}

/** Null where nothing is known of the places. */
export function summarizeParking(places: readonly ParkingPlace[]): ParkingSummary | null {
  if (places.length === 0) return null
  const types = new Set(places.flatMap(({ vehicleTypes }) => vehicleTypes))
  const limit = least(places.map(({ timeLimitMinutes }) => timeLimitMinutes))
  return {
    places: places.length,
    accessible: places.filter(({ vehicleTypes }) => vehicleTypes.includes(DISABLED)).length,
    vehicleTypes: [...types].filter((type) => type !== DISABLED),
    lowestCm: least(places.map(({ maxHeightCm }) => maxHeightCm)),
    limitMinutes: limit === null ? null : Math.round(Number(limit)),
    roofed: places.every(({ roofed }) => roofed === true),
    driveThrough: places.some(({ driveThrough }) => driveThrough === true),
  }
}

/** Whether an EVSE has a place for people with a disability. */
export function isAccessible(
  { parking = [], parkingRestrictions = [] }: Partial<Pick<Evse, 'parking' | 'parkingRestrictions'>>,
  places: readonly ParkingPlace[],
): boolean {
  if (parkingRestrictions.includes(DISABLED)) return true
  const ids = new Set(parking.map(({ parkingId }) => parkingId))
  return places.some(({ id, vehicleTypes }) => ids.has(id) && vehicleTypes.includes(DISABLED))
}
