// Requests as a CPO sends them, straight into the dispatcher; and bodies of the usual shape. For tests and the bench.
import { dispatch, type OcpiResponse } from '../http/dispatch'

export type Peer = { readonly clientToken: string; readonly countryCode: string; readonly partyId: string }

export type Answer = {
  http: number
  code: number
  message: string
  data: unknown
  headers: Record<string, string>
  body: string
}

export type Options = { headers?: Record<string, string | undefined>; raw?: string | Buffer; remoteAddress?: string }

export function toAnswer({ status, headers, body }: OcpiResponse): Answer {
  const envelope = JSON.parse(body) as { status_code: number; status_message: string; data?: unknown } // our own envelope
  return {
    http: status,
    code: envelope.status_code,
    message: envelope.status_message,
    data: envelope.data,
    headers,
    body,
  }
}

/** One request below `/ocpi/2.2.1`, with the peer's token in base64. */
export async function call(
  peer: Peer | null,
  method: string,
  path: string,
  body?: unknown,
  options: Options = {},
): Promise<Answer> {
  const raw = options.raw ?? (body === undefined ? '' : JSON.stringify(body))
  const authorization = peer ? `Token ${Buffer.from(peer.clientToken).toString('base64')}` : undefined
  const url = path.startsWith('/ocpi') ? path : `/ocpi/2.2.1/${path}`
  return toAnswer(
    await dispatch({
      method,
      url,
      headers: { authorization, 'content-type': 'application/json', ...options.headers },
      body: Buffer.isBuffer(raw) ? raw : Buffer.from(raw),
      remoteAddress: options.remoteAddress ?? '127.0.0.1',
    }),
  )
}

type Party = Pick<Peer, 'countryCode' | 'partyId'>
type Fields = Record<string, unknown>

const ownerOf = ({ countryCode, partyId }: Party) => ({ country_code: countryCode, party_id: partyId })

export function cdrToken(uid: string): Fields {
  return { country_code: 'SE', party_id: 'LDN', uid, type: 'RFID', contract_id: 'SE-LDN-C12345678' }
}

export function connectorBody(fields: Fields = {}): Fields {
  return {
    id: '1',
    standard: 'IEC_62196_T2',
    format: 'SOCKET',
    power_type: 'AC_3_PHASE',
    max_voltage: 230,
    max_amperage: 16,
    tariff_ids: ['T1'],
    last_updated: '2026-09-01T08:00:00Z',
    ...fields,
  }
}

export function evseBody(uid = 'E1', fields: Fields = {}): Fields {
  return {
    uid,
    evse_id: `SE*KUL*E${uid}`,
    status: 'AVAILABLE',
    capabilities: ['RFID_READER', 'REMOTE_START_STOP_CAPABLE'],
    connectors: [connectorBody()],
    physical_reference: '7',
    last_updated: '2026-09-01T08:00:00Z',
    ...fields,
  }
}

export function locationBody(party: Party, id: string, fields: Fields = {}): Fields {
  return {
    ...ownerOf(party),
    id,
    publish: true,
    name: 'Kungsgatan',
    address: 'Kungsgatan 10',
    city: 'Göteborg',
    postal_code: '411 19',
    country: 'SWE',
    coordinates: { latitude: '57.704550', longitude: '11.966110' },
    evses: [evseBody('E1'), evseBody('E2')],
    operator: { name: 'Kulla Ladd' },
    time_zone: 'Europe/Stockholm',
    opening_times: { twentyfourseven: true },
    last_updated: '2026-09-01T08:00:00Z',
    ...fields,
  }
}

export function tariffBody(party: Party, id: string, fields: Fields = {}): Fields {
  return {
    ...ownerOf(party),
    id,
    currency: 'SEK',
    type: 'REGULAR',
    elements: [{ price_components: [{ type: 'ENERGY', price: 3.2, vat: 25, step_size: 1 }] }],
    last_updated: '2026-09-01T00:00:00Z',
    ...fields,
  }
}

export function sessionBody(party: Party, id: string, fields: Fields = {}): Fields {
  return {
    ...ownerOf(party),
    id,
    start_date_time: '2026-10-01T08:00:00Z',
    kwh: 0,
    cdr_token: cdrToken('04A1B2C3D4E5F6'),
    auth_method: 'AUTH_REQUEST',
    location_id: 'LOC1',
    evse_uid: 'E1',
    connector_id: '1',
    currency: 'SEK',
    status: 'ACTIVE',
    last_updated: '2026-10-01T08:00:00Z',
    ...fields,
  }
}

export function periodBody(start: string, kwh: number, hours = 0.25): Fields {
  return {
    start_date_time: start,
    dimensions: [
      { type: 'ENERGY', volume: kwh },
      { type: 'TIME', volume: hours },
    ],
    tariff_id: 'T1',
  }
}

/** About 3 kB: a session of an hour in four periods, with its tariff. */
export function cdrBody(party: Party, id: string, uid = '04A1B2C3D4E5F6', fields: Fields = {}): Fields {
  const periods = ['00', '15', '30', '45'].map((minute) => periodBody(`2026-10-01T08:${minute}:00Z`, 2.75))
  return {
    ...ownerOf(party),
    id,
    start_date_time: '2026-10-01T08:00:00Z',
    end_date_time: '2026-10-01T09:00:00Z',
    session_id: `S-${id}`,
    cdr_token: cdrToken(uid),
    auth_method: 'AUTH_REQUEST',
    cdr_location: {
      id: 'LOC1',
      name: 'Kungsgatan',
      address: 'Kungsgatan 10',
      city: 'Göteborg',
      postal_code: '411 19',
      country: 'SWE',
      coordinates: { latitude: '57.704550', longitude: '11.966110' },
      evse_uid: 'E1',
      evse_id: 'SE*KUL*E1',
      connector_id: '1',
      connector_standard: 'IEC_62196_T2',
      connector_format: 'SOCKET',
      connector_power_type: 'AC_3_PHASE',
    },
    currency: 'SEK',
    tariffs: [tariffBody(party, 'T1')],
    charging_periods: periods,
    total_cost: { excl_vat: 35.2, incl_vat: 44 },
    total_energy: 11,
    total_energy_cost: { excl_vat: 35.2, incl_vat: 44 },
    total_time: 1,
    last_updated: '2026-10-01T09:00:05Z',
    ...fields,
  }
}
