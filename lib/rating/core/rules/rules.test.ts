// The finer rules, each on a CDR that breaks it and nothing else that matters here.
import { NO_RESTRICTIONS } from '@/lib/pricing/fixtures/build-tariff'
import { describe, expect, test } from 'vitest'
import { buildCdr, buildTariff } from '@/db/factories/build-cdr'
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { parseInstant } from '@/lib/kernel/time'
import type { Cdr } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { buildAgreement, buildStored, buildSubject } from '../../fixtures/build-subject'
import { assessCdr } from '../assess-cdr'
import type { CdrSubject } from '../subject'

const price = (excl: string, incl = toDecimalString(decimal(excl).times('1.25'))) => ({ excl, incl, taxes: [] })
const codesOf = (given: Partial<CdrSubject>) => assessCdr(buildSubject(given)).findings.map(({ code }) => code)
/** Priced by a tariff that we held as well, so that only the sum can be wrong. */
function by(tariff: Tariff, given: Parameters<typeof buildCdr>[0] = {}): Partial<CdrSubject> {
  return { cdr: buildCdr({ tariffs: [tariff], ...given }), storedTariffs: [buildStored(tariff)] }
}

describe('a known mistake is recognised', () => {
  const capped = buildTariff({ maxPrice: { excl: '40', incl: null } })
  const floored = buildTariff({ minPrice: { excl: '90', incl: null } })
  const quarters = buildTariff({
    components: [
      ['ENERGY', '3.2'],
      ['TIME', '60', 900],
    ],
  })
  const texts = [
    { minutes: 16, kwh: '3' },
    { minutes: 16, kwh: '3' },
  ]
  const night = buildTariff({
    elements: [
      {
        components: [{ type: 'ENERGY', price: '1', vat: '25', stepSize: 1 }],
        restrictions: { ...NO_RESTRICTIONS, startTime: '18:00', endTime: '23:59' },
      },
      { components: [{ type: 'ENERGY', price: '4', vat: '25', stepSize: 1 }], restrictions: null },
    ],
  })

  test.each<[string, Partial<CdrSubject>, string]>([
    ['VAT in the net total', { cdr: buildCdr({ exclVat: '66' }) }, 'VAT_IN_NET_TOTAL'],
    ['the maximum price left out', by(capped), 'MAX_PRICE_IGNORED'],
    ['the minimum price left out', by(floored), 'MIN_PRICE_IGNORED'],
    // 6 kWh, and 2 × 30 minutes instead of 45.
    ['every period rounded up', by(quarters, { texts, exclVat: '79.2' }), 'ROUNDED_PER_PERIOD'],
    // 32 minutes to the second.
    ['no steps at all', by(quarters, { texts, exclVat: '51.2' }), 'STEP_SIZE_DEVIATES'],
    // It starts at 18:00 in Uppsala, which is 16:00 UTC: the dear hours.
    ['times of day in UTC', by(night, { exclVat: '66' }), 'LOCAL_TIME_IGNORED'],
    ['a round total', { cdr: buildCdr({ exclVat: '100' }) }, 'ROUND_TOTAL'],
  ])('%s', (_name, given, code) => {
    const { findings } = assessCdr(buildSubject(given))
    const recognised = findings.filter((entry) => entry.code === code)
    expect(recognised).toHaveLength(1)
    expect(recognised[0]!.params['cpo']).toBe(given.cdr!.totalCost.excl)
  })

  test('the last element instead of the first', () => {
    const tariff = buildTariff({
      elements: ['3.2', '5'].map((amount) => ({
        components: [{ type: 'ENERGY', price: amount, vat: '25', stepSize: 1 }],
        restrictions: null,
      })),
    })
    expect(codesOf(by(tariff, { exclVat: '82.5' }))).toContain('ELEMENT_ORDER_IGNORED')
  })

  test('a right total asks for no explanation, and a wrong one that nothing explains gets none', () => {
    expect(codesOf({})).toEqual([])
    expect(codesOf({ cdr: buildCdr({ exclVat: '63.17' }) })).toEqual(['PRICE_ABOVE_TARIFF'])
  })
})

