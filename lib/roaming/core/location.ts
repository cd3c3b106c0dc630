// OCPI 2.2.1 §8 Locations, canonical. Opening hours, images and everything we do not compute with stay in `extra`.
import type { Instant } from '@/lib/kernel/time'
import type { BusinessDetails, DisplayText } from './common'

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

export type PublishTokenType = {
  uid: string | null
  type: string | null
  visualNumber: string | null
  issuer: string | null
  groupId: string | null
}
export type RegularHours = { weekday: number; begin: string; end: string }
export type ExceptionalPeriod = { from: Instant; to: Instant }
export type OpeningHours = {
  twentyFourSeven: boolean
  regular: RegularHours[]
  openings: ExceptionalPeriod[]
  closings: ExceptionalPeriod[]
}

export type Connector = {
  id: string
  standard: string
  format: string
  powerType: string
  maxVoltage: number | null
  maxAmperage: number | null
  maxPowerW: number | null
  tariffIds: string[]
  termsUrl: string | null
  lastUpdated: Instant
}

export type Evse = {
  uid: string
  evseId: string | null
  status: EvseStatus
  capabilities: string[]
  connectors: Connector[]
  floorLevel: string | null
  coordinates: { latitude: string; longitude: string } | null
  physicalReference: string | null
  directions: DisplayText[]
  parkingRestrictions: string[]
  lastUpdated: Instant
}

export type Location = {
  countryCode: string
  partyId: string
  id: string
  publish: boolean
  publishAllowedTo: PublishTokenType[]
  name: string | null
  address: string
  city: string
  postalCode: string | null
  state: string | null
  country: string
  coordinates: { latitude: string; longitude: string }
  parkingType: string | null
  evses: Evse[]
  directions: DisplayText[]
  operator: BusinessDetails | null
  facilities: string[]
  timeZone: string | null
  openingHours: OpeningHours | null
  chargingWhenClosed: boolean
  helpPhone: string | null
  lastUpdated: Instant
}

/** Power the connector can give, in kW: stated, else V × A × phases (three-phase voltage is line-to-neutral). */
export function connectorPowerKw(
  connector: Pick<Connector, 'maxPowerW' | 'maxVoltage' | 'maxAmperage' | 'powerType'>,
): number | null {
  if (connector.maxPowerW !== null && connector.maxPowerW > 0) return connector.maxPowerW / 1000
  if (connector.maxVoltage === null || connector.maxAmperage === null) return null
  const phases = connector.powerType === 'AC_3_PHASE' ? 3 : connector.powerType.startsWith('AC_2_PHASE') ? 2 : 1
  return (connector.maxVoltage * connector.maxAmperage * phases) / 1000
}
