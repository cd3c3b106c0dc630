import { NO_RESTRICTIONS } from '@/lib/pricing/fixtures/build-tariff'
import { describe, expect, test } from 'vitest'
import { buildCdr, buildCreditCdr, buildTariff } from '@/db/factories/build-cdr'
import { DAY_MS, HOUR_MS, instant } from '@/lib/kernel/time'
import type { AllowedPlace } from '@/lib/roaming/core/token'
import { buildExchange } from '../fixtures/build-exchange'
import { buildAgreement, buildSession, buildStored, buildSubject, FIXED } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { FINDING_CODES, type FindingCode, type FindingSeverity } from './finding'
import { findingSentence, findingTitle } from './finding-sentences'
import { NO_CONTEXT } from './retail-context'
import type { CdrSubject, CreditedCdr } from './subject'

test('a CDR that is right in everything is accepted without a finding', () => {
  const { status, findings, rating } = assessCdr(buildSubject())
  expect(findings).toEqual([])
  expect(status).toBe('accepted')
  expect(rating).toMatchObject({ wholesaleExcl: '52.8', cpoExcl: '52.8', costMinor: 5280n, tariffSource: 'cdr' })
  // 16.5 kWh × 3.20 and × 0.10
  expect(rating.retail).toMatchObject({ netMinor: 5445n, vatMinor: 1361n, grossMinor: 6806n })
  expect(rating.marginMinor).toBe(165n)
})

const cdr = buildCdr()
const late = instant(cdr.startedAt + HOUR_MS)
const original: CreditedCdr = {
  cdrId: buildSubject().cdrId,
  status: 'accepted',
  at: cdr.startedAt,
  currency: 'SEK',
  totalExcl: '52.8',
  homeCharging: false,
  protectsCustomer: false,
  costMinor: 5280n,
  conversion: null,
  retail: assessCdr(buildSubject()).rating.retail,
  pricePlanVersionId: null,
  creditedBy: null,
}
const dearer = buildTariff({ components: [['ENERGY', '4.2']], lastUpdated: late })
const unseen = buildTariff({ components: [['ENERGY', '4.2']], lastUpdated: instant(cdr.startedAt - HOUR_MS) })

const kept = (places: AllowedPlace[], changedAt = instant(cdr.startedAt - 1)) => ({
  state: 'active' as const,
  places,
  changedAt,
})

