// What an operator may ask by what was agreed with it. The engine is given the agreed prices as a tariff, so that steps,
// restrictions and rounding are the same as everywhere.
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import type { Breakdown } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import type { PriceBasis } from '@/lib/roaming/core/agreement'
import type { PriceLimit, Tariff } from '@/lib/roaming/core/tariff'
import { periodsWithEnergy } from './cdr-sums'
import { currentTypeOf } from './charge-facts'
import type { CdrSubject } from './subject'

function lowered(tariff: Tariff, percent: DecimalString): Tariff {
  const share = decimal(100).minus(percent).div(100)
  const times = (price: DecimalString) => toDecimalString(decimal(price).times(share))
  const limit = (price: PriceLimit | null): PriceLimit | null =>
    price && {
      excl: price.excl === null ? null : times(price.excl),
      incl: price.incl === null ? null : times(price.incl),
    }
  return {
    ...tariff,
    minPrice: limit(tariff.minPrice),
    maxPrice: limit(tariff.maxPrice),
    elements: tariff.elements.map((element) => ({
      ...element,
      components: element.components.map((component) => ({ ...component, price: times(component.price) })),
    })),
  }
}

/** One price per kWh as a tariff of its own. */
function fixedTariff(
  { cdr, powerType }: PricedSubject,
  basis: Extract<PriceBasis, { kind: 'fixed' }>,
  currency: string,
) {
  const price = currentTypeOf(powerType) === 'DC' ? basis.dcPerKwh : basis.acPerKwh
  const tariff: Tariff = {
    countryCode: cdr.countryCode,
    partyId: cdr.partyId,
    id: 'AGREEMENT',
    currency,
    type: null,
    altText: [],
    altUrl: null,
    taxIncluded: 'NO',
    minPrice: null,
    maxPrice: null,
    elements: [{ components: [{ type: 'ENERGY', price, vat: null, stepSize: 0 }], restrictions: null }],
    startsAt: null,
    endsAt: null,
    lastUpdated: null,
  }
  return tariff
}

/** What pricing a CDR needs of all that is known about it. */
export type PricedSubject = Pick<CdrSubject, 'cdr' | 'timeZone' | 'powerType' | 'agreement'> & {
  partner: Pick<CdrSubject['partner'], 'stepMode'>
}

/** By the operator's own tariffs; null where none is known. */
export function priceByTariffs(subject: PricedSubject, tariffs: readonly Tariff[]): Breakdown | null {
  if (tariffs.length === 0) return null
  const { cdr, timeZone, partner } = subject
  return priceSession({
    startedAt: cdr.startedAt,
    endedAt: cdr.endedAt,
    periods: periodsWithEnergy(cdr),
    tariffs,
    timeZone,
    currency: cdr.currency,
    policy: { stepMode: partner.stepMode },
  })
}

/**
 * By the agreement: the tariffs' own prices, those lowered by the discount, or the one price that replaces them.
 * `byTariffs` is what the tariffs give, so that nothing is priced twice.
 */
export function priceByAgreement(
  subject: PricedSubject,
  tariffs: readonly Tariff[],
  byTariffs: Breakdown | null,
): Breakdown | null {
  const basis = subject.agreement?.terms.priceBasis
  if (!basis || basis.kind === 'list') return byTariffs
  if (basis.kind === 'discount') {
    return priceByTariffs(
      subject,
      tariffs.map((tariff) => lowered(tariff, basis.percent)),
    )
  }
  const { cdr } = subject
  const chargingPeriods = cdr.chargingPeriods.map((period) => ({ ...period, tariffId: null }))
  const currency = subject.agreement?.terms.currency ?? cdr.currency
  return priceByTariffs({ ...subject, cdr: { ...cdr, chargingPeriods } }, [fixedTariff(subject, basis, currency)])
}
