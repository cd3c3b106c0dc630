// Retail price plans: what the customer pays. Versioned and dated; all prices excluding VAT, in SEK.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'

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
  /** What is paid when the operator's account comes after its deadline; `estimate` unless stated. */
  lateData?: LateData
}

/** At most the estimate that was shown, or nothing at all. */
export type LateData = 'estimate' | 'nothing'

/** The currency of every price plan: a Swedish seller's. */
export const PLAN_CURRENCY = 'SEK'
const CURRENTS: readonly CurrentType[] = ['AC', 'DC']

/** What is wrong with a plan's rules; forms put it into words at `path`. */
export type PlanProblem = {
  code: 'negative' | 'not_a_number' | 'bands_missing' | 'bands_gap' | 'bands_overlap' | 'band_empty'
  path: string
  current?: CurrentType
}

function checkAmount(value: DecimalString, path: string): PlanProblem[] {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return [{ code: 'not_a_number', path }]
  return decimal(value).isNegative() && !decimal(value).isZero() ? [{ code: 'negative', path }] : []
}

/** Bands of one kind must follow each other from 0 kW to no upper bound, or some connector would have no price. */
function checkBands(bands: readonly PowerBand[], current: CurrentType): PlanProblem[] {
  const own = bands.filter((band) => band.current === current).toSorted((a, b) => a.fromKw - b.fromKw)
  const path = 'energy.bands'
  if (own.length === 0) return [{ code: 'bands_missing', path, current }]
  const problems: PlanProblem[] = []
  let reached: number | null = 0
  for (const band of own) {
    if (band.toKw !== null && band.toKw <= band.fromKw) problems.push({ code: 'band_empty', path, current })
    if (reached === null || band.fromKw < reached) problems.push({ code: 'bands_overlap', path, current })
    else if (band.fromKw > reached) problems.push({ code: 'bands_gap', path, current })
    reached = band.toKw
  }
  if (reached !== null) problems.push({ code: 'bands_gap', path, current })
  return problems
}

/** Everything that keeps these rules from being published. Empty means publishable. */
export function checkPlanRules(rules: PricePlanRules): PlanProblem[] {
  const { energy, idleFee } = rules
  return [
    ...checkAmount(rules.startFee, 'startFee'),
    ...checkAmount(rules.monthlyFee, 'monthlyFee'),
    ...checkAmount(rules.vatPercent, 'vatPercent'),
    ...(idleFee ? checkAmount(idleFee.perMinute, 'idleFee.perMinute') : []),
    ...(idleFee && idleFee.freeMinutes < 0 ? [{ code: 'negative', path: 'idleFee.freeMinutes' } as const] : []),
    ...(idleFee?.capPerSession ? checkAmount(idleFee.capPerSession, 'idleFee.capPerSession') : []),
    ...(energy.method === 'pass_through'
      ? [
          ...checkAmount(energy.markupPercent, 'energy.markupPercent'),
          ...checkAmount(energy.markupPerKwh, 'energy.markupPerKwh'),
        ]
      : [
          ...energy.bands.flatMap((band, index) => checkAmount(band.perKwh, `energy.bands.${index}.perKwh`)),
          ...CURRENTS.flatMap((current) => checkBands(energy.bands, current)),
        ]),
  ]
}

/** The band of a connector; null only for rules that were never checked. */
export function findBand(bands: readonly PowerBand[], current: CurrentType, powerKw: number): PowerBand | null {
  return (
    bands.find(
      (band) => band.current === current && powerKw >= band.fromKw && (band.toKw === null || powerKw < band.toKw),
    ) ?? null
  )
}
