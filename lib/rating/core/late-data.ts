// The promise about late data: a charge is shown at once, by an estimate. If the operator's account comes after the day
// that was agreed with it, the customer pays at most that estimate, or nothing, as the plan says. What is lost is ours to
// recover from the operator.
import { decimal } from '@/lib/kernel/decimal'
import { minorToDecimalString } from '@/lib/kernel/money'
import { DAY_MS, instant, type Instant } from '@/lib/kernel/time'
import { finding, type Finding } from './finding'
import { PLAN_CURRENCY, type LateData, type PricePlanRules } from './price-plan'
import { takeOff } from './reductions'
import { toRetailPrice, type RetailPrice } from './retail'
import { hasTimes, termsOf, type CdrSubject } from './subject'

/** The first moment that is too late; the deadline counts whole days after the end. */
export function lateFrom(endedAt: Instant, deadlineDays: number): Instant {
  return instant(endedAt + (deadlineDays + 1) * DAY_MS)
}

export type LateSubject = Pick<CdrSubject, 'cdr' | 'agreement' | 'plan' | 'shown' | 'firstReceivedAt'>
export type LateOutcome = { price: RetailPrice | null; findings: Finding[] }

/** At most this, without VAT; null where nothing was shown that it could be held to. */
function mostOf(lateData: LateData, shown: LateSubject['shown']): bigint | null {
  if (lateData === 'nothing') return 0n
  return shown && (shown.netMinor > 0n ? shown.netMinor : 0n)
}

function dueOf(subject: LateSubject): Instant {
  return lateFrom(subject.cdr.endedAt, termsOf(subject).cdrDeadlineDays)
}

function isLate(subject: LateSubject): boolean {
  return hasTimes(subject.cdr) && subject.firstReceivedAt >= dueOf(subject)
}

/**
 * Whether the promise says what the customer pays at most, so that nobody need decide before the customer can be billed.
 * Where nothing was shown that the price could be held to, a person looks first.
 */
export function isBoundByLatePromise(subject: LateSubject): boolean {
  return subject.plan !== null && isLate(subject) && mostOf(subject.plan.rules.lateData, subject.shown) !== null
}

/**
 * The customer's price with the promise kept. What counts is when the operator first accounted for the charge: a CDR
 * that corrects one which came in time is not late.
 */
export function keepLatePromise(subject: LateSubject, price: RetailPrice | null): LateOutcome {
  const { cdr, plan, shown } = subject
  if (!plan || !price || !isLate(subject)) return { price, findings: [] }
  const dueAt = dueOf(subject)
  const { price: kept, excess } = limitLate(price, { rules: plan.rules, shown, dueAt, span: cdr })
  const money = (minor: bigint) => decimal(minor).div(100).toFixed(2)
  const params = {
    due: dueAt.toString(),
    paid: money(kept.grossMinor),
    usual: money(price.grossMinor),
    recover: money(excess),
    currency: PLAN_CURRENCY,
  }
  return { price: kept, findings: [finding('LATE_DATA', params)] }
}

export type LateTerms = {
  rules: Pick<PricePlanRules, 'lateData' | 'vatPercent'>
  shown: LateSubject['shown']
  dueAt: Instant
  span: { startedAt: Instant; endedAt: Instant }
}

/** What is paid of a price that comes too late, and what is not. */
export function limitLate(
  price: RetailPrice,
  { rules: { lateData, vatPercent }, shown, dueAt, span: { startedAt, endedAt } }: LateTerms,
): { price: RetailPrice; excess: bigint } {
  const most = mostOf(lateData, shown)
  if (most === null || price.netMinor <= most) return { price, excess: 0n }
  const excess = price.netMinor - most
  const note = {
    kind: 'late_data' as const,
    dueAt,
    shown: most === 0n ? null : minorToDecimalString(most, PLAN_CURRENCY),
  }
  const lines = takeOff(price.lines, 'late_data', excess, { vatPercent, span: { startedAt, endedAt }, note })
  return { price: toRetailPrice(lines, vatPercent), excess }
}