describe('the parts of the total', () => {
  const both = buildTariff({
    components: [
      ['ENERGY', '3.2'],
      ['PARKING_TIME', '30'],
    ],
  })
  const right = { totalEnergyCost: price('52.8'), totalParkingCost: price('10') }

  test.each<[string, Partial<Cdr>, string[]]>([
    ['as ours', right, []],
    ['too dear parking', { ...right, totalParkingCost: price('14') }, ['PARKING_COST_DIFFERS']],
    ['too cheap energy', { ...right, totalEnergyCost: price('50') }, ['ENERGY_COST_DIFFERS']],
    ['a flat fee that the tariff has not', { ...right, totalFixedCost: price('5') }, ['FIXED_COST_DIFFERS']],
    [
      'booked under another part',
      { totalEnergyCost: price('52.8'), totalTimeCost: price('10'), totalParkingCost: price('0') },
      [],
    ],
    [
      'VAT turned round',
      { totalEnergyCost: price('52.8', '42'), totalParkingCost: price('10') },
      ['PART_VAT_INCONSISTENT'],
    ],
    [
      'VAT on one part only',
      { totalEnergyCost: price('52.8', '52.8'), totalParkingCost: price('10') },
      ['PART_VAT_INCONSISTENT'],
    ],
  ])('%s', (_name, parts, expected) => {
    const codes = codesOf(by(both, { exclVat: '62.8', ...parts }))
    expect(codes.filter((code) => code !== 'COMPONENTS_DO_NOT_SUM')).toEqual(expected)
  })
})

describe('what was agreed and promised', () => {
  const short = buildCdr({ texts: [{ minutes: 1, kwh: '0.15' }], exclVat: '0.48' })

  test('a session below the agreed size costs us nothing; what the customer pays is the plan’s to say', () => {
    const { findings, rating } = assessCdr(buildSubject({ cdr: short }))
    expect(findings.map(({ code }) => code)).toContain('FREE_SESSION_CHARGED')
    expect(rating).toMatchObject({ agreedExcl: '0', costMinor: 0n })
    expect(rating.retail).toEqual(assessCdr(buildSubject({ cdr: { ...short, totalCost: price('0') } })).rating.retail)
    const agreement = buildAgreement({ freeBelowKwh: '0', freeBelowMinutes: 0 })
    expect(codesOf({ cdr: short, agreement })).not.toContain('FREE_SESSION_CHARGED')
  })

  test.each<[string, Partial<CdrSubject>, string]>([
    ['another currency', { agreement: buildAgreement({ currency: 'EUR' }) }, 'CURRENCY_NOT_AGREED'],
    ['VAT where none was to be', { agreement: buildAgreement({ reverseCharge: true }) }, 'VAT_DESPITE_REVERSE_CHARGE'],
    ['a party that nobody announced', { partyKnown: false }, 'UNKNOWN_PARTY'],
    ['the same content again', { sameContent: { id: 'KUL-1' } }, 'DUPLICATE_CONTENT'],
    [
      'more than a battery',
      { maxPowerKw: 150, powerType: 'DC', cdr: buildCdr({ texts: [{ minutes: 120, kwh: '260' }] }) },
      'ENERGY_ABOVE_BATTERY',
    ],
    ['the clocks change', { cdr: buildCdr({ startedAt: parseInstant('2026-10-25T00:30:00Z')! }) }, 'CROSSES_DST'],
  ])('%s', (_name, given, code) => {
    expect(codesOf(given)).toContain(code)
  })

  test('what the meter signed goes before what the CDR states', () => {
    const reading = (mark: string, value: number) =>
      `OCMF|${JSON.stringify({ RD: [{ TX: mark, RV: value, RU: 'kWh' }] })}|{}`
    const signedData = (end: number) => ({
      encodingMethod: 'OCMF',
      encodingMethodVersion: 1,
      publicKey: null,
      signedValues: [
        { nature: 'Start', plainData: '', signedData: reading('B', 100) },
        { nature: 'End', plainData: '', signedData: reading('E', end) },
      ],
      url: null,
    })
    expect(codesOf({ cdr: buildCdr({ signedData: signedData(114) }) })).toContain('SIGNED_ENERGY_DIFFERS')
    expect(codesOf({ cdr: buildCdr({ signedData: signedData(116.5) }) })).toEqual([])
  })
})
