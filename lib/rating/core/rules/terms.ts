// What the agreement says of a charge besides its price: the currency, and the session too small to be paid for
// (product §1d "Energy", eViolin).
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { MINUTE_MS } from '@/lib/kernel/time'
import { finding, type Finding } from '../finding'
import { hasTimes, isReservationOnly, termsOf, type CdrSubject } from '../subject'

/** Below the agreed energy or length a session costs nothing, whatever the tariff says. A kept socket is no session. */
export function isFree(subject: CdrSubject): boolean {
  const { cdr } = subject
  const { freeBelowKwh, freeBelowMinutes } = termsOf(subject)
  if (cdr.credit || cdr.homeChargingCompensation || isReservationOnly(cdr) || !hasTimes(cdr)) return false
  const energy = decimal(cdr.totalEnergyKwh)
  const length = cdr.endedAt - cdr.startedAt
  if (energy.isNegative() || length < 0) return false
  return energy.lessThan(freeBelowKwh) || length < freeBelowMinutes * MINUTE_MS
}

export function termFindings(subject: CdrSubject): Finding[] {
  const { cdr, agreement } = subject
  const terms = termsOf(subject)
  const found: Finding[] = []
  if (agreement !== null && terms.currency !== null && terms.currency !== cdr.currency)
    found.push(finding('CURRENCY_NOT_AGREED', { currency: cdr.currency, agreed: terms.currency }))
  const asked = decimal(cdr.totalCost.excl ?? cdr.totalCost.incl ?? '0')
  if (isFree(subject) && asked.greaterThan(0))
    found.push(
      finding('FREE_SESSION_CHARGED', {
        kwh: cdr.totalEnergyKwh,
        minutes: toDecimalString(decimal(cdr.endedAt - cdr.startedAt).div(MINUTE_MS)),
        least: terms.freeBelowKwh,
        shortest: terms.freeBelowMinutes.toString(),
        amount: toDecimalString(asked),
        currency: cdr.currency,
      }),
    )
  return found
}