const CASES: [name: string, given: Partial<CdrSubject>, code: FindingCode, severity: FindingSeverity][] = [
  ['nobody has the card', { customerId: null, tokenId: null, token: null }, 'UNKNOWN_TOKEN', 'hold'],
  [
    'the card was blocked before',
    { token: { state: 'blocked', places: null, changedAt: instant(cdr.startedAt - 1) } },
    'TOKEN_INVALID_AT_START',
    'hold',
  ],
  [
    'we had refused',
    { authorization: { ...buildSubject().authorization!, allowed: 'BLOCKED' } },
    'TOKEN_INVALID_AT_START',
    'hold',
  ],
  [
    'the card is kept to another place, and nobody asked',
    { token: kept([{ location: 'SE*KUL*ELSEWHERE', evseUids: [] }]), authorization: null },
    'TOKEN_NOT_FOR_PLACE',
    'hold',
  ],
  ['no session came', { session: null }, 'NO_SESSION', 'info'],
  ['the location is unknown', { locationKnown: false }, 'LOCATION_UNKNOWN', 'info'],
  ['the zone is assumed', { zoneSource: 'country' }, 'ZONE_ASSUMED', 'info'],
  ['its reference is not ours', { reference: 'unknown' }, 'AUTHORIZATION_UNKNOWN', 'info'],
  ['its reference was for another card', { reference: 'other_token' }, 'AUTHORIZATION_OTHER_TOKEN', 'warning'],
  ['its reference was for another customer', { reference: 'other_customer' }, 'AUTHORIZATION_OTHER_TOKEN', 'hold'],
  [
    'nobody knows when it was',
    { cdr: buildCdr({ startedAt: instant(0), endedAt: instant(0) }) },
    'TIMES_UNKNOWN',
    'hold',
  ],
  ['it came again, otherwise', { conflicts: 1 }, 'CONFLICTING_REPLAY', 'warning'],
  ['it is home charging', { cdr: buildCdr({ homeChargingCompensation: true }) }, 'HOME_CHARGING', 'info'],
  [
    'it ends before it starts',
    { cdr: buildCdr({ endedAt: instant(cdr.startedAt - 1000) }) },
    'END_BEFORE_START',
    'hold',
  ],
  ['it ends in the future', { receivedAt: instant(cdr.endedAt - HOUR_MS) }, 'IN_THE_FUTURE', 'hold'],
  ['it is 91 days old', { receivedAt: instant(cdr.endedAt + 91 * DAY_MS) }, 'TOO_OLD', 'hold'],
  ['its time is not that of its periods', { cdr: buildCdr({ totalTimeHours: '3' }) }, 'TIME_SUM_MISMATCH', 'warning'],
  [
    'its parking time is not that of its periods',
    { cdr: buildCdr({ totalParkingTimeHours: '2' }) },
    'PARKING_SUM_MISMATCH',
    'warning',
  ],
  ['it takes money back and is no credit', { cdr: buildCdr({ exclVat: '-52.8' }) }, 'NEGATIVE_TOTAL', 'hold'],
  ['it has no periods', { cdr: buildCdr({ chargingPeriods: [] }) }, 'NO_PERIODS', 'hold'],
  [
    'it is dated before its end',
    { cdr: buildCdr({ lastUpdated: instant(cdr.startedAt) }) },
    'LAST_UPDATED_BEFORE_END',
    'info',
  ],
  ['the card was elsewhere', { overlapping: { id: 'X-1', place: 'Åre torg' } }, 'OVERLAPPING_SESSION', 'hold'],
  ['its energy is negative', { cdr: buildCdr({ totalEnergyKwh: '-0.4' }) }, 'ENERGY_NEGATIVE', 'hold'],
  ['its energy is not that of its periods', { cdr: buildCdr({ totalEnergyKwh: '17' }) }, 'ENERGY_SUM_MISMATCH', 'hold'],
  ['only its total is in Wh', { cdr: buildCdr({ totalEnergyKwh: '16500' }) }, 'ENERGY_WH_FOR_KWH', 'hold'],
  ['all of it is in Wh', { cdr: buildCdr({ texts: [{ minutes: 90, kwh: '16500' }] }) }, 'ENERGY_WH_FOR_KWH', 'hold'],
  ['the socket cannot give that much', { maxPowerKw: 7.4 }, 'POWER_IMPLAUSIBLE', 'hold'],
  [
    'no car takes that much',
    { maxPowerKw: 400, cdr: buildCdr({ texts: [{ minutes: 200, kwh: '1100' }] }) },
    'ENERGY_IMPLAUSIBLE',
    'hold',
  ],
  [
    'the session ended at less',
    { session: buildSession({ energyKwh: '12' }) },
    'ENERGY_DIFFERS_FROM_SESSION',
    'warning',
  ],
  ['nothing was delivered', { cdr: buildCdr({ texts: [{ minutes: 5 }], exclVat: '0' }) }, 'ZERO_ENERGY', 'info'],
  ['the operator asks more', { cdr: buildCdr({ exclVat: '60' }) }, 'PRICE_ABOVE_TARIFF', 'hold'],
  ['the operator asks less', { cdr: buildCdr({ exclVat: '40' }) }, 'PRICE_BELOW_TARIFF', 'info'],
  [
    'nobody knows the tariff',
    { cdr: buildCdr({ tariffs: [] }), storedTariffs: [], connectorTariffIds: [] },
    'PRICE_UNVERIFIABLE',
    'hold',
  ],
  [
    'the tariff became dearer meanwhile',
    { cdr: buildCdr({ tariffs: [dearer], exclVat: '69.3' }) },
    'TARIFF_CHANGED_AFTER_START',
    'hold',
  ],
  ['the tariff changed at no cost', { cdr: buildCdr({ tariffs: [dearer] }) }, 'TARIFF_CHANGED_AFTER_START', 'info'],
  [
    'we never saw that version',
    { cdr: buildCdr({ tariffs: [unseen], exclVat: '69.3' }) },
    'TARIFF_VERSION_NOT_RECEIVED',
    'hold',
  ],
  [
    'it is charged as without a contract',
    { cdr: buildCdr({ tariffs: [buildTariff({ type: 'AD_HOC_PAYMENT' })] }) },
    'TARIFF_NOT_FOR_CONTRACTS',
    'hold',
  ],
  [
    'its currency is not its tariff’s',
    { cdr: buildCdr({ tariffs: [buildTariff({ currency: 'EUR' })] }) },
    'CURRENCY_MISMATCH',
    'hold',
  ],
  [
    'it is in euro',
    { cdr: buildCdr({ currency: 'EUR', tariffs: [buildTariff({ currency: 'EUR' })] }) },
    'EXCHANGE_RATE_MISSING',
    'hold',
  ],
  [
    'it is in euro, and the rate is known',
    {
      cdr: buildCdr({ currency: 'EUR', tariffs: [buildTariff({ currency: 'EUR' })] }),
      context: { ...NO_CONTEXT, exchange: buildExchange() },
    },
    'FOREIGN_CURRENCY',
    'info',
  ],
  [
    'its parts are more than the whole',
    { cdr: buildCdr({ totalEnergyCost: { excl: '60', incl: null, taxes: [] } }) },
    'COMPONENTS_DO_NOT_SUM',
    'warning',
  ],
  [
    'its VAT is 6 %',
    { cdr: buildCdr({ totalCost: { excl: '52.8', incl: '55.97', taxes: [] } }) },
    'VAT_RATE_UNEXPECTED',
    'warning',
  ],
  [
    'with VAT it is less',
    { cdr: buildCdr({ totalCost: { excl: '52.8', incl: '42.24', taxes: [] } }) },
    'INCL_BELOW_EXCL',
    'warning',
  ],
  ['it was in Norway', { cdr: buildCdr({ location: { ...cdr.location, country: 'NOR' } }) }, 'FOREIGN_VAT', 'hold'],
  ['the customer has no plan', { plan: null }, 'CUSTOMER_PRICE_MISSING', 'hold'],
  [
    'time ran on a dead session',
    {
      cdr: buildCdr({
        tariffs: [buildTariff({ components: [['TIME', '30']] })],
        texts: [{ minutes: 420, kwh: '0.31' }],
        exclVat: '210',
      }),
    },
    'STUCK_SESSION',
    'hold',
  ],
  ['a credit takes back the unknown', { cdr: buildCreditCdr(cdr) }, 'CREDIT_WITHOUT_ORIGINAL', 'hold'],
  [
    'a credit takes back too little',
    { cdr: buildCreditCdr(cdr), credited: { ...original, totalExcl: '60' } },
    'CREDIT_AMOUNT_DIFFERS',
    'hold',
  ],
  [
    'a credit is in other money',
    { cdr: buildCreditCdr(cdr, { currency: 'EUR' }), credited: original },
    'CREDIT_OTHER_CURRENCY',
    'hold',
  ],
  [
    'a credit comes twice',
    { cdr: buildCreditCdr(cdr), credited: { ...original, creditedBy: 'X-C' } },
    'DUPLICATE_CREDIT',
    'hold',
  ],
]

