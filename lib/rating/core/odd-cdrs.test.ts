// What an operator may send that is valid and odd. Amounts in minor units without VAT.
import { describe, expect, test } from 'vitest'
import { buildCdr, buildPeriods, buildTariff, CHARGE_STARTED as START } from '@/db/factories/build-cdr'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { NO_RESTRICTIONS } from '@/lib/pricing/fixtures/build-tariff'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { TariffRestrictions } from '@/lib/roaming/core/tariff'
import { buildSpot, spotRules, withSpot } from '../fixtures/build-spot'
import { buildStored, buildSubject, PASS_THROUGH } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { protectsCustomer } from './protection'
import type { PricePlanRules } from './price-plan'
import { quoteReservation } from './quote-reservation'
import { NO_CONTEXT } from './retail-context'
import type { CdrSubject } from './subject'

type Dimension = [type: string, volume: string]
const period = (atMs: number, ...dimensions: Dimension[]): ChargingPeriod => ({
  startedAt: instant(START + atMs),
  tariffId: 'KUL-AC',
  dimensions: dimensions.map(([type, volume]) => ({ type, volume })),
})
const planOf = (rules: Partial<PricePlanRules>) => ({
  versionId: buildSubject().plan!.versionId, // every built subject has a plan
  rules: { ...PASS_THROUGH, ...rules },
})
const codes = (given: Partial<CdrSubject>) => {
  const { status, findings } = assessCdr(buildSubject(given))
  return { status, holds: findings.filter(({ severity }) => severity === 'hold').map(({ code }) => code) }
}
const priced = (given: Partial<CdrSubject>) => assessCdr(buildSubject(given)).rating

describe('a highest price takes from the energy too', () => {
  const tariff = buildTariff({ components: [['ENERGY', '5']], maxPrice: { excl: '20', incl: null } })
  const cdr = buildCdr({ tariffs: [tariff], exclVat: '20.00' }) // 16.5 kWh: 82.50, and 20 at most
  const given = { cdr, storedTariffs: [buildStored(tariff)] }

  test('free energy is worth what is asked for it, and no more', () => {
    const energy = { method: 'pass_through', markupPercent: '10', markupPerKwh: '0' } as const
    expect(priced({ ...given, plan: planOf({ energy, freeKwhPerMonth: '100' }) }).retail?.netMinor).toBe(0n)
    // A third of the energy: a third of 20 and of the two that are ten percent of it, each rounded.
    expect(priced({ ...given, plan: planOf({ energy, freeKwhPerMonth: '5.5' }) }).retail?.netMinor).toBe(1466n)
  })

  test('a discount on energy is one on what is asked', () => {
    const energy = { method: 'pass_through', markupPercent: '0', markupPerKwh: '0' } as const
    const discounts: PricePlanRules['discounts'] = [{ group: 'member', percent: '20', base: 'energy' }]
    const context = { ...NO_CONTEXT, groups: ['member'] as const }
    const plan = planOf({ energy, discounts })
    expect(priced({ ...given, plan, context }).retail?.netMinor).toBe(1600n)
  })
})

