// OCPI 2.2.1 §9 Sessions and §10 CDRs, canonical.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'
import type { Price } from './common'
import type { Tariff } from './tariff'

export type CdrDimension = { type: string; volume: DecimalString }
/** Ends where the next one starts, the last one at the end of the session. */
export type ChargingPeriod = { startedAt: Instant; dimensions: CdrDimension[]; tariffId: string | null }

export type CdrToken = {
  countryCode: string | null
  partyId: string | null
  uid: string
  type: string
  contractId: string | null
}
export type SessionStatus = 'ACTIVE' | 'COMPLETED' | 'INVALID' | 'PENDING' | 'RESERVATION'

export type Session = {
  countryCode: string
  partyId: string
  id: string
  startedAt: Instant
  endedAt: Instant | null
  energyKwh: DecimalString
  token: CdrToken
  authMethod: string
  authorizationReference: string | null
  locationId: string
  evseUid: string
  connectorId: string
  meterId: string | null
  currency: string
  chargingPeriods: ChargingPeriod[]
  totalCost: Price | null
  status: SessionStatus
  lastUpdated: Instant
  /** When changes last stated a field of the wire, `*` the whole; absent while nothing but wholes came. */
  stated?: Readonly<Record<string, Instant>>
}

/** Location, EVSE and connector as they were at the start of the session: sealed, never read from the live location. */
export type CdrLocation = {
  id: string
  name: string | null
  address: string
  city: string
  postalCode: string | null
  state: string | null
  country: string
  coordinates: { latitude: string; longitude: string } | null
  evseUid: string
  evseId: string | null
  connectorId: string
  connectorStandard: string
  connectorFormat: string
  connectorPowerType: string
}

export type SignedData = {
  encodingMethod: string
  encodingMethodVersion: number | null
  publicKey: string | null
  signedValues: { nature: string; plainData: string; signedData: string }[]
  url: string | null
}

export type Cdr = {
  countryCode: string
  partyId: string
  id: string
  startedAt: Instant
  endedAt: Instant
  sessionId: string | null
  token: CdrToken
  authMethod: string
  authorizationReference: string | null
  location: CdrLocation
  meterId: string | null
  currency: string
  tariffs: Tariff[]
  chargingPeriods: ChargingPeriod[]
  signedData: SignedData | null
  totalCost: Price
  totalFixedCost: Price | null
  totalEnergyKwh: DecimalString
  totalEnergyCost: Price | null
  /** Hours, as OCPI states them; exact seconds come from the periods. */
  totalTimeHours: DecimalString
  totalTimeCost: Price | null
  totalParkingTimeHours: DecimalString | null
  totalParkingCost: Price | null
  totalReservationCost: Price | null
  remark: string | null
  invoiceReferenceId: string | null
  credit: boolean
  creditReferenceId: string | null
  homeChargingCompensation: boolean
  lastUpdated: Instant
}
