// The operator's own parts of its total, each against ours, and the taxes it states. CDR-16, CDR-17; product §1d
// "Price"; guide billing §1.4 flow 2 for the VAT of a foreign operator.
import { decimal, sum, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { minorToDecimal } from '@/lib/kernel/money'
import type { Breakdown, PricedDimension } from '@/lib/pricing/breakdown'
import { finding, type Finding, type FindingCode } from '../finding'
import type { CdrSubject } from '../subject'
import { toleranceFor, toleranceOf } from './price'

type Part = {
  code: FindingCode
  dimension: PricedDimension
  stated: (cdr: CdrSubject['cdr']) => CdrSubject['cdr']['totalEnergyCost']
}

const PARTS: readonly Part[] = [
  { code: 'ENERGY_COST_DIFFERS', dimension: 'ENERGY', stated: (cdr) => cdr.totalEnergyCost },
  { code: 'TIME_COST_DIFFERS', dimension: 'TIME', stated: (cdr) => cdr.totalTimeCost },
  { code: 'PARKING_COST_DIFFERS', dimension: 'PARKING_TIME', stated: (cdr) => cdr.totalParkingCost },
  { code: 'FIXED_COST_DIFFERS', dimension: 'FLAT', stated: (cdr) => cdr.totalFixedCost },
  { code: 'RESERVATION_COST_DIFFERS', dimension: 'RESERVATION_TIME', stated: (cdr) => cdr.totalReservationCost },
]

function oursOf(breakdown: Breakdown, dimension: PricedDimension): DecimalString | null {
  const lines = breakdown.lines.filter((line) => line.dimension === dimension)
  if (lines.some((line) => line.excl === null)) return null
  return toDecimalString(sum(lines.map((line) => decimal(line.excl ?? '0'))))
}

/** Each part within the same tolerance as the total. Some count the time of parking as time: then their sum is compared. */
export function componentFindings(subject: CdrSubject, breakdown: Breakdown | null): Finding[] {
  const { cdr } = subject
  if (!breakdown) return []
  const terms = toleranceOf(subject)
  const differences = PARTS.flatMap(({ code, dimension, stated }) => {
    const cpo = stated(cdr)?.excl ?? null
    const ours = oursOf(breakdown, dimension)
    if (cpo === null || ours === null) return []
    const difference = decimal(cpo).minus(ours)
    const within = difference.abs().lessThanOrEqualTo(toleranceFor(terms, decimal(ours), cdr.currency))
    return within ? [] : [{ code, difference, params: { cpo, ours } }]
  })
  const moved = sum(differences.map(({ difference }) => difference))
  const elsewhere =
    differences.length > 1 && moved.abs().lessThanOrEqualTo(minorToDecimal(BigInt(differences.length), cdr.currency))
  if (elsewhere) return []
  return differences.map(({ code, difference, params }) =>
    finding(code, { ...params, difference: toDecimalString(difference.abs()), currency: cdr.currency }),
  )
}

/** Net and gross of the parts against each other and against the total, and VAT where none was to be invoiced. */
export function taxFindings(subject: CdrSubject): Finding[] {
  const { cdr } = subject
  const parts = PARTS.flatMap(({ stated }) => stated(cdr) ?? []).filter(
    ({ excl, incl }) => excl !== null && incl !== null,
  )
  const { excl, incl } = cdr.totalCost
  const vatOf = (price: { excl: DecimalString | null; incl: DecimalString | null }) =>
    decimal(price.incl ?? '0').minus(price.excl ?? '0')
  const found: Finding[] = []
  const turned = parts.some(
    (part) => vatOf(part).isNegative() && !vatOf(part).isZero() && !decimal(part.excl!).isNegative(),
  )
  if (turned) found.push(finding('PART_VAT_INCONSISTENT', { currency: cdr.currency }))
  else if (parts.length > 0 && excl !== null && incl !== null && !cdr.credit) {
    const partsNet = sum(parts.map((part) => decimal(part.excl ?? '0')))
    const partsVat = sum(parts.map(vatOf))
    const allowed = minorToDecimal(BigInt(parts.length + 1), cdr.currency)
    // Parts that do not make up the net total have a finding of their own.
    const whole = partsNet.minus(excl).abs().lessThanOrEqualTo(allowed)
    const total = vatOf({ excl, incl })
    if (whole && partsVat.minus(total).abs().greaterThan(allowed))
      found.push(
        finding('PART_VAT_INCONSISTENT', {
          stated: toDecimalString(total),
          found: toDecimalString(partsVat),
          currency: cdr.currency,
        }),
      )
  }
  const charged = excl !== null && incl !== null && vatOf({ excl, incl }).greaterThan(minorToDecimal(1n, cdr.currency))
  if (charged && subject.agreement?.terms.reverseCharge)
    found.push(
      finding('VAT_DESPITE_REVERSE_CHARGE', {
        vat: toDecimalString(vatOf({ excl, incl })),
        currency: cdr.currency,
      }),
    )
  return found
}
