// Places as customers see them: published, at least to them (LOC-7), and not gone from the operator's own lists (guide
// LOC-6).
import { sql, type SQL } from 'drizzle-orm'
import { getDb, reader, type Reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId, EvseId, LocationId, PartnerId } from '@/lib/kernel/ids'
import type { Instant, TimeZone } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { canDo } from '../core/capabilities'
import { operatorLabel } from '@/lib/partners/core/label'
import type { Evse, Location } from '../core/location'
import { openingState, type OpeningState } from '../core/opening-hours'
import { isAccessible } from '../core/parking'
import { excludeTwins } from '../exclude-twins'

export type FoundPlace = {
  id: LocationId
  name: string
  address: string
  city: string
  operatorName: string
  /** Charge points in all, and those free now. */
  total: number
  free: number
  maxPowerKw: number | null
  /** Null where nothing is known of its hours. */
  opening: OpeningState | null
}

export type PlaceSocket = {
  id: EvseId
  evseId: string | null
  uid: string
  physicalReference: string | null
  status: string
  connectors: Evse['connectors']
  /** Its parking place is for people with a disability. */
  accessible: boolean
  /** The operator can start it from here. */
  remoteStart: boolean
  /** It can be held for the customer, and is free now. */
  reservable: boolean
}

/** What is known of the site besides its charge points. */
export type PlaceFacts = Pick<
  Location,
  'openingHours' | 'chargingWhenClosed' | 'helpPhone' | 'parkingType' | 'parkingPlaces'
>

export type Place = Omit<FoundPlace, 'total' | 'free' | 'maxPowerKw'> & {
  partnerId: PartnerId
  countryCode: string
  partyId: string
  timeZone: TimeZone
  /** Alpha-3. */
  country: string
  /** The operator can be asked to let a reservation go; 2.1.1 has no word for it. */
  cancellable: boolean
  facts: PlaceFacts
  sockets: PlaceSocket[]
}

const MOST = 50
/** A token of the customer has all that one of the location's entries names (LOC-7). */
const isKnownTo = (customerId: CustomerId): SQL => sql`exists (
  select 1 from jsonb_array_elements(l.body -> 'publishAllowedTo') a join tokens t on t.customer_id = ${customerId} and t.state = 'active'
  where coalesce(a ->> 'uid', a ->> 'visualNumber', a ->> 'groupId') is not null
    and (a ->> 'uid' is null or upper(a ->> 'uid') = t.uid_key) and (a ->> 'type' is null or a ->> 'type' = t.type)
    and (a ->> 'visualNumber' is null or a ->> 'visualNumber' = t.visual_number)
    and (a ->> 'issuer' is null or a ->> 'issuer' = t.issuer) and (a ->> 'groupId' is null or upper(a ->> 'groupId') = upper(t.group_id)))`
/** Without a customer: what everybody may see. */
const visibleTo = (customerId: CustomerId | null): SQL =>
  sql`(l.publish${customerId === null ? sql`` : sql` or ${isKnownTo(customerId)}`}) and l.missed_crawls < 2 and p.state = 'registered' and p.live_at is not null and ${sql.raw(excludeTwins('locations', 'l'))}`
const OPERATOR = sql`coalesce(l.operator_name, ${sql.raw(operatorLabel('p', 'l'))})`

/** Rows of another time may lack what was learned since. */
type Facts = Partial<Omit<Location, 'evses'>>

type Row = {
  id: LocationId
  name: string
  address: string
  city: string
  operator_name: string
  total: number
  free: number
  max_power_kw: number | null
  time_zone: TimeZone
  hours: Location['openingHours']
}

/** Places whose name, address or city contains the text, or that have a charge point with such a number. Free ones first. */
export function findPlaces(ctx: CustomerCtx, search: string, limit?: number): Promise<FoundPlaces> {
  return searchPlaces({ db: reader(ctx), customerId: ctx.customerId, now: ctx.clock.now() }, search, limit)
}

/** The same for whoever has not signed in: places that their operator shows to everybody. */
export function findPublicPlaces(search: string, limit?: number): Promise<FoundPlaces> {
  return searchPlaces(anybody(), search, limit)
}

export type FoundPlaces = { places: FoundPlace[]; more: boolean }

/** For whom, and when. */
type Viewer = { db: Reader; customerId: CustomerId | null; now: Instant }

function anybody(): Viewer {
  return { db: getDb(), customerId: null, now: systemClock.now() }
}

/** As people type who have no å on their keyboard: letters without their marks, on both sides. */
const MARKED = 'åäáàâãöóòôõøéèêëíìîïüúùûñçæ'
const PLAIN = 'aaaaaaooooooeeeeiiiiuuuunca'
const unmarked = (column: SQL): SQL => sql`translate(lower(${column}), ${MARKED}, ${PLAIN})`

