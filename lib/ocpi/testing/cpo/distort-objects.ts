// What standing faults do to the objects that leave the house, in lists and pushes alike. First on the
// operator's own model, so that one fault serves every version; then on what the version made of it.
import type { Cpo } from './cpo'
import { toDateTime } from './clock'
import { add, fraction, toNumber } from './fraction'
import type { StandingName } from './misbehaviours'
import type { Cdr, Evse, Location, Price, Session, Tariff } from './wire'

export type ObjectModule = 'locations' | 'tariffs' | 'sessions' | 'cdrs' | 'invoicereconciliation'
export type Json = Record<string, unknown>

type Models = { locations: Location; tariffs: Tariff; sessions: Session; cdrs: Cdr }

const tomorrow = (cpo: Cpo) => toDateTime(cpo.clock.now() + 86_400_000)
const STILL = '2026-01-01T00:00:00Z'

const eachEvse = (location: Location, change: (evse: Evse, index: number) => Evse): Location => ({
  ...location,
  evses: location.evses.map(change),
})

const plus = (price: Price, amount: string): Price => ({
  excl_vat: toNumber(add(fraction(price.excl_vat), fraction(amount)), 4),
  ...(price.incl_vat !== undefined && { incl_vat: toNumber(add(fraction(price.incl_vat), fraction(amount)), 4) }),
})

const LOCATION: Partial<Record<StandingName, (location: Location) => Location>> = {
  evse_without_connectors: (location) =>
    eachEvse(location, (evse, index) => (index % 2 === 1 ? { ...evse, connectors: [] } : evse)),
  connector_without_power: (location) =>
    eachEvse(location, (evse) => ({
      ...evse,
      connectors: evse.connectors.map(({ max_electric_power: _power, ...connector }) => ({
        ...(connector as Evse['connectors'][number]), // Without its power, which is the fault.
        max_voltage: 0,
        max_amperage: 0,
      })),
    })),
  coordinates_swapped: (location) => ({
    ...location,
    coordinates: { latitude: location.coordinates.longitude, longitude: location.coordinates.latitude },
  }),
  dangling_tariff_id: (location) =>
    eachEvse(location, (evse) => ({
      ...evse,
      connectors: evse.connectors.map((connector) => ({ ...connector, tariff_ids: [`${location.party_id}-GONE`] })),
    })),
  time_zone_missing: ({ time_zone: _zone, ...location }) => location as Location, // Without it: the fault.
  evse_uid_reused: (location) =>
    eachEvse(location, (evse, index) => (index === 0 ? { ...evse, uid: `${location.party_id}-REUSED` } : evse)),
  evse_vanishes: (location) => ({ ...location, evses: location.evses.slice(0, -1) }),
  unknown_enum_values: (location) => ({
    ...eachEvse(location, (evse) => ({
      ...evse,
      status: 'DREAMING' as Evse['status'], // A value outside of the list is what is wanted.
      capabilities: [...evse.capabilities, 'TELEPATHY'],
      connectors: evse.connectors.map((connector) => ({ ...connector, standard: 'PLUG_OF_TOMORROW' })),
    })),
    parking_type: 'ON_ROOF',
    facilities: [...(location.facilities ?? []), 'HELIPAD'],
  }),
}

const TARIFF: Partial<Record<StandingName, (tariff: Tariff) => Tariff>> = {
  tariff_without_elements: (tariff) => ({ ...tariff, elements: [] }),
  unknown_enum_values: (tariff) => ({
    ...tariff,
    type: 'PROFILE_LAZY',
    elements: tariff.elements.map((element) => ({
      ...element,
      restrictions: { ...element.restrictions, day_of_week: ['SOMEDAY'] },
    })),
  }),
}

const SESSION: Partial<Record<StandingName, (session: Session) => Session>> = {
  unknown_enum_values: (session) => ({
    ...session,
    auth_method: 'HANDSHAKE' as Session['auth_method'], // See above.
  }),
}

const CDR: Partial<Record<StandingName, (cdr: Cdr) => Cdr>> = {
  cdr_without_periods: (cdr) => ({ ...cdr, charging_periods: [] }),
  cdr_total_mismatch: (cdr) => ({ ...cdr, total_cost: plus(cdr.total_cost, '7') }),
  cdr_energy_mismatch: (cdr) => ({
    ...cdr,
    total_energy: toNumber(add(fraction(cdr.total_energy), fraction(5)), 4),
  }),
  unknown_enum_values: (cdr) => ({
    ...cdr,
    auth_method: 'HANDSHAKE' as Cdr['auth_method'],
    charging_periods: cdr.charging_periods.map((period) => ({
      ...period,
      dimensions: [...period.dimensions, { type: 'ENTHUSIASM', volume: 1 }],
    })),
  }),
}

