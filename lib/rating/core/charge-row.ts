// What a rating leaves in `rated_charges`: its money in a few columns, and what pricing it anew needs.
import { decimal, sum } from '@/lib/kernel/decimal'
import type { CdrId } from '@/lib/kernel/ids'
import { roundToMinor } from '@/lib/kernel/money'
import type { Breakdown } from '@/lib/pricing/breakdown'
import type { RatingDraft } from './assess-cdr'
import { convertBreakdown } from './exchange'
import { packCharge, type ChargePlace } from './pack-charge'
import { PLAN_CURRENCY, type CurrentType } from './price-plan'
import { factsOf, type CdrSubject } from './subject'

/** Money in kronor where the rate is known, else in the operator's currency. */
export type ChargeRow = {
  currency: string
  costMinor: bigint | null
  country: string
  city: string
  current: CurrentType
  powerKw: number
  energyKwh: string
  credit: boolean
  reverses: CdrId | null
  costFeesMinor: bigint | null
  facts: string | null
}

/** Start, time and parking by the operator's tariff; the rest of the cost is for energy. */
function feesOf(currency: string, costMinor: bigint | null, breakdown: Breakdown | null): bigint | null {
  if (costMinor === null) return null
  const fees = (breakdown?.lines ?? []).flatMap((line) =>
    line.dimension === 'ENERGY' || line.excl === null ? [] : [decimal(line.excl)],
  )
  const asked = roundToMinor(sum(fees), currency)
  return asked > costMinor ? costMinor : asked
}

/** Money as a back-test and a margin add it up: converted once, here, so that pricing it anew asks for no rate. */
function inKronor({ currency, conversion, costMinor, costSekMinor }: RatingDraft, breakdown: Breakdown | null) {
  if (!conversion) return { currency, costMinor, breakdown }
  return {
    currency: PLAN_CURRENCY,
    costMinor: costSekMinor,
    breakdown: breakdown && convertBreakdown(breakdown, conversion),
  }
}

/** The breakdown serves as it served the rating: one without a result in the CDR's currency does not. */
export function usableBreakdown(rating: Pick<RatingDraft, 'wholesaleExcl' | 'breakdown'>): Breakdown | null {
  return rating.wholesaleExcl === null ? null : rating.breakdown
}

export function placeOf({ countryCode, partyId, location }: CdrSubject['cdr']): ChargePlace {
  const { id, country, coordinates } = location
  return { countryCode, partyId, location: { id, country, coordinates } }
}

export function chargeRowOf(subject: CdrSubject, rating: RatingDraft): ChargeRow {
  const { cdr, customerId, credited } = subject
  const facts = factsOf(subject)
  const { currency, costMinor, breakdown } = inKronor(rating, usableBreakdown(rating))
  const priced = customerId !== null && !cdr.credit && !cdr.homeChargingCompensation
  return {
    currency,
    costMinor,
    country: cdr.location.country,
    city: cdr.location.city,
    current: facts.current,
    powerKw: facts.powerKw,
    energyKwh: cdr.totalEnergyKwh,
    credit: cdr.credit,
    reverses: cdr.credit ? (credited?.cdrId ?? null) : null,
    costFeesMinor: feesOf(currency, costMinor, breakdown),
    facts: priced ? packCharge({ facts, breakdown, place: placeOf(cdr) }) : null,
  }
}
