// The operator's sites as OCPI Locations, the same for the same seed.
import { createRandom, type Random } from './random'
import { tariffId, type Party, type TariffKind } from './tariffs'
import { COUNTRIES, SITES, type Site, type SiteKind } from './towns'
import type { Connector, Evse, EvseStatus, Location, Parking } from './wire'

type Post = { power: 11 | 22 | 50 | 150 | 300; tariff: TariffKind }

const repeat = (count: number, post: Post): Post[] => Array.from({ length: count }, () => post)

const POSTS: Record<SiteKind, Post[]> = {
  street: repeat(4, { power: 11, tariff: 'acNight' }),
  retail: repeat(6, { power: 22, tariff: 'ac' }),
  garage: repeat(6, { power: 22, tariff: 'acTime' }),
  corridor: [...repeat(2, { power: 22, tariff: 'ac' }), ...repeat(4, { power: 150, tariff: 'dc' })],
  hub: [...repeat(6, { power: 300, tariff: 'dcIdle' }), ...repeat(2, { power: 150, tariff: 'dcIdle' })],
  legacy: [...repeat(2, { power: 22, tariff: 'ac' }), ...repeat(2, { power: 50, tariff: 'dc' })],
}

const FACILITIES: Record<SiteKind, string[]> = {
  street: ['BIKE_SHARING'],
  retail: ['MALL', 'SUPERMARKET', 'WIFI'],
  garage: ['PARKING_LOT', 'TRAIN_STATION'],
  corridor: ['RESTAURANT', 'CAFE', 'FUEL_STATION'],
  hub: ['RESTAURANT', 'CAFE', 'WIFI'],
  legacy: ['PARKING_LOT'],
}

const PARKING: Record<SiteKind, string> = {
  street: 'ON_STREET',
  retail: 'PARKING_LOT',
  garage: 'PARKING_GARAGE',
  corridor: 'ALONG_MOTORWAY',
  hub: 'PARKING_LOT',
  legacy: 'PARKING_LOT',
}

const ALTERNATING = ['UNLOCK_CAPABLE', 'RESERVABLE', 'CHARGING_PROFILE_CAPABLE', 'CHARGING_PREFERENCES_CAPABLE']

function connectorsFor(post: Post, party: Party, lastUpdated: string): Connector[] {
  const shared = { tariff_ids: [tariffId(party, post.tariff)], last_updated: lastUpdated }
  if (post.power <= 22) {
    return [
      {
        id: '1',
        standard: 'IEC_62196_T2',
        format: 'SOCKET',
        power_type: 'AC_3_PHASE',
        max_voltage: 230,
        max_amperage: post.power === 11 ? 16 : 32,
        max_electric_power: post.power * 1000,
        ...shared,
      },
    ]
  }
  const direct = (id: string, standard: string): Connector => ({
    id,
    standard,
    format: 'CABLE',
    power_type: 'DC',
    max_voltage: post.power === 50 ? 500 : 920,
    max_amperage: post.power === 50 ? 125 : post.power === 150 ? 250 : 500,
    max_electric_power: post.power * 1000,
    ...shared,
    ...(post.power === 300 && { capabilities: ['ISO_15118_2_PLUG_AND_CHARGE'] }),
  })
  const combo = direct('1', 'IEC_62196_T2_COMBO')
  return post.power === 50 ? [combo, direct('2', 'CHADEMO')] : [combo]
}

/** The company without the letters of its kind. */
function nameOf(party: Party): string {
  return party.name.replace(/ (AB|AS|A\/S|Oy)$/, '')
}

function parkingFor(site: Site): Parking[] {
  return POSTS[site.kind].map((post, index) => ({
    id: `P${index + 1}`,
    physical_reference: String(index + 1),
    // One place a site is wide enough for a wheelchair, and at a hub one is long enough for a trailer.
    vehicle_types:
      index === 0 && site.kind !== 'street'
        ? ['PERSONAL_VEHICLE', 'DISABLED']
        : post.power === 300 && index === 1
          ? ['PERSONAL_VEHICLE', 'PERSONAL_VEHICLE_WITH_TRAILER', 'VAN']
          : ['PERSONAL_VEHICLE'],
    ...(site.kind === 'garage' && { max_vehicle_height: 210 }),
    parking_space_length: post.power === 300 && index === 1 ? 1200 : 500,
    parking_space_width: index === 0 && site.kind !== 'street' ? 360 : 250,
    ...(post.power === 300 && index === 1 && { drive_through: true }),
    restricted_to_type: index === 0 && site.kind !== 'street',
    reservation_required: false,
    roofed: site.kind === 'garage',
    lighting: true,
  }))
}

