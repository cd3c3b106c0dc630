import { expect, test } from 'vitest'
import type { KnownPlace } from './propose-area'
import { proposeArea } from './propose-area'

const vetlanda = { latitude: 57.43, longitude: 15.08 }
const known = (place: Partial<KnownPlace>): KnownPlace => ({
  area: 'SE4',
  byStaff: true,
  position: null,
  postalCode: null,
  ...place,
})

test('near a border the side of the line is proposed, with how far it is', () => {
  const { area, by, km } = proposeArea({ position: vetlanda, postalCode: '574 33' }, [])
  expect([area, by]).toEqual(['SE3', 'line'])
  expect(km).toBeLessThan(25)
})

test('what somebody decided nearby goes before the line, what a position says does not', () => {
  const near = { ...vetlanda, latitude: vetlanda.latitude + 0.05 }
  const nearer = { ...vetlanda, latitude: vetlanda.latitude + 0.02 }
  const propose = (...places: KnownPlace[]) => proposeArea({ position: vetlanda, postalCode: null }, places)
  const decided = known({ area: 'SE3', position: near })
  expect(propose(decided)).toMatchObject({ area: 'SE3', by: 'neighbour', km: expect.closeTo(5.56, 1) as number })
  expect(propose(decided, known({ area: 'SE4', position: nearer }))).toMatchObject({ area: 'SE4', by: 'neighbour' })
  expect(propose(known({ area: 'SE3', byStaff: false, position: near })).by).toBe('line')
  expect(propose(known({ area: 'SE3', position: { latitude: 58, longitude: 15 } })).by).toBe('line')
})

test('without a position the postal code is asked, and nothing is proposed where its places differ', () => {
  const places = [
    known({ postalCode: '392 31' }),
    known({ postalCode: '39238', byStaff: false }),
    known({ area: 'SE3', postalCode: '391 00' }),
  ]
  const propose = (postalCode: string | null) => proposeArea({ position: null, postalCode }, places)
  expect(propose('392 99')).toEqual({ area: 'SE4', by: 'postcode', km: null })
  expect(propose('393 00').by).toBe('nothing')
  expect(propose('11122').by).toBe('nothing')
  expect(propose(null).by).toBe('nothing')
  expect(proposeArea({ position: { latitude: 0, longitude: 0 }, postalCode: '392 99' }, places).by).toBe('postcode')
})
