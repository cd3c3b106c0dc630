// Retail price plans: what the customer pays. Versioned and dated; all prices excluding VAT, in SEK.
import type { DecimalString } from '@/lib/kernel/decimal'

export type CurrentType = 'AC' | 'DC'
/** Power of the connector: from (inclusive) up to (exclusive); null is unbounded. */
export type PowerBand = { current: CurrentType; fromKw: number; toKw: number | null; perKwh: DecimalString }

export type EnergyPrice =
  /** The operator's price by its own tariff, times (1 + percent/100), plus an amount per kWh. */
  | { method: 'pass_through'; markupPercent: DecimalString; markupPerKwh: DecimalString }
  /** One price per kWh by kind and power; the operator's own fees are then ours to carry. */
  | { method: 'fixed'; bands: PowerBand[] }

export type IdleFee = { perMinute: DecimalString; freeMinutes: number; capPerSession: DecimalString | null }

export type PricePlanRules = {
  energy: EnergyPrice
  startFee: DecimalString
  idleFee: IdleFee | null
  monthlyFee: DecimalString
  /** Percent. */
  vatPercent: DecimalString
}
