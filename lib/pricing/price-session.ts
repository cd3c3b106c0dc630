// The engine, OCPI 2.2.1 §11 and §10.4: periods → component per dimension → lines → steps → amounts and taxes → bounds →
// rounding. Pure: the zone, the policy and the tariffs are handed in, and the same input has the same answer for ever.
import { ENGINE_VERSION, type Breakdown, type BreakdownLine, type PricingInput } from './breakdown'
import type { DraftLine } from './dimensions'
import { draftLines } from './draft-lines'
import { collectFindings } from './findings'
import type { PeriodFacts } from './periods'
import { planSession } from './plan-session'
import {
  add,
  AMOUNT_DIGITS,
  amountPrinter,
  fraction,
  multiply,
  QUANTITY_DIGITS,
  toText,
  ZERO,
  type Rational,
} from './rational'
import { roundTotals } from './rounding'
import { applySteps } from './step-size'
import { taxAmount, UNKNOWN_AMOUNT, type Amount } from './tax'
import { sumUp, toAdjustment, type Printers } from './totals'

function sumOf(periods: readonly PeriodFacts[], pick: (period: PeriodFacts) => number): Rational {
  return fraction(
    periods.reduce((sum, period) => sum + pick(period), 0),
    3600,
  )
}

function totalsOf(periods: readonly PeriodFacts[]): Breakdown['totals'] {
  const energy = periods.reduce((sum, { energyKwh }) => (energyKwh ? add(sum, energyKwh) : sum), ZERO)
  return {
    energyKwh: toText(energy, QUANTITY_DIGITS),
    timeHours: toText(
      sumOf(periods, (period) => period.chargingSeconds),
      QUANTITY_DIGITS,
    ),
    parkingHours: toText(
      sumOf(periods, (period) => period.parkingSeconds),
      QUANTITY_DIGITS,
    ),
    reservationHours: toText(
      sumOf(periods, (period) => period.reservationSeconds),
      QUANTITY_DIGITS,
    ),
  }
}

function toLine(line: DraftLine, amount: Amount, print: Printers): BreakdownLine {
  const quantity = toText(line.quantity, QUANTITY_DIGITS)
  return {
    dimension: line.dimension,
    period: line.period.index,
    startedAt: line.period.startedAt,
    endedAt: line.period.endedAt,
    tariffId: line.tariff.tariff.id,
    element: line.rule.element,
    quantity,
    billedQuantity: line.billed === line.quantity ? quantity : toText(line.billed, QUANTITY_DIGITS),
    unitPrice: line.rule.unitPrice,
    vatPercent: line.rule.vatPercent,
    excl: amount.excl && print.excl(amount.excl),
    incl: amount.incl && print.incl(amount.incl),
    reason: line.reason,
  }
}

function amountOf({ rule, billed, tariff }: DraftLine, currency: string): Amount {
  if (tariff.tariff.currency.toUpperCase() !== currency.toUpperCase()) return UNKNOWN_AMOUNT
  return taxAmount(multiply(rule.price, billed), tariff.tariff.taxIncluded, rule.vat)
}

/** Prices a session with its tariffs. Answers every input with a breakdown; what cannot be priced is null and has a finding. */
export function priceSession(input: PricingInput): Breakdown {
  const { findings, note } = collectFindings()
  const plan = planSession(input, note)
  const lines = applySteps(draftLines(plan), input.policy.stepMode, note)
  const amounts = lines.map((line) => amountOf(line, input.currency))
  const totals = sumUp(plan, lines, amounts)
  const { total } = totals
  if ((total.excl === null) !== (total.incl === null))
    note('TAX_UNKNOWN', null, 'the tariff states no tax rate for something it prices')
  const print = { excl: amountPrinter(), incl: amountPrinter() }
  const printed = lines.map((line, index) => toLine(line, amounts[index]!, print)) // one amount per line
  return {
    engineVersion: ENGINE_VERSION,
    currency: input.currency,
    lines: printed,
    adjustment: toAdjustment(totals, print),
    excl: total.excl && toText(total.excl, AMOUNT_DIGITS),
    incl: total.incl && toText(total.incl, AMOUNT_DIGITS),
    rounded: roundTotals(total, input.currency),
    totals: totalsOf(plan.periods),
    findings,
  }
}
