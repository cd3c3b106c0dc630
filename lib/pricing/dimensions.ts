// Element selection, OCPI 2.2.1 §11.4.1: for each dimension and instant the first element counts that matches and has a
// component for the dimension. Different dimensions may be priced by different elements at the same time.
import { zoneOffsetMs, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { BreakdownLine, PricedDimension } from './breakdown'
import type { CompiledTariff, Rule } from './compile-tariff'
import type { PeriodFacts } from './periods'
import { fraction, isZero, ONE, type Rational } from './rational'
import { matchRestrictions, type Moment, type Verdict } from './restrictions'

/** A quantity with the component that prices it, before steps, taxes and limits. */
export type DraftLine = {
  readonly dimension: PricedDimension
  readonly period: PeriodFacts
  readonly tariff: CompiledTariff
  readonly rule: Rule
  readonly quantity: Rational
  readonly billed: Rational
  readonly reason: BreakdownLine['reason']
}

export type Selection = {
  readonly rule: Rule | null
  readonly reason: 'only_match' | 'first_match'
  /** The first reading that was missing while looking; null where every answer was certain. */
  readonly doubt: Verdict | null
}

/** The moment of `at`, with the wall clock only where the tariff asks for it. */
export function momentAt(
  at: Instant,
  period: PeriodFacts,
  energyKwh: Rational,
  chargingStartedAt: Instant,
  tariff: CompiledTariff,
  timeZone: TimeZone,
): Moment {
  const localMs = tariff.usesLocalTime ? at + zoneOffsetMs(timeZone, at) : at
  return { at, localMs, elapsedMs: at - chargingStartedAt, energyKwh, period }
}

/** The first matching rule. An element that cannot be verified does not match, and the doubt is reported. */
export function selectRule(rules: readonly Rule[], moment: Moment): Selection {
  let rule: Rule | null = null
  let doubt: Verdict | null = null
  for (const candidate of rules) {
    const verdict = matchRestrictions(candidate.restrictions, moment)
    if (verdict === 'yes') {
      if (rule) return { rule, reason: 'first_match', doubt }
      rule = candidate
    } else if (verdict !== 'no' && !rule) {
      doubt ??= verdict
    }
  }
  return { rule, reason: 'only_match', doubt }
}

export type Quantity = { readonly dimension: 'ENERGY' | 'TIME' | 'PARKING_TIME'; readonly quantity: Rational }

/** What a period has to be priced: kWh and hours, those that are not zero. */
export function quantitiesOf(period: PeriodFacts): Quantity[] {
  const quantities: Quantity[] = []
  if (period.energyKwh && !isZero(period.energyKwh))
    quantities.push({ dimension: 'ENERGY', quantity: period.energyKwh })
  if (period.chargingSeconds > 0)
    quantities.push({ dimension: 'TIME', quantity: fraction(period.chargingSeconds, 3600) })
  if (period.parkingSeconds > 0)
    quantities.push({ dimension: 'PARKING_TIME', quantity: fraction(period.parkingSeconds, 3600) })
  return quantities
}

export function draftLine(
  dimension: PricedDimension,
  period: PeriodFacts,
  tariff: CompiledTariff,
  selection: { rule: Rule; reason: BreakdownLine['reason'] },
  quantity: Rational = ONE,
): DraftLine {
  return { dimension, period, tariff, rule: selection.rule, quantity, billed: quantity, reason: selection.reason }
}
