// What a charge would cost before there is one: the engine of the bill, run on a charge that a flawless operator would
// report. With it what comes after the start: other prices at other times, fees for standing there.
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { HOUR_MS, instant, MINUTE_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { Breakdown, StepMode } from '@/lib/pricing/breakdown'
import { imagineSession } from '@/lib/pricing/estimate-session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { currentTypeOf } from './charge-facts'
import { explainEstimate } from './estimate-charge'
import { energyPriceAt, PLAN_CURRENCY, type PricePlanRules } from './price-plan'
import { withVat } from './public-prices'
import type { RetailPrice } from './retail'
import type { RetailContext } from './retail-context'
import type { RetailLineKind, RetailUnit } from './retail-line'

/** What the price was asked for: so much energy at such a power, then so long without charging. */
export type QuoteBehaviour = { energyKwh: DecimalString; powerKw: DecimalString; idleMinutes: number }

export type QuoteTerms = {
  tariff: Tariff | null
  rules: PricePlanRules
  timeZone: TimeZone
  powerType: string
  maxPowerKw: number | null
  stepMode: StepMode
  context: RetailContext
}

/** A price that begins, changes or ends after the start. */
export type QuotedChange = {
  at: Instant
  /** Since the start while it charges, since the end of charging while it stands. */
  afterMinutes: number
  phase: 'charging' | 'standing'
  kind: RetailLineKind
  unit: RetailUnit
  /** Including VAT; null where it ends. */
  unitPrice: DecimalString | null
  /** The most that it comes to, including VAT; null where nothing ends it. */
  cap: DecimalString | null
}

export type ChargeQuote = {
  startedAt: Instant
  /** When this charge would be done. */
  chargedAt: Instant
  endedAt: Instant
  behaviour: QuoteBehaviour
  /** Null where nobody knows it, which is never said to be nothing. */
  price: RetailPrice | null
  breakdown: Breakdown | null
  changes: QuotedChange[]
}

/** How far ahead of the start prices are looked up. */
const HORIZON_HOURS = 12
/** More than a person reads beside a charger. */
const MOST_CHANGES = 8

function explain(terms: QuoteTerms, startedAt: Instant, behaviour: QuoteBehaviour) {
  const { tariff, rules, timeZone, powerType, maxPowerKw, stepMode, context } = terms
  const imagined = imagineSession({ tariff, startedAt, timeZone, ...behaviour })
  const estimate = explainEstimate({
    session: {
      startedAt,
      endedAt: imagined.endedAt,
      lastUpdated: imagined.endedAt,
      energyKwh: behaviour.energyKwh,
      currency: tariff?.currency ?? PLAN_CURRENCY,
      chargingPeriods: imagined.periods,
    },
    tariffs: tariff ? [tariff] : [],
    rules,
    timeZone,
    powerType,
    maxPowerKw,
    stepMode,
    context,
  })
  return { imagined, ...estimate }
}

type Rate = { at: Instant; kind: RetailLineKind; unit: RetailUnit; unitPrice: DecimalString }

/** The operator's prices that may change: each with the moments from which it is. */
const CHANGING: readonly RetailLineKind[] = ['energy', 'operator_time_fee', 'operator_parking_fee']

function ratesOf(price: RetailPrice): Rate[] {
  return price.lines
    .filter(({ kind }) => CHANGING.includes(kind))
    .flatMap(({ kind, unit, vatPercent, parts }) =>
      parts.map((part) => ({ at: part.startedAt, kind, unit, unitPrice: withVat(part.unitPrice, vatPercent) })),
    )
    .toSorted((a, b) => a.at - b.at)
}

function stepsOf(
  price: RetailPrice,
  periods: readonly Instant[],
  window: { from: Instant; known: Instant; phase: QuotedChange['phase'] },
): QuotedChange[] {
  const rates = ratesOf(price)
  const changes: QuotedChange[] = []
  for (const kind of new Set(rates.map((rate) => rate.kind))) {
    const own = rates.filter((rate) => rate.kind === kind)
    const unit = own[0]!.unit // the kind comes from these rates
    let before: DecimalString | null = own.find((rate) => rate.at === window.known)?.unitPrice ?? null
    for (const at of periods) {
      const now = own.find((rate) => rate.at === at)?.unitPrice ?? null
      if (now === before) continue
      before = now
      const afterMinutes = Math.round((at - window.from) / MINUTE_MS)
      changes.push({ at, afterMinutes, phase: window.phase, kind, unit, unitPrice: now, cap: null })
    }
  }
  return changes
}

/** While it charges on at the same power, however much was asked for. */
function whileCharging(terms: QuoteTerms, startedAt: Instant, { powerKw }: QuoteBehaviour): QuotedChange[] {
  const energyKwh = toDecimalString(decimal(powerKw).times(HORIZON_HOURS))
  const { imagined, price } = explain(terms, startedAt, { energyKwh, powerKw, idleMinutes: 0 })
  if (!price) return []
  const later = imagined.periods.map((period) => period.startedAt).filter((at) => at > startedAt)
  return stepsOf(price, later, { from: startedAt, known: startedAt, phase: 'charging' })
}

/** Once this charge is done and the car stays. */
function whileStanding(terms: QuoteTerms, startedAt: Instant, behaviour: QuoteBehaviour): QuotedChange[] {
  const { imagined, price } = explain(terms, startedAt, { ...behaviour, idleMinutes: HORIZON_HOURS * 60 })
  if (!price) return []
  const { chargedAt } = imagined
  const standing = imagined.periods.map((period) => period.startedAt).filter((at) => at >= chargedAt)
  const fees = stepsOf(price, standing, { from: chargedAt, known: startedAt, phase: 'standing' })
  // That charging itself is no longer paid for needs no word.
  return fees.filter((change) => change.kind === 'operator_parking_fee' || change.unitPrice !== null)
}

/** Only where the operator's price is passed on does the customer pay what its tariff changes to. */
function operatorChanges(terms: QuoteTerms, startedAt: Instant, behaviour: QuoteBehaviour): QuotedChange[] {
  const { rules, context, powerType, maxPowerKw } = terms
  const at = { operator: context.operator, current: currentTypeOf(powerType), powerKw: maxPowerKw ?? 0 }
  if (energyPriceAt(rules, at).method !== 'pass_through') return []
  return [...whileCharging(terms, startedAt, behaviour), ...whileStanding(terms, startedAt, behaviour)]
}

/** Our own fee for standing begins within a period: it is told from the plan. */
function ownIdleFee({ idleFee, vatPercent }: PricePlanRules, chargedAt: Instant): QuotedChange[] {
  if (!idleFee || decimal(idleFee.perMinute).isZero()) return []
  return [
    {
      at: instant(chargedAt + idleFee.freeMinutes * MINUTE_MS),
      afterMinutes: idleFee.freeMinutes,
      phase: 'standing',
      kind: 'idle_fee',
      unit: 'MIN',
      unitPrice: withVat(idleFee.perMinute, vatPercent),
      cap: idleFee.capPerSession && withVat(idleFee.capPerSession, vatPercent),
    },
  ]
}

/** The whole offer for a charge that starts now. The price of the bill of the same charge is the same, to the öre. */
export function quoteCharge(terms: QuoteTerms, startedAt: Instant, behaviour: QuoteBehaviour): ChargeQuote {
  const { imagined, price, breakdown } = explain(terms, startedAt, behaviour)
  const changes = price
    ? [...operatorChanges(terms, startedAt, behaviour), ...ownIdleFee(terms.rules, imagined.chargedAt)]
    : []
  const { chargedAt, endedAt } = imagined
  const ordered = changes
    .toSorted((a, b) => a.phase.localeCompare(b.phase) || a.afterMinutes - b.afterMinutes)
    .slice(0, MOST_CHANGES)
  return { startedAt, chargedAt, endedAt, behaviour, price, breakdown, changes: ordered }
}

/** For how long a price that was shown can be started on (decision 0016). */
export const QUOTE_VALID_MS = HOUR_MS / 4