const BY_MODULE = { locations: LOCATION, tariffs: TARIFF, sessions: SESSION, cdrs: CDR } as const

/** The faults of one module, then those of all. */
export function distortModel<M extends keyof Models>(cpo: Cpo, module: M, object: Models[M]): Models[M] {
  const faults = cpo.standing
  if (faults.list().length === 0) return object
  let changed = object
  // Every table of BY_MODULE changes its own kind of object.
  const table = BY_MODULE[module] as Partial<Record<StandingName, (object: Models[M]) => Models[M]>>
  for (const [name, change] of Object.entries(table)) {
    if (faults.on(name as StandingName, module)) changed = change(changed)
  }
  if (faults.on('too_long_ids', module)) changed = { ...changed, id: `${changed.id}-`.padEnd(60, 'X') }
  if (faults.on('wrong_party_in_objects', module)) changed = { ...changed, country_code: 'XX', party_id: 'XXX' }
  const stamp = stampFor(cpo, module)
  return stamp ? restamped(changed, stamp) : changed
}

function stampFor(cpo: Cpo, module: string): string | undefined {
  if (cpo.standing.on('last_updated_in_future', module)) return tomorrow(cpo)
  return cpo.standing.on('last_updated_not_moving', module) && STILL
}

function restamped<T extends { last_updated: string }>(object: T, stamp: string): T {
  if (!('evses' in object)) return { ...object, last_updated: stamp }
  const evses = (object.evses as Evse[]).map((evse) => ({
    ...evse,
    connectors: evse.connectors.map((connector) => ({ ...connector, last_updated: stamp })),
    last_updated: stamp,
  }))
  return { ...object, evses, last_updated: stamp }
}

const REQUIRED: Record<ObjectModule, string> = {
  locations: 'coordinates',
  tariffs: 'currency',
  sessions: 'kwh',
  cdrs: 'total_energy',
  invoicereconciliation: 'invoice_id',
}

function numbersAsText(value: unknown): unknown {
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(numbersAsText)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, numbersAsText(entry)]))
}

/** Every Price of 2.3.0 in the shape of 2.2.1. */
function oldPrices(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(oldPrices)
  if (typeof value !== 'object' || value === null) return value
  if (!('before_taxes' in value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, oldPrices(entry)]))
  }
  const { before_taxes: net, taxes = [] } = value as { before_taxes: number; taxes?: { amount: number }[] }
  const gross = taxes.reduce((sum, tax) => add(sum, fraction(tax.amount)), fraction(net))
  return { excl_vat: net, incl_vat: toNumber(gross, 4) }
}

/** The faults that only show once a version has written the object. */
export function distortWritten(cpo: Cpo, module: ObjectModule, written: Json): Json {
  const missing = cpo.standing.on('missing_required_field', module)
  let changed = written
  if (missing) {
    const { [missing.field ?? REQUIRED[module]]: _dropped, ...rest } = changed
    changed = rest
  }
  if (module === 'tariffs' && cpo.standing.on('tax_included_missing')) {
    const { tax_included: _dropped, ...rest } = changed
    changed = rest
  }
  if (cpo.standing.on('old_prices', module)) changed = oldPrices(changed) as Json // An object stays one.
  return cpo.standing.on('wrong_type', module) ? (numbersAsText(changed) as Json) : changed
}

/** The changes of a PATCH: no whole object, so that only times and types can be wrong. */
export function distortPatch(cpo: Cpo, module: ObjectModule, changes: Json): Json {
  const stamp = stampFor(cpo, module)
  const stamped = stamp && changes.last_updated ? { ...changes, last_updated: stamp } : changes
  return cpo.standing.on('wrong_type', module) ? (numbersAsText(stamped) as Json) : stamped
}

const DATE_TIME = /"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})Z"/g

/** The text of a body that leaves the house, with its times as the faults want them. */
export function distortTimes(cpo: Cpo, module: string, text: string): string {
  if (cpo.standing.on('local_times', module)) {
    return text.replace(DATE_TIME, (_match, time: string) => {
      const ms = Date.parse(`${time}Z`)
      // Whole hours are enough: the Nordic zones know no other.
      const hours = cpo.localClock('Europe/Stockholm').at(ms).time.slice(0, 2)
      const offset = (Number(hours) - new Date(ms).getUTCHours() + 24) % 24
      return `"${toDateTime(ms + offset * 3_600_000).slice(0, -1)}+0${offset}:00"`
    })
  }
  return cpo.standing.on('no_designator', module) ? text.replace(DATE_TIME, '"$1"') : text
}
