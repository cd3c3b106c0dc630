// From lines to totals: per tariff, because each tariff bounds what it priced; then over the session.
import type { Adjustment } from './breakdown'
import type { CompiledTariff } from './compile-tariff'
import type { DraftLine } from './dimensions'
import { clampTotal } from './min-max'
import type { Plan } from './plan-session'
import { isZero, sign, subtract, ZERO, type Rational } from './rational'
import { addAmounts, NO_AMOUNT, UNKNOWN_AMOUNT, type Amount } from './tax'

export type Totals = { readonly lines: Amount; readonly total: Amount }
/** Prints amounts of one side so that what is printed sums up. */
export type Printers = Record<'excl' | 'incl', (amount: Rational) => string>

/** What is odd about a tariff that was used, whatever was consumed. */
function noteTariff(plan: Plan, { tariff, notices, charging }: CompiledTariff): void {
  const { input, note, periods } = plan
  for (const { code, message } of notices) note(code, null, message)
  if (tariff.currency.toUpperCase() !== input.currency.toUpperCase()) {
    note('CURRENCY_MISMATCH', null, `tariff ${tariff.id} is in ${tariff.currency}, the session in ${input.currency}`)
  }
  const early = tariff.startsAt !== null && input.startedAt < tariff.startsAt
  if (early || (tariff.endsAt !== null && input.startedAt >= tariff.endsAt)) {
    note('TARIFF_OUTSIDE_VALIDITY', null, `tariff ${tariff.id} was not valid when the session started`)
  }
  const states = { ENERGY: false, TIME: false }
  for (const period of periods) {
    if (period.energyKwh && !isZero(period.energyKwh)) states.ENERGY = true
    if (period.chargingSeconds > 0 || period.parkingSeconds > 0) states.TIME = true
  }
  if (states.ENERGY === states.TIME) return
  const missing = states.ENERGY ? 'TIME' : 'ENERGY'
  if (charging[missing].some(({ price }) => !isZero(price))) {
    note('VOLUME_MISSING', null, `the tariff has a price for ${missing}, and no period states any`)
  }
}

/** Sums per tariff, since each tariff bounds what it priced; bounds hold for sessions that charged. */
export function sumUp(plan: Plan, lines: readonly DraftLine[], amounts: readonly Amount[]): Totals {
  const perTariff = new Map<CompiledTariff, Amount>()
  const charged = new Set<CompiledTariff>()
  for (const period of plan.periods) {
    const tariff = plan.tariffOf(period)
    if (!tariff) return { lines: UNKNOWN_AMOUNT, total: UNKNOWN_AMOUNT }
    perTariff.set(tariff, NO_AMOUNT)
    if (plan.reservation.isCharging(period)) charged.add(tariff)
  }
  for (const [index, { tariff }] of lines.entries()) {
    perTariff.set(tariff, addAmounts(perTariff.get(tariff)!, amounts[index]!)) // both were filled from the same lines
  }
  let sum = NO_AMOUNT
  let total = NO_AMOUNT
  for (const [tariff, amount] of perTariff) {
    noteTariff(plan, tariff)
    sum = addAmounts(sum, amount)
    total = addAmounts(total, charged.has(tariff) ? clampTotal(amount, tariff.tariff) : amount)
  }
  if (perTariff.size > 1)
    plan.note('SEVERAL_TARIFFS', null, 'several tariffs priced the session; steps count over all of them')
  const foreign = [...perTariff.keys()].some(
    ({ tariff }) => tariff.currency.toUpperCase() !== plan.input.currency.toUpperCase(),
  )
  return foreign ? { lines: UNKNOWN_AMOUNT, total: UNKNOWN_AMOUNT } : { lines: sum, total }
}

function difference(total: Rational | null, lines: Rational | null): Rational | null {
  return total && lines && subtract(total, lines)
}

/** What the bounds added or took away. */
export function toAdjustment({ lines, total }: Totals, print: Printers): Adjustment | null {
  const excl = difference(total.excl, lines.excl)
  const incl = difference(total.incl, lines.incl)
  const direction = sign(excl ?? ZERO) || sign(incl ?? ZERO)
  if (direction === 0) return null
  return {
    kind: direction > 0 ? 'min_price' : 'max_price',
    excl: excl && print.excl(excl),
    incl: incl && print.incl(incl),
  }
}
