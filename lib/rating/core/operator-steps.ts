// The operator's price by our own calculation, as steps of the customer's lines. Nothing here has seen the CPO's total.
import { decimal, roundHalfUp, toDecimalString, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { Breakdown, BreakdownLine, PricedDimension } from '@/lib/pricing/breakdown'
import { convertBreakdown, type Conversion } from './exchange'
import { UNIT_PRICE_DIGITS, type RetailStep } from './retail-grouping'
import type { RetailLineKind, RetailNote, RetailUnit } from './retail-line'

const MEANING: Readonly<Record<PricedDimension, { kind: RetailLineKind; unit: RetailUnit }>> = {
  ENERGY: { kind: 'energy', unit: 'KWH' },
  TIME: { kind: 'operator_time_fee', unit: 'HUR' },
  RESERVATION_TIME: { kind: 'operator_time_fee', unit: 'HUR' },
  PARKING_TIME: { kind: 'operator_parking_fee', unit: 'HUR' },
  FLAT: { kind: 'operator_start_fee', unit: 'EA' },
}

/** What belongs to a reservation, and whether a charge followed it. */
function reservedKind({ totals }: Breakdown): RetailLineKind {
  return decimal(totals.energyKwh).isZero() ? 'reservation_fee' : 'operator_reservation_fee'
}

/** Thirds of an hour have no end as decimals: a difference below this is one of notation. */
const NOTATION = decimal('0.000001')

type Span = Pick<RetailStep, 'startedAt' | 'endedAt'>

/** Excluding VAT; the tariff's own figure unless that includes taxes. */
function unitPriceOf(line: BreakdownLine, billed: Decimal, excl: Decimal): string {
  const stated = decimal(line.unitPrice)
  if (billed.isZero() || billed.times(stated).minus(excl).abs().lessThan(NOTATION)) return toDecimalString(stated)
  return toDecimalString(roundHalfUp(excl.div(billed), UNIT_PRICE_DIGITS))
}

/** A component has one price without taxes wherever it applies; the first line that says it says it for all. */
function createPriceReader(): (line: BreakdownLine, billed: Decimal, excl: Decimal) => string {
  const known: { line: BreakdownLine; price: string }[] = []
  return (line, billed, excl) => {
    const { tariffId, element, dimension } = line
    const found = known.find(
      ({ line: of }) => of.dimension === dimension && of.element === element && of.tariffId === tariffId,
    )
    if (found) return found.price
    const price = unitPriceOf(line, billed, excl)
    if (!billed.isZero()) known.push({ line, price })
    return price
  }
}

/**
 * Minimum and maximum price as a line of its own. EN 16931 knows no negative unit price, so a maximum price is
 * minus one time its effect.
 */
function adjustmentStep(
  { adjustment }: Breakdown,
  { startedAt, endedAt }: Span,
  note: Pick<RetailStep, 'note'>,
): RetailStep[] {
  if (!adjustment?.excl) return []
  const amount = decimal(adjustment.excl)
  if (amount.isZero()) return []
  const quantity = decimal(amount.isNegative() ? -1 : 1)
  const unitPrice = toDecimalString(amount.abs())
  const step = { kind: 'operator_adjustment', unit: 'EA', startedAt, endedAt, quantity, unitPrice, amount } as const
  return [{ ...step, element: null, ...note }]
}

/** What is said of a price that was another currency's: the tariff's own figure, unless that includes taxes. */
function noteOf(conversion: Conversion | null, original: DecimalString | null): Pick<RetailStep, 'note'> {
  if (!conversion) return {}
  const { currency, rate, day, source, revision } = conversion
  const note: RetailNote = { kind: 'converted', unitPrice: original, currency, rate, day, source, revision }
  return { note }
}

/**
 * Null when the tariff cannot say what a component costs without taxes. With a conversion the steps are in kronor, and
 * each says what its price was.
 */
export function operatorSteps(
  stated: Breakdown,
  session: Span,
  conversion: Conversion | null = null,
): RetailStep[] | null {
  const breakdown = conversion ? convertBreakdown(stated, conversion) : stated
  if (breakdown.excl === null) return null
  const priceOf = createPriceReader()
  const steps: RetailStep[] = []
  for (const [index, line] of breakdown.lines.entries()) {
    if (line.excl === null) return null
    const amount = decimal(line.excl)
    if (amount.isZero() && line.dimension !== 'ENERGY') continue
    const quantity = decimal(line.billedQuantity)
    const { startedAt, endedAt, element, dimension, reason } = line
    const { kind: usual, unit } = MEANING[dimension]
    const kind = reason === 'reservation' || reason === 'reservation_expired' ? reservedKind(breakdown) : usual
    const unitPrice = priceOf(line, quantity, amount)
    const original = unitPrice === line.unitPrice ? (stated.lines[index]?.unitPrice ?? null) : null
    const note = noteOf(conversion, original)
    steps.push({ kind, unit, startedAt, endedAt, quantity, unitPrice, amount, element, ...note })
  }
  const limit = stated.adjustment?.excl ? toDecimalString(decimal(stated.adjustment.excl).abs()) : null
  return [...steps, ...adjustmentStep(breakdown, session, noteOf(conversion, limit))]
}
