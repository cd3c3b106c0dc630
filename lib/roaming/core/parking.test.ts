import { expect, test } from 'vitest'
import { codecsOf } from '@/lib/ocpi/wire/codecs'
import { locationBody } from '@/lib/ocpi/testing/call'
import { isAccessible, summarizeParking } from './parking'

const placesOf = (parking: object[]) => {
  const json = locationBody({ countryCode: 'SE', partyId: 'KUL' }, 'L1', { parking_places: parking })
  return codecsOf('2.3.0').locations.fromWire(json).value.parkingPlaces
}

test('places are told together', () => {
  const places = placesOf([
    { id: 'A', vehicle_types: ['PERSONAL_VEHICLE'], max_vehicle_height: 210, time_limit: 180, roofed: true },
    { id: 'B', vehicle_types: ['DISABLED', 'VAN'], max_vehicle_height: 195.5, roofed: true, drive_through: true },
  ])
  expect(summarizeParking(places)).toEqual({
    places: 2,
    accessible: 1,
    vehicleTypes: ['PERSONAL_VEHICLE', 'VAN'],
    lowestCm: '195.5',
    limitMinutes: 180,
    roofed: true,
    driveThrough: true,
  })
  expect(summarizeParking([])).toBeNull()
})

test('an EVSE is accessible by its place, or by what older versions say of it', () => {
  const places = placesOf([{ id: 'B', vehicle_types: ['DISABLED'] }])
  expect(isAccessible({ parking: [{ parkingId: 'B', position: null }] }, places)).toBe(true)
  expect(isAccessible({ parking: [{ parkingId: 'C', position: 'LEFT' }] }, places)).toBe(false)
  expect(isAccessible({ parkingRestrictions: ['DISABLED'] }, [])).toBe(true)
  expect(isAccessible({}, places)).toBe(false)
})