describe('a total that a hub passed on', () => {
  const partner = { ...buildSubject().partner, priceSource: 'hub_remarks' } as const
  const codesOf = (given: Partial<CdrSubject>) =>
    assessCdr(buildSubject({ partner, ...given })).findings.map((entry) => entry.code)

  test('counts, if the hub computed it', () => {
    expect(codesOf({ cdr: buildCdr({ remark: '[*] computed', exclVat: '60' }) })).toEqual(
      expect.arrayContaining(['TOTAL_BY_HUB', 'PRICE_ABOVE_TARIFF']),
    )
  })

  test('is left aside if the hub says that it means nothing: what the tariff gives is what we pay', () => {
    const { status, findings, rating } = assessCdr(
      buildSubject({ partner, cdr: buildCdr({ remark: '[?] no price', exclVat: '0' }) }),
    )
    expect(findings.map((entry) => entry.code)).toEqual(['TOTAL_MEANS_NOTHING'])
    expect(status).toBe('accepted')
    expect(rating).toMatchObject({ cpoExcl: null, wholesaleExcl: '52.8', costMinor: 5280n, marginMinor: 165n })
  })

  test('is not believed where there is no tariff either', () => {
    const nothing = { storedTariffs: [], connectorTariffIds: [] }
    expect(codesOf({ ...nothing, cdr: buildCdr({ remark: '[?]', tariffs: [] }) })).toContain('PRICE_UNVERIFIABLE')
  })

  test('is the operator’s own where the connection has no such agreement', () => {
    const { rating } = assessCdr(buildSubject({ cdr: buildCdr({ remark: '[?] no price', exclVat: '40' }) }))
    expect(rating.cpoExcl).toBe('40')
  })
})