function withoutMarks(text: string): string {
  return [...text.toLowerCase()].map((letter) => PLAIN[MARKED.indexOf(letter)] ?? letter).join('')
}

async function searchPlaces({ db, customerId, now }: Viewer, search: string, limit = 20): Promise<FoundPlaces> {
  const most = Math.min(limit, MOST)
  const text = search.trim().replace(/[\\%_]/g, (sign) => `\\${sign}`)
  const like = `%${text}%`
  const plain = `%${withoutMarks(text)}%`
  const rows = (await db.execute(sql`
    select l.id, l.name, l.address, l.city, ${OPERATOR} as operator_name, count(e.id)::int as total,
      (count(e.id) filter (where e.status = 'AVAILABLE'))::int as free, max(e.max_power_kw) as max_power_kw,
      l.time_zone, l.body -> 'openingHours' as hours
    from locations l
    join partners p on p.id = l.partner_id
    join evses e on e.location_id = l.id and e.status <> 'REMOVED'
    where ${visibleTo(customerId)} and (${text} = ''
      or ${unmarked(sql`concat_ws(' ', l.name, l.city, l.address)`)} like ${plain}
      or exists (select 1 from evses x where x.location_id = l.id and x.evse_id ilike ${like}))
    group by l.id, p.id
    order by (count(e.id) filter (where e.status = 'AVAILABLE') = 0), l.city, l.name, l.id
    limit ${most + 1}`)) as unknown as Row[] // the columns of the statement
  const places = rows.slice(0, most).map(({ operator_name, max_power_kw, time_zone, hours, ...row }) => ({
    ...row,
    opening: openingState(hours, time_zone, now),
    operatorName: operator_name,
    maxPowerKw: max_power_kw,
  }))
  return { places, more: rows.length > most }
}

type PlaceRow = Omit<Row, 'total' | 'free' | 'max_power_kw' | 'hours'> & {
  body: Facts
  partner_id: PartnerId
  country_code: string
  party_id: string
  country: string
  cancellable: boolean
  commands: boolean
  paused: boolean
}
type SocketRow = {
  id: EvseId
  evse_id: string | null
  uid: string
  physical_reference: string | null
  status: string
  body: Evse
}

/** One place with its charge points. A place that is not shown does not exist. */
export function findPlace(ctx: CustomerCtx, locationId: LocationId): Promise<Place> {
  return loadPlace({ db: reader(ctx), customerId: ctx.customerId, now: ctx.clock.now() }, locationId)
}

export function findPublicPlace(locationId: LocationId): Promise<Place> {
  return loadPlace(anybody(), locationId)
}

async function loadPlace({ db, customerId, now }: Viewer, locationId: LocationId): Promise<Place> {
  const [row] = (await db.execute(sql`
    select l.id, l.name, l.address, l.city, ${OPERATOR} as operator_name, l.partner_id, l.country_code, l.party_id, l.time_zone,
      l.body, l.country, p.version <> '2.1.1' as cancellable, p.paused, exists (select 1 from partner_endpoints n
        where n.partner_id = p.id and n.identifier = 'commands' and n.role = 'RECEIVER') as commands
    from locations l join partners p on p.id = l.partner_id
    where l.id = ${locationId} and ${visibleTo(customerId)}`)) as unknown as PlaceRow[] // the columns of the statement
  if (!row) throw new NotFoundError('place', locationId)
  const sockets = (await db.execute(sql`
    select e.id, e.evse_id, e.uid, e.physical_reference, e.status, e.body
    from evses e where e.location_id = ${locationId} and e.status <> 'REMOVED'
    order by length(coalesce(e.physical_reference, e.uid)), coalesce(e.physical_reference, e.uid), e.id`)) as unknown as SocketRow[] // the columns of the statement
  const facts = toFacts(row.body)
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    city: row.city,
    operatorName: row.operator_name,
    partnerId: row.partner_id,
    countryCode: row.country_code,
    partyId: row.party_id,
    timeZone: row.time_zone,
    country: row.country,
    cancellable: row.cancellable,
    opening: openingState(facts.openingHours, row.time_zone, now),
    facts,
    sockets: sockets.map((socket) => ({
      id: socket.id,
      evseId: socket.evse_id,
      uid: socket.uid,
      physicalReference: socket.physical_reference,
      status: socket.status,
      connectors: socket.body.connectors,
      accessible: isAccessible(socket.body, facts.parkingPlaces),
      remoteStart: row.commands && canDo(socket.body, 'remoteStart'),
      reservable: row.commands && !row.paused && socket.status === 'AVAILABLE' && canDo(socket.body, 'reserve'),
    })),
  }
}

function toFacts(body: Facts): PlaceFacts {
  const { openingHours = null, chargingWhenClosed = true, helpPhone = null, parkingType = null } = body
  return { openingHours, chargingWhenClosed, helpPhone, parkingType, parkingPlaces: body.parkingPlaces ?? [] }
}
