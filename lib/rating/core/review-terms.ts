// What each decision on a CDR would cost: shown before it is taken, and applied by it.
import { decimal, ONE, roundHalfUp, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { roundToMinor } from '@/lib/kernel/money'
import { marginOf, payoutsOf, type RatingDraft } from './assess-cdr'
import { toKronor, type Conversion } from './exchange'
import { energyVolumes, totalVolume, type ChargeFacts } from './charge-facts'
import { idleFeeSteps, percentSteps, perKwhSteps, startFeeSteps } from './own-steps'
import { keepLatePromise, type LateSubject } from './late-data'
import { energyPriceAt, PLAN_CURRENCY, type PricePlanRules } from './price-plan'
import { reduceLines } from './reductions'
import { NOTHING_TO_PAY, toRetailPrice, type RetailPrice } from './retail'
import type { RetailContext } from './retail-context'
import { groupSteps, UNIT_PRICE_DIGITS, type RetailStep } from './retail-grouping'
import { factsOf, type CdrSubject } from './subject'

export type ReviewPrice = 'ours' | 'cpo'

export type ReviewSubject = {
  currency: string
  /** Null where it is kronor, or nobody knows the rate. */
  conversion: Conversion | null
  cpoExcl: DecimalString | null
  /** What the agreement gives. */
  agreedExcl: DecimalString | null
  /** By our calculation; null when there is none. */
  retail: RetailPrice | null
  credit: boolean
  hasCustomer: boolean
  /** Of a charge at home: what the driver would get. */
  payout: { ours: DecimalString | null; cpo: DecimalString | null } | null
  facts: ChargeFacts
  /** Null: no plan. */
  rules: PricePlanRules | null
  context: RetailContext
  /** What the promise about late data is held against. */
  late: LateSubject
}

/** What a decision needs of a CDR and of its rating. */
export function reviewOf(subject: CdrSubject, rating: RatingDraft): ReviewSubject {
  const { cdr, customerId, plan, context } = subject
  return {
    currency: rating.currency,
    conversion: rating.conversion,
    cpoExcl: rating.cpoExcl,
    agreedExcl: rating.agreedExcl,
    retail: rating.retail,
    credit: cdr.credit,
    hasCustomer: customerId !== null,
    payout: cdr.credit ? null : payoutsOf(cdr, rating.breakdown),
    facts: factsOf(subject),
    rules: plan?.rules ?? null,
    context,
    late: subject,
  }
}

/** `costMinor` is in the operator's money, the rest in kronor. */
export type ReviewTerms = { costMinor: bigint; costSekMinor: bigint; retail: RetailPrice; marginMinor: bigint | null }
export type ReviewRefusal =
  | 'our_price_unknown'
  | 'cpo_price_unknown'
  | 'customer_price_unknown'
  | 'exchange_rate_unknown'
export type ReviewAnswer = { ok: true; value: ReviewTerms } | { ok: false; reason: ReviewRefusal }

/** The operator's whole price as one step: per kWh where energy was delivered, else once. */
function lumpStep(facts: ChargeFacts, excl: DecimalString): RetailStep {
  const amount = decimal(excl)
  const kwh = totalVolume(energyVolumes(facts))
  const byEnergy = kwh.greaterThan(0)
  const quantity = byEnergy ? kwh : ONE
  const unitPrice = toDecimalString(roundHalfUp(amount.div(quantity), UNIT_PRICE_DIGITS))
  const { startedAt, endedAt } = facts
  const what = byEnergy
    ? ({ kind: 'energy', unit: 'KWH' } as const)
    : ({ kind: 'operator_start_fee', unit: 'EA' } as const)
  return { ...what, startedAt, endedAt, quantity, unitPrice, amount, element: null }
}

/**
 * The customer's price when only the CPO's total is known and the plan passes the operator's price on there: that total
 * as one line, our own fees beside it, and all that the plan takes off. It is used by a person's decision alone, never by
 * the checks.
 */
function priceFromTotal(subject: ReviewSubject): RetailPrice | null {
  const { cpoExcl, currency, conversion, facts, rules, context } = subject
  if (!rules || cpoExcl === null) return null
  const energy = energyPriceAt(rules, { operator: context.operator, current: facts.current, powerKw: facts.powerKw })
  if (energy.method !== 'pass_through') return null
  if (decimal(cpoExcl).isNegative() || (currency !== PLAN_CURRENCY && !conversion)) return null
  const lump = [lumpStep(facts, toDecimalString(decimal(cpoExcl).times(conversion?.rate ?? 1)))]
  const steps = [
    ...lump,
    ...percentSteps(facts, lump, energy.markupPercent),
    ...perKwhSteps('markup', facts, energy.markupPerKwh),
    ...startFeeSteps(facts, rules.startFee),
    ...idleFeeSteps(facts, rules.idleFee),
  ]
  const lines = reduceLines(groupSteps(steps, rules.vatPercent), { rules, facts, context })
  return keepLatePromise(subject.late, toRetailPrice(lines, rules.vatPercent)).price
}

/** Our calculation wherever there is one; without a customer there is nobody to pay. */
function customerPrice(subject: ReviewSubject): RetailPrice | null {
  if (subject.payout) return subject.hasCustomer && subject.currency === PLAN_CURRENCY ? NOTHING_TO_PAY : null
  if (!subject.hasCustomer) return NOTHING_TO_PAY
  if (subject.credit) return subject.retail ?? NOTHING_TO_PAY
  return subject.retail ?? priceFromTotal(subject)
}

/** What releasing at that price means. The customer's price never depends on which of the two we accept to pay. */
export function releaseTerms(subject: ReviewSubject, price: ReviewPrice): ReviewAnswer {
  const { payout } = subject
  const cost =
    price === 'ours' ? (payout ?? { ours: subject.agreedExcl }).ours : (payout ?? { cpo: subject.cpoExcl }).cpo
  if (cost === null) return { ok: false, reason: price === 'ours' ? 'our_price_unknown' : 'cpo_price_unknown' }
  const retail = customerPrice(subject)
  if (!retail) return { ok: false, reason: 'customer_price_unknown' }
  const costMinor = roundToMinor(cost, subject.currency)
  const costSekMinor = toKronor(costMinor, subject.currency, subject.conversion)
  if (costSekMinor === null) return { ok: false, reason: 'exchange_rate_unknown' }
  return { ok: true, value: { costMinor, costSekMinor, retail, marginMinor: marginOf(costSekMinor, retail) } }
}