describe('findings', () => {
  test.each(CASES)('%s', (_name, given, code, severity) => {
    const { findings, status } = assessCdr(buildSubject(given))
    expect(findings).toContainEqual(expect.objectContaining({ code, severity }))
    expect(severity !== 'hold' || status === 'held').toBe(true)
  })

  test.each(CASES.filter(([, , , severity]) => severity !== 'hold'))(
    '%s: it is accepted all the same',
    (_name, given) => {
      expect(assessCdr(buildSubject(given)).status).toBe('accepted')
    },
  )

  test('where the unit is wrong, its effects are no findings of their own', () => {
    const { findings } = assessCdr(buildSubject({ cdr: buildCdr({ texts: [{ minutes: 90, kwh: '16500' }] }) }))
    const codes = findings.map((entry) => entry.code)
    expect(codes).not.toContain('POWER_IMPLAUSIBLE')
    expect(codes).not.toContain('ENERGY_IMPLAUSIBLE')
  })

  test.each(FINDING_CODES)('%s has words in both languages without holes', (code) => {
    for (const locale of ['sv', 'en'] as const) {
      expect(findingTitle(code, locale)).not.toBe('')
      expect(findingSentence(code, {}, locale)).not.toMatch(/[{}]|undefined/)
    }
  })

  test('a sentence names the amounts as its language writes them', () => {
    const [entry] = assessCdr(buildSubject({ cdr: buildCdr({ exclVat: '97.2' }) })).findings
    const text = findingSentence(entry!.code, entry!.params, 'sv').replaceAll('\u00a0', ' ') // one finding, by the case above
    expect(text).toBe('Operatören begär 97,20 kr, dess egen tariff ger 52,80 kr: 44,40 kr för mycket.')
  })
})

