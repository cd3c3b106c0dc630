// The operator's own model: the objects of OCPI 2.2.1 with what 2.3.0 adds to them. Written from the
// specification for the simulator alone, so that a misreading on the other side of the wire is not shared.
// What a version makes of them is told in `writers/`.

/** The key of a party; every object belongs to one. */
export type Owner = { country_code: string; party_id: string }

export type Price = { excl_vat: number; incl_vat?: number }

export type DimensionType = 'ENERGY' | 'TIME' | 'PARKING_TIME' | 'FLAT'

export type PriceComponent = { type: DimensionType; price: number; vat?: number; step_size: number }

export type TariffRestrictions = {
  start_time?: string
  end_time?: string
  start_date?: string
  end_date?: string
  min_kwh?: number
  max_kwh?: number
  min_current?: number
  max_current?: number
  min_power?: number
  max_power?: number
  min_duration?: number
  max_duration?: number
  day_of_week?: string[]
  reservation?: 'RESERVATION' | 'RESERVATION_EXPIRES'
}

export type TariffElement = { price_components: PriceComponent[]; restrictions?: TariffRestrictions }

export type DisplayText = { language: string; text: string }

export type Tariff = {
  country_code: string
  party_id: string
  id: string
  currency: string
  type?: string
  tariff_alt_text?: DisplayText[]
  min_price?: Price
  max_price?: Price
  elements: TariffElement[]
  last_updated: string
}

export type PowerType = 'AC_1_PHASE' | 'AC_3_PHASE' | 'DC'

export type Connector = {
  id: string
  standard: string
  format: 'SOCKET' | 'CABLE'
  power_type: PowerType
  max_voltage: number
  max_amperage: number
  max_electric_power: number
  tariff_ids: string[]
  /** Since 2.3.0. */
  capabilities?: string[]
  last_updated: string
}

/** Since 2.3.0. */
export type Parking = {
  id: string
  physical_reference?: string
  vehicle_types: string[]
  max_vehicle_height?: number
  parking_space_length?: number
  parking_space_width?: number
  drive_through?: boolean
  restricted_to_type: boolean
  reservation_required: boolean
  roofed?: boolean
  lighting?: boolean
}

export type EvseStatus =
  | 'AVAILABLE'
  | 'BLOCKED'
  | 'CHARGING'
  | 'INOPERATIVE'
  | 'OUTOFORDER'
  | 'PLANNED'
  | 'REMOVED'
  | 'RESERVED'
  | 'UNKNOWN'

export type Evse = {
  uid: string
  evse_id: string
  status: EvseStatus
  capabilities: string[]
  connectors: Connector[]
  physical_reference: string
  floor_level?: string
  /** Since 2.3.0. */
  parking?: { parking_id: string; evse_position?: string }[]
  accepted_service_providers?: string[]
  last_updated: string
}

export type RegularHours = { weekday: number; period_begin: string; period_end: string }

export type Location = {
  country_code: string
  party_id: string
  id: string
  publish: boolean
  name: string
  address: string
  city: string
  postal_code: string
  country: string
  coordinates: { latitude: string; longitude: string }
  parking_type?: string
  evses: Evse[]
  operator: { name: string; website: string }
  facilities?: string[]
  time_zone: string
  opening_times: { twentyfourseven: boolean; regular_hours?: RegularHours[] }
  charging_when_closed?: boolean
  /** Since 2.3.0. */
  parking_places?: Parking[]
  help_phone?: string
  last_updated: string
}

export type Token = {
  country_code: string
  party_id: string
  uid: string
  type: string
  contract_id: string
  visual_number?: string
  issuer: string
  group_id?: string
  valid: boolean
  whitelist: string
  language?: string
  last_updated: string
}

export type CdrToken = Pick<Token, 'country_code' | 'party_id' | 'uid' | 'type' | 'contract_id'>

export type CdrDimension = { type: string; volume: number }

export type ChargingPeriod = { start_date_time: string; dimensions: CdrDimension[]; tariff_id?: string }

export type SessionStatus = 'ACTIVE' | 'COMPLETED' | 'INVALID' | 'PENDING' | 'RESERVATION'

export type Session = {
  country_code: string
  party_id: string
  id: string
  start_date_time: string
  end_date_time?: string
  kwh: number
  cdr_token: CdrToken
  auth_method: AuthMethod
  authorization_reference?: string
  location_id: string
  evse_uid: string
  connector_id: string
  currency: string
  charging_periods?: ChargingPeriod[]
  total_cost?: Price
  status: SessionStatus
  last_updated: string
}

export type AuthMethod = 'AUTH_REQUEST' | 'COMMAND' | 'WHITELIST'

export type Cdr = {
  country_code: string
  party_id: string
  id: string
  start_date_time: string
  end_date_time: string
  session_id: string
  cdr_token: CdrToken
  auth_method: AuthMethod
  authorization_reference?: string
  cdr_location: {
    id: string
    name: string
    address: string
    city: string
    postal_code: string
    country: string
    coordinates: { latitude: string; longitude: string }
    evse_uid: string
    evse_id: string
    connector_id: string
    connector_standard: string
    connector_format: string
    connector_power_type: string
  }
  currency: string
  tariffs?: Tariff[]
  charging_periods: ChargingPeriod[]
  total_cost: Price
  total_fixed_cost?: Price
  total_energy: number
  total_energy_cost?: Price
  total_time: number
  total_time_cost?: Price
  total_parking_time?: number
  total_parking_cost?: Price
  total_reservation_cost?: Price
  signed_data?: SignedData
  home_charging_compensation?: boolean
  remark?: string
  credit?: boolean
  credit_reference_id?: string
  last_updated: string
}

export type SignedData = {
  encoding_method: string
  encoding_method_version?: number
  public_key?: string
  signed_values: { nature: string; plain_data: string; signed_data: string }[]
}

export type Role = {
  role: string
  party_id: string
  country_code: string
  business_details: { name: string; website?: string }
}

export type Credentials = { token: string; url: string; roles: Role[]; hub_party_id?: string }

/** `role` is absent in 2.1.1. */
export type Endpoint = { identifier: string; role?: string; url: string }

export type InvoiceRecord = Owner & { id: string; invoice_id: string; cdrs: string[]; last_updated: string }

export type ClientInfo = Owner & { role: string; status: PartyStatus; last_updated: string }

export type PartyStatus = 'CONNECTED' | 'OFFLINE' | 'PLANNED' | 'SUSPENDED'

export type Envelope = { status_code: number; status_message?: string; timestamp: string; data?: unknown }

export type ChargingProfile = {
  start_date_time?: string
  duration?: number
  charging_rate_unit: 'W' | 'A'
  min_charging_rate?: number
  charging_profile_period: { start_period: number; limit: number }[]
}
