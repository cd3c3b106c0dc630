// What a rating says to the customer: lines with their formula, exact, before they become an invoice.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'

/** Electricity and access to the network are two supplies (HFD 10 Feb 2025): each line knows which it is. */
export type Supply = 'electricity' | 'access_fee'
export type RetailLineKind =
  | 'energy'
  | 'operator_start_fee'
  | 'operator_time_fee'
  | 'operator_parking_fee'
  /** With the charge that followed; `reservation_fee` where nothing did. */
  | 'operator_reservation_fee'
  | 'reservation_fee'
  | 'operator_adjustment'
  | 'markup'
  | 'start_fee'
  | 'idle_fee'
  | 'monthly_fee'
/** UN/ECE Recommendation 20 codes as EN 16931 wants them. */
export type RetailUnit = 'KWH' | 'MIN' | 'HUR' | 'EA'

/** One step of the formula: a charging period's share of the line. `amount` is exact and excludes VAT. */
export type RetailPart = {
  startedAt: Instant
  endedAt: Instant
  quantity: DecimalString
  unitPrice: DecimalString
  amount: DecimalString
  /** Element of the operator's tariff, where it gave the price. */
  element: number | null
}

export type RetailLine = {
  kind: RetailLineKind
  supply: Supply
  quantity: DecimalString
  unit: RetailUnit
  /** Exact, excluding VAT. quantity × unitPrice rounded is `netMinor` (EN 16931, Peppol R120). */
  unitPrice: DecimalString
  /** Minor units as text (JSON has no bigint). Rounded half-up once, here. */
  netMinor: string
  vatPercent: DecimalString
  parts: RetailPart[]
}
