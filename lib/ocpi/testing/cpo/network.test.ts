import { describe, expect, test } from 'vitest'
import { createNetwork, createNetworks } from './network'
import { createTariffs } from './tariffs'
import { COUNTRIES } from './towns'

const party = { countryCode: 'SE', partyId: 'KUL', name: 'Kustladd AB', currency: 'SEK' }
const network = createNetwork(party, 1, '2026-01-01T00:00:00Z')
const evses = network.flatMap((location) => location.evses)
const connectors = evses.flatMap((evse) => evse.connectors)

describe('the network', () => {
  test('has at least 40 locations and 200 EVSEs, most of them in Sweden, some in every Nordic country', () => {
    expect(network.length).toBeGreaterThanOrEqual(40)
    expect(evses.length).toBeGreaterThanOrEqual(200)
    const swedish = network.filter((location) => location.country === 'SWE').length
    expect(swedish).toBeGreaterThan(network.length / 2)
    expect(new Set(network.map((location) => location.country)).size).toBe(Object.keys(COUNTRIES).length)
  })

  test('offers alternating and direct current, and each of the five tariffs somewhere', () => {
    expect(new Set(connectors.map((connector) => connector.max_electric_power / 1000))).toEqual(
      new Set([11, 22, 50, 150, 300]),
    )
    const published = createTariffs(party, '2026-01-01T00:00:00Z').map((tariff) => tariff.id)
    expect(published).toHaveLength(5)
    expect(new Set(connectors.flatMap((connector) => connector.tariff_ids))).toEqual(new Set(published))
  })

  test('keeps ids unique and within the lengths of OCPI, coordinates and zones well-formed', () => {
    expect(new Set(evses.map((evse) => evse.uid)).size).toBe(evses.length)
    expect(new Set(evses.map((evse) => evse.evse_id)).size).toBe(evses.length)
    for (const location of network) {
      expect(location.address.length).toBeLessThanOrEqual(45)
      expect(location.postal_code.length).toBeLessThanOrEqual(10)
      expect(location.coordinates.latitude).toMatch(/^-?\d{1,2}\.\d{5,7}$/)
      expect(location.coordinates.longitude).toMatch(/^-?\d{1,3}\.\d{5,7}$/)
      expect(() => new Intl.DateTimeFormat('sv', { timeZone: location.time_zone })).not.toThrow()
    }
    expect(network.filter((location) => !location.publish).length).toBeGreaterThan(0)
  })

  test('is shared among the operators behind a hub, each part as it would be without one', () => {
    const other = { ...party, partyId: 'FJL' }
    const shared = createNetworks([party, other], 1, '2026-01-01T00:00:00Z')
    expect(shared).toHaveLength(network.length)
    const own = shared.filter(({ party_id: id }) => id === party.partyId)
    expect(own.length).toBeGreaterThan(10)
    expect(own.every((location) => network.some(({ id }) => id === location.id))).toBe(true)
    expect(network).toEqual(expect.arrayContaining(own))
    expect(shared.length - own.length).toBeGreaterThan(10)
  })

  test('is the same for the same seed and another for another', () => {
    expect(createNetwork(party, 1, '2026-01-01T00:00:00Z')).toEqual(network)
    expect(createNetwork(party, 2, '2026-01-01T00:00:00Z')).not.toEqual(network)
  })
})
