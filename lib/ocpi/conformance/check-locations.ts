// OCPI 2.2.1 §8 Locations: what makes a place findable, startable and priceable.
import type { OcpiVersion } from '@/lib/auth/context'
import { foldId } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Location } from '@/lib/roaming/core/location'
import { liesIn } from './countries'
import type { Sample } from './check-objects'
import type { Verdicts } from './verdicts'

const COORDINATE = { latitude: /^-?\d{1,2}\.\d{5,7}$/, longitude: /^-?\d{1,3}\.\d{5,7}$/ }
const MODULE = 'locations'

export type LocationFacts = {
  version: OcpiVersion
  /** Ids of all tariffs that the partner lists; null where the list was not read whole. */
  tariffIds: readonly string[] | null
  /** EVSEs that we know of a location from before, by the location's folded id. */
  knownEvses: ReadonlyMap<string, readonly string[]>
}

export function checkLocations(verdicts: Verdicts, samples: readonly Sample<Location>[], facts: LocationFacts): void {
  const seen = new Map<string, string>()
  for (const sample of samples) {
    checkPlace(verdicts, sample, facts.version)
    checkEvses(verdicts, sample, facts, seen)
  }
}

function checkPlace(verdicts: Verdicts, { value, recorded, pointer }: Sample<Location>, version: OcpiVersion): void {
  const at = (path: string) => ({ call: recorded, pointer: `${pointer}${path}` })
  const { coordinates, country, timeZone } = value
  const { latitude, longitude } = coordinates
  for (const name of ['latitude', 'longitude'] as const)
    verdicts.check('coordinates_form', MODULE, COORDINATE[name].test(coordinates[name]), () => ({
      ...at(`/coordinates/${name}`),
      found: coordinates[name],
      expected: '59.329300',
    }))
  const inside = liesIn(country, Number(latitude), Number(longitude))
  if (inside !== null)
    verdicts.check('coordinates_country', MODULE, inside, () => ({
      ...at('/coordinates'),
      found: `${latitude}, ${longitude}`,
      expected: country,
    }))
  verdicts.check('country_code', MODULE, /^[A-Z]{3}$/.test(country), () => ({
    ...at('/country'),
    found: country,
    expected: 'SWE',
  }))
  if (version === '2.1.1' && timeZone === null) return
  verdicts.check('time_zone', MODULE, timeZone !== null && isZone(timeZone), () => ({
    ...at('/time_zone'),
    found: timeZone ?? 'none',
    expected: 'Europe/Stockholm',
  }))
}

function isZone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name) || /^[A-Z]\w+\/[A-Z][\w/+-]+$/.test(name)
}

function checkEvses(
  verdicts: Verdicts,
  sample: Sample<Location>,
  facts: LocationFacts,
  seen: Map<string, string>,
): void {
  const { value: location, recorded, pointer } = sample
  const uids = new Set<string>()
  for (const [index, evse] of location.evses.entries()) {
    const place = `${pointer}/evses/${index}`
    const uid = foldId(evse.uid)
    const elsewhere = seen.get(uid)
    uids.add(uid)
    verdicts.check('evse_unique', MODULE, elsewhere === undefined, () => ({
      call: recorded,
      pointer: `${place}/evse_uid`,
      found: `${evse.uid}, ${elsewhere}, ${location.id}`,
    }))
    seen.set(uid, location.id)
    if (evse.status === 'REMOVED') continue
    verdicts.check('evse_connectors', MODULE, evse.connectors.length > 0, () => ({
      call: recorded,
      pointer: `${place}/connectors`,
      found: '[]',
    }))
    verdicts.check('parent_updated', MODULE, location.lastUpdated >= evse.lastUpdated, () => ({
      call: recorded,
      pointer: `${pointer}/last_updated`,
      found: new Date(location.lastUpdated).toISOString(),
      expected: `≥ ${new Date(evse.lastUpdated).toISOString()}`,
    }))
    checkConnectors(verdicts, sample, index, facts)
  }
  const known = facts.knownEvses.get(foldId(location.id))
  const gone = known?.filter((uid) => !uids.has(uid)) ?? []
  if (known)
    verdicts.check('evse_kept', MODULE, gone.length === 0, () => ({
      call: recorded,
      pointer: `${pointer}/evses`,
      found: `${location.id}: ${gone.join(', ')}`,
      expected: 'REMOVED',
    }))
}

function checkConnectors(
  verdicts: Verdicts,
  { value, recorded, pointer }: Sample<Location>,
  index: number,
  facts: LocationFacts,
): void {
  const known = facts.tariffIds
  const folded = new Set(known?.map(foldId))
  for (const [position, connector] of (value.evses[index]?.connectors ?? []).entries()) {
    const place = `${pointer}/evses/${index}/connectors/${position}`
    const powerKw = connectorPowerKw(connector)
    verdicts.check('connector_power', MODULE, powerKw !== null && powerKw > 0, () => ({
      call: recorded,
      pointer: `${place}/max_electric_power`,
      found: `${connector.maxVoltage} V, ${connector.maxAmperage} A, ${connector.maxPowerW} W`,
    }))
    if (!known) continue
    for (const [at, id] of connector.tariffIds.entries()) {
      const found = verdicts.check('tariff_exists', MODULE, folded.has(foldId(id)), () => ({
        call: recorded,
        pointer: `${place}/tariff_ids/${at}`,
        found: id,
        expected: known.slice(0, 8).join(', '),
      }))
      if (found)
        verdicts.check('reference_case', MODULE, known.includes(id), () => ({
          call: recorded,
          pointer: `${place}/tariff_ids/${at}`,
          found: id,
          expected: known.find((other) => foldId(other) === foldId(id)),
        }))
    }
  }
}