describe('prices', () => {
  test('within tolerance the operator gets what it asks', () => {
    const { status, rating } = assessCdr(buildSubject({ cdr: buildCdr({ exclVat: '52.9' }) }))
    expect(status).toBe('accepted')
    expect(rating).toMatchObject({ costMinor: 5290n, marginMinor: 155n })
  })

  test('held, the cost is what the tariff gives', () => {
    expect(assessCdr(buildSubject({ cdr: buildCdr({ exclVat: '97.2' }) })).rating.costMinor).toBe(5280n)
  })

  test('the version at session start gives the price when the tariff was changed afterwards', () => {
    const { rating } = assessCdr(buildSubject({ cdr: buildCdr({ tariffs: [dearer], exclVat: '69.3' }) }))
    expect(rating).toMatchObject({
      wholesaleExcl: '52.8',
      tariffSource: 'stored',
      tariffVersionId: buildStored().versionId,
    })
  })

  test('a CDR without a snapshot is priced by our version of the tariff it names', () => {
    const subject = buildSubject()
    const { chargingPeriods } = subject.cdr
    const { status, rating } = assessCdr(buildSubject({ cdr: buildCdr({ tariffs: [], chargingPeriods }) }))
    expect([status, rating.tariffSource, rating.wholesaleExcl]).toEqual(['accepted', 'stored', '52.8'])
  })

  test('a CDR that names no tariff is priced by the only one of its connector, and by none of two that differ', () => {
    const chargingPeriods = buildCdr().chargingPeriods.map((period) => ({ ...period, tariffId: null }))
    const unnamed = buildCdr({ tariffs: [], chargingPeriods })
    expect(assessCdr(buildSubject({ cdr: unnamed })).rating.wholesaleExcl).toBe('52.8')
    const two = {
      connectorTariffIds: ['KUL-AC', 'KUL-DC'],
      storedTariffs: [buildStored(), buildStored(buildTariff({ id: 'KUL-DC', components: [['ENERGY', '4']] }))],
    }
    expect(assessCdr(buildSubject({ cdr: unnamed, ...two })).status).toBe('held')
  })

  test('a fixed price needs no tariff, but the CDR is held all the same', () => {
    const plan = { versionId: buildSubject().plan!.versionId, rules: FIXED } // the builder's plan
    const { status, rating } = assessCdr(
      buildSubject({ plan, cdr: buildCdr({ tariffs: [] }), storedTariffs: [], connectorTariffIds: [] }),
    )
    expect(status).toBe('held')
    expect(rating.retail?.netMinor).toBe(4224n) // 16.5 × 2.56, parked for 20 of 30 free minutes
  })
})

describe('credits', () => {
  test('a matching credit is the original, negative', () => {
    const { status, rating } = assessCdr(buildSubject({ cdr: buildCreditCdr(cdr), credited: original }))
    expect(status).toBe('accepted')
    expect(rating).toMatchObject({ costMinor: -5280n, marginMinor: -165n })
    expect(rating.retail).toMatchObject({ netMinor: -5445n, vatMinor: -1361n, grossMinor: -6806n })
    expect(rating.retail?.lines[0]).toMatchObject({ quantity: '-16.5', unitPrice: '3.2', netMinor: '-5280' })
  })

  test.each(['held', 'disputed', 'rejected'] as const)('a credit of a %s original gives nobody anything', (status) => {
    const { rating } = assessCdr(buildSubject({ cdr: buildCreditCdr(cdr), credited: { ...original, status } }))
    expect(rating).toMatchObject({ costMinor: 0n, retail: { netMinor: 0n, lines: [] } })
  })
})

describe('a reservation', () => {
  const tariff = buildTariff()
  const restrictions = { ...NO_RESTRICTIONS, reservation: 'RESERVATION' }
  const components = [{ type: 'TIME', price: '20', stepSize: 1, vat: '25' }]
  const tariffs = [{ ...tariff, elements: [{ components, restrictions }, ...tariff.elements] }]
  const period = {
    startedAt: cdr.startedAt,
    dimensions: [{ type: 'RESERVATION_TIME', volume: '0.5' }],
    tariffId: tariff.id,
  }
  const nowhere = { ...cdr.location, evseUid: '#NA', evseId: null, connectorId: '#NA' }
  const alone = buildCdr({
    tariffs,
    chargingPeriods: [period],
    endedAt: instant(cdr.startedAt + HOUR_MS / 2),
    exclVat: '10',
    location: nowhere,
    sessionId: null,
  })

  test('that nobody used is a fee for access to the station, whatever the plan', () => {
    const { status, rating } = assessCdr(buildSubject({ cdr: alone, storedTariffs: [] }))
    expect(status).toBe('accepted')
    expect(rating.retail?.lines.map(({ kind, supply, netMinor }) => [kind, supply, netMinor])).toEqual([
      ['reservation_fee', 'access_fee', '1000'],
    ])
  })

  test('that a charge followed is part of the electricity', () => {
    const both = buildCdr({ tariffs, exclVat: '62.8', chargingPeriods: [period, ...cdr.chargingPeriods.slice(1)] })
    const kinds = assessCdr(buildSubject({ cdr: both, storedTariffs: [] })).rating.retail?.lines.map(
      ({ kind, supply }) => `${kind} ${supply}`,
    )
    expect(kinds).toContain('operator_reservation_fee electricity')
  })
})