describe('hours', () => {
  const tariff = buildTariff({
    components: [
      ['ENERGY', '3.2'],
      ['TIME', '60'],
      ['PARKING_TIME', '60'],
    ],
  })
  const held = (endedAtMs: number, exclVat: string, periods: ChargingPeriod[]) => {
    const cdr = buildCdr({ tariffs: [tariff], chargingPeriods: periods, endedAt: instant(START + endedAtMs), exclVat })
    return codes({ cdr, storedTariffs: [buildStored(tariff)] }).holds
  }

  test('of parking that no hour has room for', () => {
    const periods = [period(0, ['ENERGY', '5']), period(30 * MINUTE_MS, ['PARKING_TIME', '10'])]
    expect(held(HOUR_MS, '616.00', periods)).toContain('HOURS_IMPOSSIBLE')
  })

  test('moved into a dearer period', () => {
    const priceOf = (price: string, restrictions: TariffRestrictions | null) => ({
      components: [{ type: 'TIME', price, stepSize: 1, vat: '25' }],
      restrictions,
    })
    const dearLater = buildTariff({
      elements: [priceOf('1', { ...NO_RESTRICTIONS, maxDurationSeconds: 3600 }), priceOf('60', null)],
    })
    const periods = [period(0, ['ENERGY', '5'], ['TIME', '0.1']), period(HOUR_MS, ['ENERGY', '5'], ['TIME', '1.9'])]
    const cdr = buildCdr({
      tariffs: [dearLater],
      chargingPeriods: periods,
      endedAt: instant(START + 2 * HOUR_MS),
      exclVat: '114.10',
    })
    expect(codes({ cdr, storedTariffs: [buildStored(dearLater)] })).toEqual({
      status: 'held',
      holds: ['HOURS_IMPOSSIBLE'],
    })
  })

  test('after the end', () => {
    const periods = [period(0, ['ENERGY', '5']), period(6 * HOUR_MS, ['PARKING_TIME', '3'])]
    expect(held(HOUR_MS, '196.00', periods)).toContain('HOURS_IMPOSSIBLE')
  })

  test('of three decimals are no longer than the minutes they stand for', () => {
    const parked = Array.from({ length: 60 }, (_, index) =>
      period(HOUR_MS + index * MINUTE_MS, ['PARKING_TIME', '0.017']),
    )
    const chargingPeriods = [...buildPeriods(START, [{ minutes: 60, kwh: '11' }]), ...parked]
    const cdr = buildCdr({ chargingPeriods, endedAt: instant(START + 2 * HOUR_MS), exclVat: '35.20' })
    const idleFee = { perMinute: '2', freeMinutes: 0, capPerSession: null }
    const { retail } = priced({ cdr, plan: planOf({ idleFee }) })
    expect(retail?.lines.find(({ kind }) => kind === 'idle_fee')).toMatchObject({ quantity: '60', netMinor: '12000' })
  })
})

describe('energy that only the total states', () => {
  const totalOnly = (...periods: ChargingPeriod[]) =>
    buildCdr({
      chargingPeriods: periods,
      endedAt: instant(START + periods.length * HOUR_MS),
      totalEnergyKwh: '11',
      exclVat: '35.20',
    })

  test('is that of the only period', () => {
    const cdr = totalOnly(period(0, ['MAX_POWER', '11']))
    const { status, rating } = assessCdr(buildSubject({ cdr }))
    expect({ status, ours: rating.wholesaleExcl, cost: rating.costMinor }).toEqual({
      status: 'accepted',
      ours: '35.2',
      cost: 3520n,
    })
  })

  test('makes several periods a price that nobody can verify, never a free charge', () => {
    const cdr = totalOnly(period(0, ['TIME', '1']), period(HOUR_MS, ['TIME', '1']))
    const { findings, rating } = assessCdr(buildSubject({ cdr }))
    expect(findings.map(({ code }) => code)).toContain('PRICE_UNVERIFIABLE')
    expect(findings.map(({ code }) => code)).not.toContain('PRICE_ABOVE_TARIFF')
    const { wholesaleExcl, retail } = rating
    expect(protectsCustomer({ findings, wholesaleExcl, retail, hasCustomer: true, lateBound: false })).toBe(false)
  })

  test('is spread over the charge and not over the reservation before it', () => {
    const reserved = period(0, ['RESERVATION_TIME', '0.5'])
    const cdr = buildCdr({
      chargingPeriods: [reserved, period(30 * MINUTE_MS, ['TIME', '1'])],
      endedAt: instant(START + 90 * MINUTE_MS),
      totalEnergyKwh: '9',
      exclVat: '0',
    })
    const spot = buildSpot(START, instant(START + DAY_MS), (_area, index) => (index < 2 ? '10' : '1'))
    const { retail } = priced({ cdr, plan: planOf(spotRules({ markupPerKwh: '0' })), context: withSpot(spot) })
    expect(retail?.netMinor).toBe(900n)
  })
})

test('periods of the same start are one, in whatever order they come', () => {
  const both = [period(0, ['ENERGY', '11']), period(0, ['TIME', '1'])]
  const spot = buildSpot(START, instant(START + DAY_MS), (_area, index) => String(index + 1))
  const nets = [both, both.toReversed()].map((chargingPeriods) => {
    const cdr = buildCdr({ chargingPeriods, endedAt: instant(START + HOUR_MS), exclVat: '35.20' })
    return priced({ cdr, plan: planOf(spotRules({ markupPerKwh: '0' })), context: withSpot(spot) }).retail?.netMinor
  })
  expect(nets).toEqual([2750n, 2750n])
})

