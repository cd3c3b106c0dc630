// What a rating says to the customer: lines with their formula, exact, before they become an invoice.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'
import type { AreaBasis, BiddingArea } from './bidding-area'
import type { Conversion } from './exchange'
import type { CustomerGroup, DiscountBase } from './price-plan'
import type { SpotPrice } from './spot-prices'
import type { EnergySpread } from './spread-energy'

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
  /** What a plan that follows the exchange takes beside the spot price. */
  | 'energy_markup'
  /** Energy of quarters in which the spot price was negative. */
  | 'spot_credit'
  | 'price_floor'
  | 'price_cap'
  | 'start_fee'
  | 'idle_fee'
  | 'monthly_fee'
  /** What the plan takes off: free energy, a discount, the most a session or a month may cost. */
  | 'allowance'
  | 'discount'
  | 'session_cap'
  | 'month_cap'
  /** What the customer is spared because the operator's account came too late. */
  | 'late_data'
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
  /** Which publication of the exchange's price it was, where that gave it. */
  spot?: Pick<SpotPrice, 'source' | 'revision' | 'minutes'>
}

/** Why a line is as it is, as far as its figures do not say it; words are found elsewhere. Amounts exclude VAT. */
export type RetailNote =
  | { kind: 'spot'; area: BiddingArea; basis: AreaBasis; spread: EnergySpread; hourly: boolean }
  | { kind: 'discount'; group: CustomerGroup; percent: DecimalString; base: DiscountBase }
  /** `left`: of the month's allowance before this session. */
  | { kind: 'allowance'; perMonth: DecimalString; left: DecimalString }
  /** `before`: what the month had come to already. */
  | { kind: 'cap'; most: DecimalString; before: DecimalString }
  /** The operator's own price of a unit, without VAT, and what its money was worth. Null where it states no such price. */
  | ({ kind: 'converted'; unitPrice: DecimalString | null } & Pick<
      Conversion,
      'currency' | 'rate' | 'day' | 'source' | 'revision'
    >)
  /** `dueAt`: when the account should have come; `shown`: the estimate without VAT, null where nothing is paid. */
  | { kind: 'late_data'; dueAt: Instant; shown: DecimalString | null }

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
  note?: RetailNote
}
