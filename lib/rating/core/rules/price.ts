// The CPO's price against its own tariff by our calculation. CDR-16, CDR-17, guide §4.11 and product §1d "Price".
import { decimal, sum, toDecimalString, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import { minorToDecimal, roundToMinor } from '@/lib/kernel/money'
import type { Breakdown } from '@/lib/pricing/breakdown'
import type { AgreementTerms } from '@/lib/roaming/core/agreement'
import type { Price } from '@/lib/roaming/core/common'
import { conversionFrom, fromKronor, rateDayOf, toKronor } from '../exchange'
import { finding, type Finding } from '../finding'
import { PLAN_CURRENCY } from '../price-plan'
import { termsOf, whenOf, type CdrSubject } from '../subject'
import { isAbroad } from '../is-abroad'

/** Half a percentage point absorbs the rounding of small amounts. */
const VAT_TOLERANCE_PERCENT = decimal('0.5')
const LEAST_AMOUNT_FOR_VAT = decimal(1)

/** How far a CDR may be from what we expect. */
export type Tolerance = Pick<AgreementTerms, 'toleranceMinor' | 'tolerancePercent'>
export type Verdict = 'above' | 'below' | 'within' | 'unknown'

/** Where the amount is of another currency, only the share counts. */
export function toleranceIn(
  terms: Pick<AgreementTerms, 'toleranceMinor' | 'tolerancePercent' | 'currency'>,
  currency: string,
): Tolerance {
  const same = (terms.currency ?? PLAN_CURRENCY) === currency
  return { toleranceMinor: same ? terms.toleranceMinor : 0n, tolerancePercent: terms.tolerancePercent }
}

/** The agreement's tolerance in the CDR's money: what was agreed in another's is converted, by way of kronor. */
export function toleranceOf(subject: CdrSubject): Tolerance {
  const { cdr, context } = subject
  const terms = termsOf(subject)
  const agreed = terms.currency ?? PLAN_CURRENCY
  if (agreed === cdr.currency) return terms
  const rate = (currency: string) => conversionFrom(context.exchange, currency)
  const kronor = toKronor(terms.toleranceMinor, agreed, rate(agreed))
  const amount =
    kronor === null ? null : fromKronor(minorToDecimal(kronor, PLAN_CURRENCY), cdr.currency, rate(cdr.currency))
  const toleranceMinor = amount === null ? 0n : roundToMinor(amount, cdr.currency)
  return { toleranceMinor, tolerancePercent: terms.tolerancePercent }
}

/** The larger of the agreement's two tolerances, as an amount. */
export function toleranceFor(tolerance: Tolerance, ours: Decimal, currency: string): Decimal {
  const fixed = minorToDecimal(tolerance.toleranceMinor, currency)
  const share = ours.abs().times(tolerance.tolerancePercent).div(100)
  return share.greaterThan(fixed) ? share : fixed
}

/** How the CPO's amount stands to ours; ours is rounded first, for the CPO's is. */
export function judgePrice(cpo: DecimalString, ours: DecimalString, tolerance: Tolerance, currency: string): Verdict {
  const own = minorToDecimal(roundToMinor(ours, currency), currency)
  const difference = decimal(cpo).minus(own)
  if (difference.abs().lessThanOrEqualTo(toleranceFor(tolerance, own, currency))) return 'within'
  return difference.isNegative() ? 'below' : 'above'
}

/** Both amounts on the same side of tax; excluding it where both can say. */
export function comparable(
  cpo: Price,
  ours: Pick<Breakdown, 'excl' | 'incl'>,
): { cpo: DecimalString; ours: DecimalString } | null {
  if (cpo.excl !== null && ours.excl !== null) return { cpo: cpo.excl, ours: ours.excl }
  if (cpo.incl !== null && ours.incl !== null) return { cpo: cpo.incl, ours: ours.incl }
  return null
}

function comparison(subject: CdrSubject, breakdown: Breakdown | null): Finding[] {
  const { cdr } = subject
  const terms = termsOf(subject)
  const amounts = breakdown ? comparable(cdr.totalCost, breakdown) : null
  if (!amounts)
    return [
      finding('PRICE_UNVERIFIABLE', { amount: cdr.totalCost.excl ?? cdr.totalCost.incl ?? '', currency: cdr.currency }),
    ]
  const verdict = judgePrice(amounts.cpo, amounts.ours, toleranceOf(subject), cdr.currency)
  if (verdict === 'within') return []
  const difference = decimal(amounts.cpo).minus(decimal(amounts.ours))
  const params = { ...amounts, difference: toDecimalString(difference.abs()), currency: cdr.currency }
  if (terms.priceBasis.kind !== 'list')
    return [finding(verdict === 'above' ? 'PRICE_ABOVE_AGREEMENT' : 'PRICE_BELOW_AGREEMENT', params)]
  return [finding(verdict === 'above' ? 'PRICE_ABOVE_TARIFF' : 'PRICE_BELOW_TARIFF', params)]
}

/**
 * What a lowest or highest price moves the total by belongs to no part. It only warns, for the total itself is compared
 * with ours. A credit CDR negates its total alone (CDR-7).
 */
function components({ cdr }: CdrSubject, breakdown: Breakdown | null): Finding[] {
  const parts = [
    cdr.totalFixedCost,
    cdr.totalEnergyCost,
    cdr.totalTimeCost,
    cdr.totalParkingCost,
    cdr.totalReservationCost,
  ]
  const stated = parts.flatMap((part) => (part?.excl ? [decimal(part.excl)] : []))
  if (stated.length === 0 || cdr.totalCost.excl === null) return []
  const total = decimal(cdr.totalCost.excl).abs()
  const found = sum(stated)
  const allowed = minorToDecimal(BigInt(stated.length), cdr.currency)
  const same = (whole: Decimal) => whole.minus(total).abs().lessThanOrEqualTo(allowed)
  if (same(found) || same(found.plus(breakdown?.adjustment?.excl ?? 0))) return []
  return [
    finding('COMPONENTS_DO_NOT_SUM', {
      stated: toDecimalString(total),
      found: toDecimalString(found),
      currency: cdr.currency,
    }),
  ]
}

function vatPercentOf(excl: DecimalString | null, incl: DecimalString | null): Decimal | null {
  if (excl === null || incl === null || decimal(excl).abs().lessThan(LEAST_AMOUNT_FOR_VAT)) return null
  return decimal(incl).div(excl).minus(1).times(100)
}

function vat({ cdr }: CdrSubject, breakdown: Breakdown | null): Finding[] {
  const { excl, incl } = cdr.totalCost
  if (excl !== null && incl !== null && decimal(incl).abs().lessThan(decimal(excl).abs())) {
    return [finding('INCL_BELOW_EXCL', { excl, incl, currency: cdr.currency })]
  }
  const stated = vatPercentOf(excl, incl)
  const expected = breakdown ? vatPercentOf(breakdown.excl, breakdown.incl) : null
  if (!stated || !expected || stated.minus(expected).abs().lessThanOrEqualTo(VAT_TOLERANCE_PERCENT)) return []
  return [finding('VAT_RATE_UNEXPECTED', { stated: stated.toFixed(1), expected: expected.toFixed(1) })]
}

/** Customers pay kronor: by the rate of the day, or not before there is one. A driver is owed what no rate may change. */
function converted({ cdr, context }: CdrSubject): Finding[] {
  const { currency } = cdr
  if (currency === PLAN_CURRENCY) return []
  const conversion = conversionFrom(context.exchange, currency)
  if (!conversion) {
    const day = context.exchange?.day ?? rateDayOf(whenOf(cdr))
    return [finding('EXCHANGE_RATE_MISSING', { currency, day })]
  }
  const { rate, day, source } = conversion
  return [finding('FOREIGN_CURRENCY', { currency, rate, day, source }, cdr.homeChargingCompensation ? 'hold' : 'info')]
}

/** A registration abroad is what we do not have: that waits until somebody may decide (guide billing §0.3). */
function foreign(subject: CdrSubject): Finding[] {
  const { cdr } = subject
  return [
    ...converted(subject),
    ...(isAbroad(cdr.location.country) ? [finding('FOREIGN_VAT', { country: cdr.location.country })] : []),
  ]
}

/** What a hub says in the remark of the total that it passes on (guide §11). */
export function hubRemark({ cdr, partner }: CdrSubject): 'computed' | 'meaningless' | null {
  if (partner.priceSource !== 'hub_remarks') return null
  const remark = cdr.remark?.trimStart() ?? ''
  if (remark.startsWith('[?]')) return 'meaningless'
  return remark.startsWith('[*]') ? 'computed' : null
}

export function priceFindings(subject: CdrSubject, breakdown: Breakdown | null): Finding[] {
  const remark = hubRemark(subject)
  if (remark === 'meaningless' && breakdown) return [finding('TOTAL_MEANS_NOTHING'), ...foreign(subject)]
  if (remark === 'computed') return [finding('TOTAL_BY_HUB'), ...judged(subject, breakdown)]
  return judged(subject, breakdown)
}

/** Only a credit CDR takes money back, and it names what it takes back (OCPI 2.2.1 §10.3.1). */
function negative({ cdr }: CdrSubject, breakdown: Breakdown | null): Finding[] {
  const amount = cdr.totalCost.excl ?? cdr.totalCost.incl
  if (amount === null || !decimal(amount).isNegative() || decimal(amount).isZero()) return []
  if (breakdown?.excl && decimal(breakdown.excl).isNegative()) return []
  return [finding('NEGATIVE_TOTAL', { amount, currency: cdr.currency })]
}

function judged(subject: CdrSubject, breakdown: Breakdown | null): Finding[] {
  return [
    ...negative(subject, breakdown),
    ...comparison(subject, breakdown),
    ...components(subject, breakdown),
    ...vat(subject, breakdown),
    ...foreign(subject),
  ]
}
