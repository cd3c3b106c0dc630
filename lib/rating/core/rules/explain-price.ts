// Why an operator's total is not ours: the known ways to get it wrong, each tried with the engine. Product §1d "Price";
// guide §4 (step sizes per period, limits left out, local time read as UTC, first matching element).
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { Breakdown, PricingInput, StepMode } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { periodsWithEnergy } from '../cdr-sums'
import { finding, type Finding, type FindingCode } from '../finding'
import type { CdrSubject } from '../subject'
import { judgePrice, toleranceOf } from './price'

type Variant = {
  code: FindingCode
  input: (input: PricingInput) => PricingInput
  applies: (input: PricingInput) => boolean
}

const STEP_MODES: readonly StepMode[] = ['combined', 'per_dimension', 'none']

const withTariffs = (change: (tariff: Tariff) => Tariff) => (input: PricingInput) => ({
  ...input,
  tariffs: input.tariffs.map(change),
})

/** Every period ends on a full step of its own, instead of the last of a dimension. */
function roundedPeriods(input: PricingInput): PricingInput {
  const steps = new Map<string, number>()
  for (const component of input.tariffs.flatMap(({ elements }) => elements.flatMap(({ components }) => components)))
    if (component.stepSize > 1) steps.set(component.type, Math.max(component.stepSize, steps.get(component.type) ?? 0))
  const up = (type: string, volume: DecimalString) => {
    const step = steps.get(type)
    if (step === undefined) return volume
    const unit = decimal(step).div(type === 'ENERGY' ? 1000 : 3600)
    return decimal(volume).div(unit).ceil().times(unit).toFixed(9)
  }
  return {
    ...input,
    periods: input.periods.map((period) => ({
      ...period,
      dimensions: period.dimensions.map(({ type, volume }) => ({ type, volume: up(type, volume) })),
    })),
    policy: { stepMode: 'none' },
  }
}

const hasStep = ({ tariffs }: PricingInput) =>
  tariffs.some(({ elements }) => elements.some(({ components }) => components.some(({ stepSize }) => stepSize > 1)))
const hasSeveralElements = ({ tariffs }: PricingInput) => tariffs.some(({ elements }) => elements.length > 1)
const hasClock = ({ tariffs, timeZone }: PricingInput) =>
  timeZone !== 'UTC' &&
  tariffs.some(({ elements }) =>
    elements.some(({ restrictions }) => restrictions !== null && (restrictions.startTime ?? restrictions.dayOfWeek[0])),
  )

const VARIANTS: readonly Variant[] = [
  {
    code: 'MAX_PRICE_IGNORED',
    applies: ({ tariffs }) => tariffs.some(({ maxPrice }) => maxPrice !== null),
    input: withTariffs((tariff) => ({ ...tariff, maxPrice: null })),
  },
  {
    code: 'MIN_PRICE_IGNORED',
    applies: ({ tariffs }) => tariffs.some(({ minPrice }) => minPrice !== null),
    input: withTariffs((tariff) => ({ ...tariff, minPrice: null })),
  },
  { code: 'ROUNDED_PER_PERIOD', applies: (input) => hasStep(input) && input.periods.length > 1, input: roundedPeriods },
  ...STEP_MODES.map((stepMode): Variant => ({
    code: 'STEP_SIZE_DEVIATES',
    applies: (input) => hasStep(input) && input.policy.stepMode !== stepMode,
    input: (input) => ({ ...input, policy: { stepMode } }),
  })),
  {
    code: 'LOCAL_TIME_IGNORED',
    applies: hasClock,
    input: (input) => ({ ...input, timeZone: 'UTC' }),
  },
  {
    code: 'ELEMENT_ORDER_IGNORED',
    applies: hasSeveralElements,
    input: withTariffs((tariff) => ({ ...tariff, elements: tariff.elements.toReversed() })),
  },
]

/** The first known mistake that gives the operator's own total, if any. Asked only where the totals differ. */
export function explainPrice(subject: CdrSubject, tariffs: readonly Tariff[], ours: Breakdown): Finding[] {
  const { cdr, timeZone, partner } = subject
  const cpo = cdr.totalCost.excl
  if (cpo === null || ours.excl === null || cdr.chargingPeriods.length === 0) return []
  const verdict = judgePrice(cpo, ours.excl, toleranceOf(subject), cdr.currency)
  if (verdict === 'within') return []
  const same = (excl: DecimalString | null) =>
    excl !== null && judgePrice(cpo, excl, { toleranceMinor: 1n, tolerancePercent: '0' }, cdr.currency) === 'within'
  const params = { cpo, ours: ours.excl, currency: cdr.currency }
  const severity = verdict === 'above' ? 'warning' : 'info'
  if (same(ours.incl) && ours.incl !== ours.excl) return [finding('VAT_IN_NET_TOTAL', params, severity)]
  const input: PricingInput = {
    startedAt: cdr.startedAt,
    endedAt: cdr.endedAt,
    periods: periodsWithEnergy(cdr),
    tariffs,
    timeZone,
    currency: cdr.currency,
    policy: { stepMode: partner.stepMode },
  }
  const found = VARIANTS.find((variant) => variant.applies(input) && same(priceSession(variant.input(input)).excl))
  if (found) return [finding(found.code, params, severity)]
  return roundTotal(cpo) ? [finding('ROUND_TOTAL', params)] : []
}

/** Whole tens of the currency, where our price is none: an estimate or a flat charge rather than a calculation. */
function roundTotal(amount: DecimalString): boolean {
  const value = decimal(amount)
  return value.greaterThan(0) && value.modulo(10).isZero()
}