describe('totals', () => {
  test('below zero wait for a person, unless the tariff is', () => {
    expect(codes({ cdr: buildCdr({ exclVat: '-52.8' }) })).toEqual({ status: 'held', holds: ['NEGATIVE_TOTAL'] })
    const paying = buildTariff({ components: [['ENERGY', '-3.2']] })
    const cdr = buildCdr({ tariffs: [paying], exclVat: '-52.8' })
    expect(codes({ cdr, storedTariffs: [buildStored(paying)] }).holds).not.toContain('NEGATIVE_TOTAL')
  })

  test('that are stated with VAT alone cost what ours does without', () => {
    const cdr = buildCdr({ totalCost: { excl: null, incl: '66.00', taxes: [] } })
    const { status, rating } = assessCdr(buildSubject({ cdr }))
    expect({ status, cost: rating.costMinor, margin: rating.marginMinor }).toEqual({
      status: 'accepted',
      cost: 5280n,
      margin: 165n,
    })
  })
})

describe('tariffs', () => {
  test('with a VAT rate below zero have none', () => {
    const tariff = buildTariff({ taxIncluded: 'YES', components: [['ENERGY', '3.2', 1, '-100']] })
    const { status, rating } = assessCdr(
      buildSubject({ cdr: buildCdr({ tariffs: [tariff] }), storedTariffs: [buildStored(tariff)] }),
    )
    expect({ status, ours: rating.wholesaleExcl, retail: rating.retail }).toEqual({
      status: 'held',
      ours: null,
      retail: null,
    })
  })

  test('of which one was changed before the start and one after it: each rules as it stood', () => {
    const versionOf = (id: string, price: string, atMs: number) =>
      buildTariff({ id, components: [['ENERGY', price]], lastUpdated: instant(START + atMs) })
    const [early, late] = [versionOf('A', '2', -HOUR_MS), versionOf('B', '4', HOUR_MS)]
    const stored = ['A', 'B'].map((id) => buildStored(versionOf(id, '3', -10 * DAY_MS)))
    const chargingPeriods = [
      { ...period(0, ['ENERGY', '10']), tariffId: 'A' },
      { ...period(HOUR_MS, ['ENERGY', '1']), tariffId: 'B' },
    ]
    const cdr = buildCdr({
      tariffs: [early, late],
      chargingPeriods,
      endedAt: instant(START + 2 * HOUR_MS),
      exclVat: '23.00',
    })
    expect(priced({ cdr, storedTariffs: stored }).wholesaleExcl).toBe('23')
  })

  test('by the clock do not make a session of centuries a day’s work', () => {
    const priceOf = (price: string, restrictions: TariffRestrictions | null) => ({
      components: [{ type: 'ENERGY', price, stepSize: 1, vat: '25' }],
      restrictions,
    })
    const clock = { ...NO_RESTRICTIONS, startTime: '00:00', endTime: '12:00' }
    const tariff = buildTariff({ elements: [priceOf('3.2', clock), priceOf('3.3', null)] })
    const cdr = buildCdr({ tariffs: [tariff], endedAt: instant(Date.UTC(2700, 11, 31)) })
    // Looking for every midnight took eleven seconds, beyond what a test may take.
    const { holds } = codes({ cdr, storedTariffs: [buildStored(tariff)], receivedAt: instant(START + DAY_MS) })
    expect(holds).toContain('IN_THE_FUTURE')
  })
})

test('a session cap does not make a reservation look like nothing', () => {
  const base = buildTariff({ components: [['ENERGY', '3.2']] })
  const reservation = { ...NO_RESTRICTIONS, reservation: 'RESERVATION' }
  const components = [
    { type: 'FLAT', price: '10', stepSize: 1, vat: '25' },
    { type: 'TIME', price: '60', stepSize: 1, vat: '25' },
  ]
  const tariff = { ...base, elements: [{ components, restrictions: reservation }, ...base.elements] }
  const quote = quoteReservation({
    tariffs: [tariff],
    rules: { ...PASS_THROUGH, sessionCap: '60' },
    timeZone: 'Europe/Stockholm',
    startedAt: START,
    minutes: 30,
    powerType: 'AC_3_PHASE',
    maxPowerKw: 11,
    stepMode: 'combined',
    context: NO_CONTEXT,
  })
  // Ten and half an hour at 60, with a quarter of VAT.
  expect(quote?.usedMinor).toBe('5000')
})
