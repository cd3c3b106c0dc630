// How much energy, and whether the connector could have given it. CDR-16 and product §1d "Energy".
import { decimal, ZERO, type Decimal } from '@/lib/kernel/decimal'
import { chargingHours, type CdrSums } from '../cdr-sums'
import { currentTypeOf } from '../charge-facts'
import { finding, type Finding } from '../finding'
import { signedEnergyKwh } from '../signed-energy'
import { termsOf, type CdrSubject } from '../subject'

const MOST_KWH = decimal(1000)
/** More than any car's battery holds; lorries charge at more power than cars can take. */
const BATTERY_KWH = decimal(200)
const FOR_LORRIES_KW = decimal(401)
/** Metering and rounding may exceed the rated power a little. */
const POWER_MARGIN = decimal('1.1')
/** What no public connector exceeds, where the connector's own power is unknown. */
const CEILING_KW = { AC: decimal(44), DC: decimal(500) } as const
const LEAST_DIFFERENCE_KWH = decimal('0.01')
/** Wh written as kWh is a factor of 1000; metering differences are far smaller than these bounds. */
const WH_FACTOR = { from: decimal(900), to: decimal(1100) } as const
/** So far above the connector that only a unit explains it, and plausible when divided by 1000. */
const UNIT_ERROR = decimal(20)

function isThousandfold(a: Decimal, b: Decimal): boolean {
  if (b.lessThanOrEqualTo(0) || a.lessThanOrEqualTo(0)) return false
  const ratio = a.div(b)
  return ratio.greaterThanOrEqualTo(WH_FACTOR.from) && ratio.lessThanOrEqualTo(WH_FACTOR.to)
}

function differs(a: Decimal, b: Decimal, share: Decimal): boolean {
  const allowed = b.abs().times(share)
  return a
    .minus(b)
    .abs()
    .greaterThan(allowed.greaterThan(LEAST_DIFFERENCE_KWH) ? allowed : LEAST_DIFFERENCE_KWH)
}

function mostPower({ maxPowerKw, powerType }: CdrSubject): Decimal {
  return maxPowerKw !== null && maxPowerKw > 0 ? decimal(maxPowerKw) : CEILING_KW[currentTypeOf(powerType)]
}

/** Null when the session has no length. */
function averagePower(total: Decimal, sums: CdrSums): Decimal | null {
  const hours = chargingHours(sums)
  return hours.greaterThan(0) ? total.div(hours) : null
}

function isWh(subject: CdrSubject, sums: CdrSums, total: Decimal): boolean {
  const { session } = subject
  if (sums.energyKwh && (isThousandfold(total, sums.energyKwh) || isThousandfold(sums.energyKwh, total))) return true
  if (session && isThousandfold(total, decimal(session.energyKwh))) return true
  const power = averagePower(total, sums)
  const most = mostPower(subject)
  return (
    power !== null &&
    power.greaterThan(most.times(UNIT_ERROR)) &&
    power.div(1000).lessThanOrEqualTo(most.times(POWER_MARGIN))
  )
}

function implausible(subject: CdrSubject, sums: CdrSums, total: Decimal): Finding[] {
  const findings: Finding[] = []
  const power = averagePower(total, sums)
  const most = mostPower(subject)
  const share = decimal(termsOf(subject).energyTolerancePercent).div(100)
  if (power?.greaterThan(most.times(POWER_MARGIN))) {
    findings.push(finding('POWER_IMPLAUSIBLE', { kw: power.toFixed(1), most: most.toFixed() }))
  }
  if (total.greaterThan(MOST_KWH))
    findings.push(finding('ENERGY_IMPLAUSIBLE', { kwh: total.toFixed(), most: MOST_KWH.toFixed() }))
  else if (total.greaterThan(BATTERY_KWH) && most.lessThan(FOR_LORRIES_KW))
    findings.push(finding('ENERGY_ABOVE_BATTERY', { kwh: total.toFixed(), most: BATTERY_KWH.toFixed() }))
  const signed = signedEnergyKwh(subject.cdr.signedData)
  if (signed && differs(total, signed, share))
    findings.push(finding('SIGNED_ENERGY_DIFFERS', { stated: total.toFixed(), found: signed.toFixed() }))
  if (sums.energyKwh && differs(sums.energyKwh, total, share)) {
    findings.push(finding('ENERGY_SUM_MISMATCH', { stated: total.toFixed(), found: sums.energyKwh.toFixed() }))
  }
  const { session } = subject
  if (session?.completed && differs(total, decimal(session.energyKwh), share)) {
    findings.push(finding('ENERGY_DIFFERS_FROM_SESSION', { stated: total.toFixed(), found: session.energyKwh }))
  }
  return findings
}

/** Where the unit is wrong, the other findings are its effects and are left out. */
export function energyFindings(subject: CdrSubject, sums: CdrSums): Finding[] {
  const total = decimal(subject.cdr.totalEnergyKwh)
  const lowest = [total, sums.energyKwh ?? ZERO].some((energy) => energy.isNegative() && !energy.isZero())
  if (lowest) return [finding('ENERGY_NEGATIVE', { kwh: total.toFixed() })]
  if (total.isZero() && (sums.energyKwh ?? ZERO).isZero()) return [finding('ZERO_ENERGY')]
  if (isWh(subject, sums, total)) return [finding('ENERGY_WH_FOR_KWH', { kwh: total.toFixed() })]
  return implausible(subject, sums, total)
}
