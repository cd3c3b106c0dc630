// OCPI 2.3.0 §8 Locations, canonical: what older versions do not know is null or empty.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'
import type { BusinessDetails, DisplayText, Image } from './common'

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

export type Coordinates = { latitude: string; longitude: string }
export type RelatedLocation = Coordinates & { name: DisplayText | null }
export type StatusSchedule = { from: Instant; to: Instant | null; status: EvseStatus }

export type EnergyMix = {
  isGreen: boolean
  sources: { source: string; percentage: DecimalString }[]
  impacts: { category: string; amount: DecimalString }[]
  supplierName: string | null
  productName: string | null
}

/** 2.3.0: a parking place, for whom it is and what fits on it. Kilograms, centimetres, minutes. */
export type ParkingPlace = {
  id: string
  physicalReference: string | null
  vehicleTypes: string[]
  maxWeightKg: DecimalString | null
  maxHeightCm: DecimalString | null
  maxLengthCm: DecimalString | null
  maxWidthCm: DecimalString | null
  spaceLengthCm: DecimalString | null
  spaceWidthCm: DecimalString | null
  dangerousGoodsAllowed: boolean | null
  direction: string | null
  driveThrough: boolean | null
  /** Only vehicles of the stated types may park. */
  restrictedToType: boolean
  reservationRequired: boolean
  timeLimitMinutes: DecimalString | null
  roofed: boolean | null
  images: Image[]
  lighting: boolean | null
  refrigerationOutlet: boolean | null
  standards: string[]
  apdsReference: string | null
}

/** Which place an EVSE stands at, and on which side of the car; edition 1 named the place only. */
export type EvseParking = { parkingId: string; position: string | null }

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
  /** 2.3.0: such as ISO_15118_2_PLUG_AND_CHARGE. */
  capabilities: string[]
  lastUpdated: Instant
}

export type Evse = {
  uid: string
  evseId: string | null
  status: EvseStatus
  statusSchedule: StatusSchedule[]
  capabilities: string[]
  connectors: Connector[]
  floorLevel: string | null
  coordinates: Coordinates | null
  physicalReference: string | null
  directions: DisplayText[]
  parkingRestrictions: string[]
  parking: EvseParking[]
  images: Image[]
  /** Names, for orientation only: they never decide whether a card is taken (LOC-16). */
  acceptedServiceProviders: string[]
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
  coordinates: Coordinates
  relatedLocations: RelatedLocation[]
  parkingType: string | null
  evses: Evse[]
  directions: DisplayText[]
  operator: BusinessDetails | null
  suboperator: BusinessDetails | null
  owner: BusinessDetails | null
  facilities: string[]
  timeZone: string | null
  openingHours: OpeningHours | null
  chargingWhenClosed: boolean
  images: Image[]
  energyMix: EnergyMix | null
  parkingPlaces: ParkingPlace[]
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
