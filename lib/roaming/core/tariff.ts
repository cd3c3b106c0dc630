// OCPI 2.2.1 §11 Tariffs, canonical.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'
import type { DisplayText } from './common'

/** ENERGY (per kWh), TIME and PARKING_TIME (per hour), FLAT (per session). Others are kept and not priced. */
export type TariffDimension = 'ENERGY' | 'TIME' | 'PARKING_TIME' | 'FLAT'
/** 2.3.0: whether `price` includes taxes. Older versions are always `NO`. */
export type TaxIncluded = 'YES' | 'NO' | 'N/A'

export type PriceComponent = {
  type: string
  price: DecimalString
  /** VAT percentage; null means none stated, which is not the same as 0. */
  vat: DecimalString | null
  /** Wh for ENERGY, seconds for TIME and PARKING_TIME; 0 means no steps. */
  stepSize: number
}

export type TariffRestrictions = {
  startTime: string | null
  endTime: string | null
  startDate: string | null
  endDate: string | null
  minKwh: DecimalString | null
  maxKwh: DecimalString | null
  minCurrentA: DecimalString | null
  maxCurrentA: DecimalString | null
  minPowerKw: DecimalString | null
  maxPowerKw: DecimalString | null
  minDurationSeconds: number | null
  maxDurationSeconds: number | null
  dayOfWeek: string[]
  reservation: string | null
}

export type TariffElement = { components: PriceComponent[]; restrictions: TariffRestrictions | null }
export type PriceLimit = { excl: DecimalString | null; incl: DecimalString | null }

export type Tariff = {
  countryCode: string
  partyId: string
  id: string
  currency: string
  type: string | null
  altText: DisplayText[]
  altUrl: string | null
  taxIncluded: TaxIncluded
  minPrice: PriceLimit | null
  maxPrice: PriceLimit | null
  elements: TariffElement[]
  startsAt: Instant | null
  endsAt: Instant | null
  lastUpdated: Instant | null
}
