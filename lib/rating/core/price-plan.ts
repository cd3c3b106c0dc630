// Retail price plans: what the customer pays. Versioned and dated; all prices excluding VAT, in SEK.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { BiddingArea } from './bidding-area'

export type CurrentType = 'AC' | 'DC'
/** Power of the connector: from (inclusive) up to (exclusive); null is unbounded. */
export type PowerBand = { current: CurrentType; fromKw: number; toKw: number | null; perKwh: DecimalString }

/**
 * The exchange's price of each quarter of an hour, plus a markup per kWh and a percentage of the spot price (of a negative
 * price there is no percentage). `cap` and `floor` bound what a kWh costs with the markup. The operator's own fees are
 * then ours to carry, as with fixed prices.
 */
export type SpotEnergy = {
  method: 'spot'
  /** Null: the bidding area in which the charge point stands. */
  area: BiddingArea | null
  markupPercent: DecimalString
  markupPerKwh: DecimalString
  capPerKwh: DecimalString | null
  /** Null: a kWh may cost less than nothing. */
  floorPerKwh: DecimalString | null
}

export type EnergyPrice =
  /** The operator's price by its own tariff, times (1 + percent/100), plus an amount per kWh. */
  | { method: 'pass_through'; markupPercent: DecimalString; markupPerKwh: DecimalString }
  /** One price per kWh by kind and power; the operator's own fees are then ours to carry. */
  | { method: 'fixed'; bands: PowerBand[] }
  | SpotEnergy

export type IdleFee = { perMinute: DecimalString; freeMinutes: number; capPerSession: DecimalString | null }

/** Another price of energy at one operator or at some powers; the first that fits rules instead of the plan's own. */
export type PriceOverride = {
  /** `SE*ABC`, in capitals; null: every operator. */
  operator: string | null
  /** Null: both kinds. */
  current: CurrentType | null
  fromKw: number
  toKw: number | null
  energy: EnergyPrice
}

/** Who a customer is to the price: a company, or a member of ours. */
export type CustomerGroup = 'business' | 'member'
export const CUSTOMER_GROUPS: readonly CustomerGroup[] = ['member', 'business']

/** `energy`: all that is paid for energy, markup included. `own`: our own markup and start fee. */
export type DiscountBase = 'energy' | 'own'
/** The largest one that a customer has a right to applies; discounts are never added up. */
export type Discount = { group: CustomerGroup; percent: DecimalString; base: DiscountBase }

export type PricePlanRules = {
  energy: EnergyPrice
  startFee: DecimalString
  idleFee: IdleFee | null
  monthlyFee: DecimalString
  /** Percent. */
  vatPercent: DecimalString
  /** In order of precedence. */
  overrides: PriceOverride[]
  discounts: Discount[]
  /** The most that one session costs. */
  sessionCap: DecimalString | null
  /** The most that the sessions of a month in Stockholm cost together, without the monthly fee. */
  monthCap: DecimalString | null
  /** Energy of a month in Stockholm that costs nothing. */
  freeKwhPerMonth: DecimalString | null
  /** What is paid when the operator's account comes after its deadline. */
  lateData: LateData
}

/** At most the estimate that was shown, or nothing at all. */
export type LateData = 'estimate' | 'nothing'

type Later = 'overrides' | 'discounts' | 'sessionCap' | 'monthCap' | 'freeKwhPerMonth' | 'lateData'
/** As it lies in the database: what was published before a field existed does not have it. */
export type StoredPlanRules = Omit<PricePlanRules, Later> & Partial<Pick<PricePlanRules, Later>>

/** What a plan that does not mention them says. */
export const PLAN_DEFAULTS: Pick<PricePlanRules, Later> = {
  overrides: [],
  discounts: [],
  sessionCap: null,
  monthCap: null,
  freeKwhPerMonth: null,
  lateData: 'estimate',
}

/** Rules as they were published, with what had not been thought of then at its default. */
export function readPlanRules(stored: StoredPlanRules): PricePlanRules {
  return { ...PLAN_DEFAULTS, ...stored }
}

/** The currency of every price plan: a Swedish seller's. */
export const PLAN_CURRENCY = 'SEK'

/** The band of a connector; null only for rules that were never checked. */
export function findBand(bands: readonly PowerBand[], current: CurrentType, powerKw: number): PowerBand | null {
  return bands.find((band) => band.current === current && isWithin(band, powerKw)) ?? null
}

function isWithin({ fromKw, toKw }: { fromKw: number; toKw: number | null }, powerKw: number): boolean {
  return powerKw >= fromKw && (toKw === null || powerKw < toKw)
}

export type ChargePoint = { operator: string | null; current: CurrentType; powerKw: number }

/** The override that rules at a charge point; null where the plan's own price does. */
export function findOverride(rules: Pick<PricePlanRules, 'overrides'>, at: ChargePoint): PriceOverride | null {
  return (
    rules.overrides.find(
      (entry) =>
        (entry.operator === null || entry.operator === at.operator) &&
        (entry.current === null || entry.current === at.current) &&
        isWithin(entry, at.powerKw),
    ) ?? null
  )
}

/** What energy costs at a charge point: by the first override that fits, else by the plan. */
export function energyPriceAt(rules: Pick<PricePlanRules, 'energy' | 'overrides'>, at: ChargePoint): EnergyPrice {
  return findOverride(rules, at)?.energy ?? rules.energy
}

/** Whether a price depends on what the customer has already charged this month. */
export function dependsOnMonth(rules: Pick<PricePlanRules, 'monthCap' | 'freeKwhPerMonth'>): boolean {
  return rules.monthCap !== null || rules.freeKwhPerMonth !== null
}

/** Whether any price of the plan follows the exchange. */
export function hasSpotPrice(rules: Pick<PricePlanRules, 'energy' | 'overrides'>): boolean {
  return [rules.energy, ...rules.overrides.map((entry) => entry.energy)].some((energy) => energy.method === 'spot')
}
