// The energy that a CDR should have stated, where something else says so more surely than its own total: the unit, the
// meter's signature, the session, or its own periods. Used to price it again; the CDR itself stays as it came.
import { decimal, sum, toDecimalString, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { Cdr } from '@/lib/roaming/core/session'
import type { CdrSubject } from './subject'
import { signedEnergyKwh } from './signed-energy'

export const CORRECTION_SOURCES = ['unit', 'meter', 'session', 'periods'] as const
export type CorrectionSource = (typeof CORRECTION_SOURCES)[number]
export type Correction = { source: CorrectionSource; energyKwh: DecimalString; cdr: Cdr }

const LEAST_KWH = decimal('0.01')
/** A total in Wh beside periods in kWh, or the other way: far from each other, and close after division. */
const FAR = decimal(900)

function sumOf({ chargingPeriods }: Cdr): Decimal {
  const volumes = chargingPeriods.flatMap(({ dimensions }) => dimensions.filter(({ type }) => type === 'ENERGY'))
  return sum(volumes.map(({ volume }) => decimal(volume)))
}

/** The CDR with that total, its periods in proportion. */
export function withEnergy(cdr: Cdr, total: Decimal): Cdr {
  const known = sumOf(cdr)
  const share = known.isZero() ? null : total.div(known)
  return {
    ...cdr,
    totalEnergyKwh: toDecimalString(total),
    chargingPeriods: share
      ? cdr.chargingPeriods.map((period) => ({
          ...period,
          dimensions: period.dimensions.map((entry) =>
            entry.type === 'ENERGY'
              ? { ...entry, volume: toDecimalString(decimal(entry.volume).times(share).toDecimalPlaces(6)) }
              : entry,
          ),
        }))
      : cdr.chargingPeriods,
  }
}

/** What was stated in Wh as kWh; whichever of total and periods is right already stays. */
export function inKwh(cdr: Cdr): Cdr {
  const total = decimal(cdr.totalEnergyKwh)
  const known = sumOf(cdr)
  if (known.greaterThan(0) && total.div(known).greaterThan(FAR))
    return { ...cdr, totalEnergyKwh: toDecimalString(known) }
  if (total.greaterThan(0) && known.div(total).greaterThan(FAR)) return withEnergy(cdr, total)
  return withEnergy(cdr, total.div(1000))
}

/** Every better figure there is, the surest first; none where all agree with the CDR. */
export function correctionsOf({ cdr, session }: CdrSubject, wrongUnit: boolean): Correction[] {
  if (cdr.credit) return []
  const stated = decimal(cdr.totalEnergyKwh)
  const found: Correction[] = []
  const add = (source: CorrectionSource, corrected: Cdr) => {
    const energy = decimal(corrected.totalEnergyKwh)
    const periods = sumOf(corrected)
    const same = energy.minus(stated).abs().lessThanOrEqualTo(LEAST_KWH)
    const consistent = periods.isZero() || periods.minus(sumOf(cdr)).abs().lessThanOrEqualTo(LEAST_KWH)
    const known = found.some((one) => decimal(one.energyKwh).minus(energy).abs().lessThanOrEqualTo(LEAST_KWH))
    if (energy.isNegative() || known || (same && consistent)) return
    found.push({ source, energyKwh: toDecimalString(energy), cdr: corrected })
  }
  if (wrongUnit) add('unit', inKwh(cdr))
  const signed = signedEnergyKwh(cdr.signedData)
  if (signed) add('meter', withEnergy(cdr, signed))
  if (session?.completed) add('session', withEnergy(cdr, decimal(session.energyKwh)))
  const periods = sumOf(cdr)
  if (!wrongUnit && periods.greaterThan(0)) add('periods', withEnergy(cdr, periods))
  return found
}