describe('the agreement in force', () => {
  const tenPercent = buildAgreement({ priceBasis: { kind: 'discount', percent: '10' } })

  test('none in force holds the CDR, judged by the standard terms', () => {
    const { status, findings, rating } = assessCdr(buildSubject({ agreement: null }))
    expect([status, findings.map(({ code }) => code), rating.agreementId]).toEqual(['held', ['NO_AGREEMENT'], null])
  })

  test('a discount lowers what the operator may ask, and not what the customer pays', () => {
    const held = assessCdr(buildSubject({ agreement: tenPercent }))
    expect(held.findings).toContainEqual(
      expect.objectContaining({
        code: 'PRICE_ABOVE_AGREEMENT',
        params: expect.objectContaining({ cpo: '52.8', ours: '47.52', difference: '5.28' }),
      }),
    )
    expect(held.rating).toMatchObject({ wholesaleExcl: '52.8', agreedExcl: '47.52', costMinor: 4752n })
    expect(held.rating.retail).toEqual(assessCdr(buildSubject()).rating.retail)
    const asAgreed = assessCdr(buildSubject({ agreement: tenPercent, cdr: buildCdr({ exclVat: '47.52' }) }))
    expect(asAgreed.status).toBe('accepted')
  })

  test('a fixed price per kWh replaces the tariff', () => {
    const agreement = buildAgreement({ priceBasis: { kind: 'fixed', acPerKwh: '2', dcPerKwh: '4' } })
    const kwh = buildCdr().totalEnergyKwh
    const { rating } = assessCdr(buildSubject({ agreement }))
    expect(Number(rating.agreedExcl)).toBe(Number(kwh) * 2)
    const fast = assessCdr(buildSubject({ agreement, powerType: 'DC', maxPowerKw: 150 }))
    expect(Number(fast.rating.agreedExcl)).toBe(Number(kwh) * 4)
  })

  test('its deadline decides what came too late', () => {
    const cdr = buildCdr()
    const late = {
      cdr,
      receivedAt: instant(cdr.endedAt + 8 * DAY_MS),
      agreement: buildAgreement({ cdrDeadlineDays: 7 }),
    }
    expect(assessCdr(buildSubject(late)).findings.map(({ code }) => code)).toContain('TOO_OLD')
    expect(assessCdr(buildSubject({ ...late, agreement: buildAgreement() })).status).toBe('accepted')
  })
})

test('a card that is kept to places is held to them, as far as was decided before the start', () => {
  const codes = (given: Partial<CdrSubject>) => assessCdr(buildSubject(given)).findings.map(({ code }) => code)
  const { countryCode, partyId, location } = buildSubject().cdr
  const party = `${countryCode}*${partyId}`
  const here = { location: `${party}*${location.id}`.toUpperCase(), evseUids: [location.evseUid.toUpperCase()] }
  const elsewhere = { location: 'SE*XXX', evseUids: [] }
  for (const places of [[here], [{ location: party, evseUids: [] }], [elsewhere, here]])
    expect(codes({ token: kept(places), authorization: null })).not.toContain('TOKEN_NOT_FOR_PLACE')
  for (const places of [[], [elsewhere], [{ ...here, evseUids: ['OTHER'] }]])
    expect(codes({ token: kept(places), authorization: null })).toContain('TOKEN_NOT_FOR_PLACE')
  const later = kept([elsewhere], instant(cdr.endedAt))
  expect(codes({ token: later, authorization: null })).not.toContain('TOKEN_NOT_FOR_PLACE')
  expect(codes({ token: kept([elsewhere]) })).not.toContain('TOKEN_NOT_FOR_PLACE')
})
