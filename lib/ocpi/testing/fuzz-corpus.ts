// Valid messages of a partner, in each module and version that we serve: what the fuzz mutates. Addresses come from
// the table of routes, so that a module that is added is fuzzed from then on.
import type { OcpiVersion } from '@/lib/auth/context'
import { MODULES } from '../versions'
import { cdrBody, connectorBody, evseBody, locationBody, periodBody, sessionBody, tariffBody, type Peer } from './call'

export type FuzzMessage = {
  readonly method: string
  /** Below `/ocpi/{version}`. */
  readonly path: readonly string[]
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

type Party = Pick<Peer, 'countryCode' | 'partyId'>
type Fields = Record<string, unknown>
const DATE = '2026-10-01T09:00:00Z'

/** Ids that the corpus speaks of; both partners have objects of these names. */
export const IDS = { locations: 'L1', evse: 'E1', connector: '1', sessions: 'S1', cdrs: 'C1', tariffs: 'T1' } as const

const without = (body: Fields, ...names: string[]) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))

/** A body as an older or newer version writes it, where that differs in what is required. */
export function bodyInVersion(version: OcpiVersion, moduleName: string, body: Fields): Fields {
  if (version === '2.2.1') return body
  if (version === '2.3.0') return withTaxes(body) as Fields // an object stays one
  const bare = without(body, 'country_code', 'party_id')
  if (moduleName === 'locations') return { ...without(bare, 'publish'), type: 'ON_STREET' }
  if (moduleName === 'tariffs') return without(bare, 'type')
  const token = body['cdr_token'] as Fields | undefined // sessions and CDRs have one
  const place = { ...locationBody({ countryCode: 'SE', partyId: 'A' }, 'L1'), type: 'ON_STREET' }
  const shared = {
    ...without(bare, 'cdr_token', 'session_id', 'cdr_location'),
    auth_id: token?.['contract_id'],
    location: place,
  }
  if (moduleName === 'sessions') return { ...shared, start_datetime: body['start_date_time'] }
  if (moduleName === 'cdrs') return { ...shared, total_cost: 35.2, stop_date_time: body['end_date_time'] }
  return bare
}

/** `Price` became `before_taxes` and `taxes`. */
function withTaxes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTaxes)
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Fields
  if (typeof fields['excl_vat'] === 'number')
    return { before_taxes: fields['excl_vat'], taxes: [{ name: 'VAT', percentage: 25, amount: 8.8 }] }
  return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, withTaxes(item)]))
}

function bodyOf(version: OcpiVersion, moduleName: string, depth: number, method: string, party: Party): unknown {
  if (method === 'GET' || method === 'DELETE') return undefined
  const changes: Record<string, Fields> = {
    sessions: { kwh: 1, charging_periods: [periodBody(DATE, 1)], last_updated: DATE },
    locations:
      depth === 3
        ? { name: 'x', evses: [{ uid: 'E1', status: 'BLOCKED' }], last_updated: DATE }
        : depth === 4
          ? { status: 'CHARGING', connectors: [{ id: '1', tariff_ids: ['T'] }], last_updated: DATE }
          : { tariff_ids: ['T1'], last_updated: DATE },
    tariffs: { currency: 'SEK', last_updated: DATE },
  }
  if (method === 'PATCH') return changes[moduleName] ?? { last_updated: DATE }
  const evse = version === '2.1.1' ? evseBody('E1') : evseBody('E1', { status_schedule: [] })
  switch (moduleName) {
    case 'locations':
      if (depth === 4) return evse
      return depth === 5 ? connectorBody() : bodyInVersion(version, moduleName, locationBody(party, IDS.locations))
    case 'tariffs':
      return bodyInVersion(version, moduleName, tariffBody(party, IDS.tariffs))
    case 'sessions':
      return bodyInVersion(version, moduleName, sessionBody(party, IDS.sessions))
    case 'cdrs':
      return bodyInVersion(version, moduleName, cdrBody(party, IDS.cdrs))
    case 'tokens':
      return { location_id: IDS.locations, evse_uids: ['E1'] }
    case 'commands':
    case 'chargingprofiles':
      return { result: 'ACCEPTED', message: [{ language: 'sv', text: 'ja' }], profile: { start_date_time: DATE } }
    case 'credentials':
      // Nobody listens there: the handshake fails at once, and the partner stays registered.
      return {
        token: 'their-token',
        url: 'http://127.0.0.1:1/ocpi/versions',
        roles: [{ role: 'CPO', ...owner(party) }],
      }
    case 'hubclientinfo':
      return { ...owner(party), role: 'CPO', status: 'CONNECTED', last_updated: DATE }
    default:
      return { ...owner(party), id: 'X1', period: '2026-10', currency: 'SEK', last_updated: DATE }
  }
}

const owner = ({ countryCode, partyId }: Party): Fields => ({ country_code: countryCode, party_id: partyId })

function segmentsOf(moduleName: string, template: string, { countryCode, partyId }: Party): string[] {
  const fill: Readonly<Record<string, string>> = {
    country_code: countryCode,
    party_id: partyId,
    evse_uid: IDS.evse,
    connector_id: IDS.connector,
    token_uid: '04A1B2C3D4E5F6',
    kind: 'START_SESSION',
    command_id: 'cmd_01KB00000000000000000000000',
    secret: 'secret',
  }
  return template
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? (fill[part.slice(1, -1)] ?? idOf(moduleName)) : part))
}

const idOf = (moduleName: string): string => (IDS as Readonly<Record<string, string>>)[moduleName] ?? 'X1'

/** Ending the registration would end the run: everything after it were a 401. */
const ENDS = (moduleName: string, method: string) => moduleName === 'credentials' && method === 'DELETE'

export function corpusOf(version: OcpiVersion, party: Party): FuzzMessage[] {
  const messages: FuzzMessage[] = [{ method: 'GET', path: [], query: {}, body: undefined }]
  for (const { version: served, module: moduleName, routes } of MODULES) {
    if (served !== version) continue
    for (const [template, methods] of Object.entries(routes)) {
      const path = segmentsOf(moduleName, template, party)
      for (const method of Object.keys(methods)) {
        if (ENDS(moduleName, method)) continue
        const query: Record<string, string> =
          method === 'GET' && path.length === 0 ? { offset: '0', limit: '10', date_from: '2026-01-01T00:00:00Z' } : {}
        const body = bodyOf(version, moduleName, path.length, method, party)
        messages.push({ method, path: [moduleName, ...path], query, body })
      }
    }
  }
  return messages
}
