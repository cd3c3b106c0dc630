import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCdr, buildTariff, CHARGE_STARTED } from '@/db/factories/build-cdr'
import type { PricePlanVersionId, QuoteId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { buildStored, buildSubject, FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import type { PromisedPrice } from './subject'
import type { PricePlanRules } from './price-plan'

const QUOTE = 'quo_01K9ZZZZZZZZZZZZZZZZZZZZZZ' as QuoteId // a test's id
const OTHER_PLAN = 'plv_01K9YYYYYYYYYYYYYYYYYYYYYY' as PricePlanVersionId // a test's id
const perKwh = (price: string, id = 'KUL-AC') => buildTariff({ id, components: [['ENERGY', price]] })

function promise(given: Partial<PromisedPrice> = {}): PromisedPrice {
  return {
    source: 'quote',
    quoteId: QUOTE,
    authorizationId: null,
    at: instant(CHARGE_STARTED - 5 * MINUTE_MS),
    tariffs: [buildStored(perKwh('3.20'))],
    plan: { versionId: OTHER_PLAN, rules: PASS_THROUGH },
    stepMode: 'combined',
    connector: { powerType: 'AC_3_PHASE', maxPowerKw: 11 },
    context: null,
    exchange: null,
    ...given,
  }
}

/** A charge that the operator bills by another price than the one that was promised. */
function charge(billed: string, promised: PromisedPrice | null, given: Parameters<typeof buildSubject>[0] = {}) {
  const cdr = buildCdr({ tariffs: [perKwh(billed)] })
  return buildSubject({ cdr, storedTariffs: [buildStored(perKwh(billed))], promised, ...given })
}

const ruled = ({ findings }: ReturnType<typeof assessCdr>) =>
  findings.find(({ code }) => code === 'PROMISED_PRICE_RULES')

describe('a quote', () => {
  test('rules where the bill would be higher, and says what the operator owes us', () => {
    const usual = assessCdr(charge('3.70', null)).rating
    const kept = assessCdr(charge('3.70', promise()))
    const shown = assessCdr(charge('3.20', null)).rating
    expect(kept.rating.retail).toEqual(shown.retail)
    expect(kept.rating.promise).toMatchObject({
      ruled: true,
      quoteId: QUOTE,
      promisedGrossMinor: shown.retail?.grossMinor,
      usualGrossMinor: usual.retail?.grossMinor,
    })
    const more = usual.retail!.netMinor - shown.retail!.netMinor // both are priced
    expect(kept.rating.promise?.recoverMinor).toBe(more)
    expect(kept.rating.marginMinor).toBe(usual.marginMinor! - more) // both are in SEK
    expect(ruled(kept)?.params).toMatchObject({ source: 'quote', recover: (Number(more) / 100).toFixed(2) })
  })

  test('stays what it was where the bill is lower: the customer pays the bill', () => {
    const kept = assessCdr(charge('2.70', promise()))
    expect(kept.rating.retail).toEqual(assessCdr(charge('2.70', null)).rating.retail)
    expect(kept.rating.promise).toMatchObject({ ruled: false, recoverMinor: 0n })
    expect(ruled(kept)).toBeUndefined()
  })

  test('rules by its plan as well, which is no debt of the operator', () => {
    const plan = { versionId: OTHER_PLAN, rules: { ...PASS_THROUGH, startFee: '9' } }
    const kept = assessCdr(charge('3.20', promise(), { plan }))
    expect(kept.rating.retail).toEqual(assessCdr(charge('3.20', null)).rating.retail)
    expect(kept.rating.promise).toMatchObject({ ruled: true, recoverMinor: 0n })
  })

  test('rules whatever tariff the operator names in the end', () => {
    const other = perKwh('9.90', 'KUL-DEAR')
    const cdr = buildCdr({ tariffs: [other] })
    const dear = {
      cdr: { ...cdr, chargingPeriods: cdr.chargingPeriods.map((period) => ({ ...period, tariffId: other.id })) },
    }
    const kept = assessCdr(charge('9.90', promise(), { ...dear, storedTariffs: [buildStored(other)] }))
    expect(kept.rating.retail?.grossMinor).toBe(assessCdr(charge('3.20', null)).rating.retail?.grossMinor)
  })

  test('gives a price where the operator’s is unknown, and the CDR is held all the same', () => {
    const cdr = { ...buildCdr({ tariffs: [] }), tariffs: [] }
    const unknown = { cdr, storedTariffs: [], connectorTariffIds: [] }
    expect(assessCdr(charge('3.20', null, unknown)).rating.retail).toBeNull()
    const kept = assessCdr(charge('3.20', promise(), unknown))
    expect(kept.status).toBe('held')
    expect(kept.rating.retail).toEqual(assessCdr(charge('3.20', null)).rating.retail)
    expect(kept.rating.promise).toMatchObject({ ruled: true, usualGrossMinor: null })
  })

  test('of an unknown price promises nothing', () => {
    const kept = assessCdr(charge('3.70', promise({ tariffs: [] })))
    expect(kept.rating.retail).toEqual(assessCdr(charge('3.70', null)).rating.retail)
    expect(kept.rating.promise).toMatchObject({ ruled: false, promisedGrossMinor: null })
  })

  test('is priced at the connector that was quoted', () => {
    const rules: PricePlanRules = FIXED
    const plan = { versionId: OTHER_PLAN, rules }
    const asDc = { plan, powerType: 'DC', maxPowerKw: 150 }
    const kept = assessCdr(charge('3.20', promise({ plan }), asDc))
    expect(kept.rating.retail).toEqual(assessCdr(charge('3.20', null, { plan })).rating.retail)
  })
})

test('a price that anybody could read is kept on record only where it rules', () => {
  const open = { source: 'public' as const, quoteId: null, connector: null }
  expect(assessCdr(charge('3.20', promise(open))).rating.promise).toBeNull()
  expect(assessCdr(charge('3.70', promise(open))).rating.promise).toMatchObject({ ruled: true, source: 'public' })
})

test('a charge at home is paid out, and nothing was promised of it', () => {
  const given = charge('3.70', promise())
  const home = { ...given, cdr: { ...given.cdr, homeChargingCompensation: true } }
  expect(assessCdr(home).rating).toMatchObject({ retail: null, promise: null })
})

test('for every pair of prices the customer pays the lower one', () => {
  const price = fc.integer({ min: 0, max: 1000 }).map((ore) => (ore / 100).toFixed(2))
  fc.assert(
    fc.property(price, price, (billed, promised) => {
      const { rating, findings } = assessCdr(charge(billed, promise({ tariffs: [buildStored(perKwh(promised))] })))
      const [one, two] = [billed, promised].map((each) => assessCdr(charge(each, null)).rating.retail!.grossMinor) // priced
      const lower = one! < two! ? one : two // two of them
      expect(rating.retail?.grossMinor).toBe(lower)
      expect(findings.some(({ code }) => code === 'PROMISED_PRICE_RULES')).toBe(two! < one!) // two of them
    }),
  )
})