function websiteOf(party: Party): string {
  const letters = nameOf(party)
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '')
  return `https://${letters}.example`
}

function evsesFor(site: Site, siteNumber: number, party: Party, random: Random, lastUpdated: string): Evse[] {
  return POSTS[site.kind].map((post, index) => {
    const serial = `${String(siteNumber).padStart(2, '0')}${String(index + 1).padStart(2, '0')}`
    const status: EvseStatus = random.chance(0.02) ? 'OUTOFORDER' : random.chance(0.01) ? 'INOPERATIVE' : 'AVAILABLE'
    return {
      uid: `${party.partyId}-E${serial}`,
      evse_id: `${site.country}*${party.partyId}*E${serial}*1`,
      status,
      capabilities: ['REMOTE_START_STOP_CAPABLE', 'RFID_READER', ...(post.power > 22 ? ['RESERVABLE'] : ALTERNATING)],
      connectors: connectorsFor(post, party, lastUpdated),
      physical_reference: String(index + 1),
      ...(site.kind === 'garage' && { floor_level: '-1' }),
      parking: [{ parking_id: `P${index + 1}`, evse_position: post.power > 22 ? 'CENTER' : 'RIGHT' }],
      accepted_service_providers: [nameOf(party)],
      last_updated: lastUpdated,
    }
  })
}

function openingTimes(kind: SiteKind): Location['opening_times'] {
  if (kind !== 'retail') return { twentyfourseven: true }
  return {
    twentyfourseven: false,
    regular_hours: Array.from({ length: 7 }, (_, day) => ({
      weekday: day + 1,
      period_begin: day < 5 ? '06:00' : '08:00',
      period_end: day < 5 ? '22:00' : '20:00',
    })),
  }
}

/** Builds every site of the network. */
export function createNetwork(
  party: Party,
  seed: number,
  lastUpdated: string,
  sites: readonly Site[] = SITES,
): Location[] {
  const random = createRandom(seed ^ 0x6b756c)
  return sites.map((site, index) => {
    const country = COUNTRIES[site.country]
    const near = (degrees: number) => (degrees + random.between(-0.004, 0.004)).toFixed(6)
    return {
      country_code: party.countryCode,
      party_id: party.partyId,
      id: `${party.partyId}-L${String(index + 1).padStart(3, '0')}`,
      publish: !site.hidden,
      name: `${nameOf(party)} ${site.city} ${site.place}`,
      address: `${random.pick(country.streets)} ${random.integer(1, 68)}`,
      city: site.city,
      postal_code: site.postalCode,
      country: country.alpha3,
      coordinates: { latitude: near(site.latitude), longitude: near(site.longitude) },
      parking_type: PARKING[site.kind],
      evses: evsesFor(site, index + 1, party, random, lastUpdated),
      operator: { name: party.name, website: websiteOf(party) },
      facilities: FACILITIES[site.kind],
      time_zone: site.timeZone ?? country.timeZone,
      opening_times: openingTimes(site.kind),
      charging_when_closed: true,
      parking_places: parkingFor(site),
      help_phone: '+46855501000',
      last_updated: lastUpdated,
    }
  })
}

/**
 * The networks of the operators behind a hub: the sites of each country are shared among its operators. What
 * is left of an operator's network is as it would be without a hub, for whoever is connected both ways.
 */
export function createNetworks(parties: readonly Party[], seed: number, lastUpdated: string): Location[] {
  const ownerOf = SITES.map((site, index) => {
    const local = parties.filter((party) => party.countryCode === site.country)
    return local[index % Math.max(1, local.length)] ?? parties[0]
  })
  return parties.flatMap((party) =>
    createNetwork(party, seed, lastUpdated).filter((_location, index) => ownerOf[index] === party),
  )
}
