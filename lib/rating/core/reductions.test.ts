import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildPeriods, buildTariff, CHARGE_STARTED, type PeriodText } from '@/db/factories/build-cdr'
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { DAY_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { DEFAULT_POLICY } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import { buildSpot, plausiblePrice, spotRules, withSpot } from '../fixtures/build-spot'
import { FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import type { ChargeFacts } from './charge-facts'
import { toCustomerLines } from './customer-lines'
import type { Discount, PricePlanRules } from './price-plan'
import { priceRetail, type RetailPrice } from './retail'
import type { RetailContext } from './retail-context'
import { spreadEnergy } from './spread-energy'

const SPOT_PRICES = buildSpot(CHARGE_STARTED, instant(CHARGE_STARTED + 3 * DAY_MS), (_at, index) =>
  plausiblePrice(index),
)
const TARIFF = buildTariff({
  components: [
    ['FLAT', '4'],
    ['ENERGY', '2.4'],
    ['TIME', '6'],
  ],
})

function factsOf(texts: readonly PeriodText[]): ChargeFacts {
  const minutes = texts.reduce((total, period) => total + period.minutes, 0)
  return {
    startedAt: CHARGE_STARTED,
    endedAt: instant(CHARGE_STARTED + minutes * MINUTE_MS),
    energyKwh: toDecimalString(sum(texts.map((period) => decimal(period.kwh ?? '0')))),
    periods: buildPeriods(CHARGE_STARTED, texts),
    current: 'AC',
    powerKw: 11,
  }
}

function price(rules: PricePlanRules, facts: ChargeFacts, given: Partial<RetailContext> = {}): RetailPrice {
  const { startedAt, endedAt, periods } = facts
  const breakdown = priceSession({
    startedAt,
    endedAt,
    periods,
    tariffs: [TARIFF],
    timeZone: 'Europe/Stockholm',
    currency: 'SEK',
    policy: DEFAULT_POLICY,
  })
  const result = priceRetail({ rules, facts, breakdown, context: withSpot(SPOT_PRICES, given) })
  if (!result.ok) throw new Error(result.reason)
  return result.value
}

const lines = (value: RetailPrice) =>
  value.lines.map(
    ({ kind, supply, quantity, unit, unitPrice, netMinor }) =>
      `${kind} ${supply} ${quantity} ${unit} × ${unitPrice} = ${netMinor}`,
  )
const CHARGE = factsOf([{ minutes: 60, kwh: '10' }])
const member = (percent: string, base: Discount['base'] = 'energy'): Discount => ({ group: 'member', percent, base })

describe('a discount', () => {
  test('is for those who belong to the group', () => {
    const rules = { ...FIXED, discounts: [member('10')] }
    expect(lines(price(rules, CHARGE))).toHaveLength(1)
    expect(lines(price(rules, CHARGE, { groups: ['member'] })).slice(1)).toEqual([
      'discount electricity -1 EA × 2.56 = -256',
    ])
  })

  test('the largest one counts, and they are never added up', () => {
    const rules = {
      ...FIXED,
      discounts: [member('10'), { group: 'business' as const, percent: '15', base: 'energy' as const }],
    }
    const value = price(rules, CHARGE, { groups: ['member', 'business'] })
    expect(lines(value).slice(1)).toEqual(['discount electricity -1 EA × 3.84 = -384'])
    expect(value.lines[1]?.note).toEqual({ kind: 'discount', group: 'business', percent: '15', base: 'energy' })
  })

  test('on our own share leaves the operator’s price alone', () => {
    const rules: PricePlanRules = {
      ...PASS_THROUGH,
      energy: { method: 'pass_through', markupPercent: '10', markupPerKwh: '0.5' },
      discounts: [member('50', 'own')],
    }
    // 4 + 24 + 6 of the operator's; 3.40 and 5.00 of ours.
    expect(lines(price(rules, CHARGE, { groups: ['member'] })).slice(3)).toEqual([
      'markup access_fee 1 EA × 3.4 = 340',
      'markup access_fee 10 KWH × 0.5 = 500',
      'discount access_fee -1 EA × 4.2 = -420',
    ])
  })
})

describe('free energy', () => {
  test('as many kWh as are left of the month, at the average of the charge', () => {
    const rules = { ...FIXED, freeKwhPerMonth: '20' }
    const value = price(rules, CHARGE, { month: { netMinor: 0n, freeKwh: '16' } })
    expect(lines(value).slice(1)).toEqual(['allowance electricity -4 KWH × 2.56 = -1024'])
    expect(value.lines[1]?.note).toEqual({ kind: 'allowance', perMonth: '20', left: '4' })
    expect(price(rules, CHARGE, { month: { netMinor: 0n, freeKwh: '20' } }).lines).toHaveLength(1)
    expect(price(rules, CHARGE).netMinor).toBe(0n)
  })

  test('takes the markup per kWh with it, and the percentage of the energy, but no fee of the operator', () => {
    const rules: PricePlanRules = {
      ...PASS_THROUGH,
      energy: { method: 'pass_through', markupPercent: '10', markupPerKwh: '0.5' },
      freeKwhPerMonth: '10',
    }
    // Left: 4 and 6 of the operator's, and ten percent of those.
    expect(price(rules, CHARGE).netMinor).toBe(1100n)
  })
})

test('a cap of nothing per kWh costs nothing, rounding or not', () => {
  const facts = factsOf([
    { minutes: 56, parked: true },
    { minutes: 195, kwh: '0' },
    { minutes: 125, kwh: '34.788' },
  ])
  expect(price(spotRules({ markupPerKwh: '0.03', capPerKwh: '0', floorPerKwh: '0' }), facts).netMinor).toBe(0n)
})

test('nor does another supply pay for the rounding', () => {
  const facts = factsOf([{ minutes: 1, kwh: '2.518' }])
  const energy = { markupPercent: '3.08', markupPerKwh: '0.05', capPerKwh: '0', floorPerKwh: '0' }
  const { lines } = price({ ...spotRules(energy), startFee: '0.01' }, facts)
  const netOf = (supply: string) =>
    lines.filter((line) => line.supply === supply).reduce((total, { netMinor }) => total + BigInt(netMinor), 0n)
  expect([netOf('electricity'), netOf('access_fee')]).toEqual([0n, 1n])
})

describe('the most that a session and a month may cost', () => {
  test('what exceeds it is taken off, and by which limit is said', () => {
    const value = price({ ...FIXED, sessionCap: '20', monthCap: '100' }, CHARGE, {
      month: { netMinor: 9000n, freeKwh: '0' },
    })
    expect(lines(value).slice(1)).toEqual([
      'session_cap electricity -1 EA × 5.6 = -560',
      'month_cap electricity -1 EA × 10 = -1000',
    ])
    expect(value.lines[2]?.note).toEqual({ kind: 'cap', most: '100', before: '90.00' })
    expect(value.netMinor).toBe(1000n)
  })

  test('once it is reached, the rest of the month is free', () => {
    expect(price({ ...FIXED, monthCap: '100' }, CHARGE, { month: { netMinor: 12_000n, freeKwh: '0' } }).netMinor).toBe(
      0n,
    )
  })

  test('is shared by the supplies', () => {
    const rules = { ...FIXED, startFee: '6.4', sessionCap: '16' }
    expect(lines(price(rules, CHARGE)).slice(2)).toEqual([
      'session_cap electricity -1 EA × 12.8 = -1280',
      'session_cap access_fee -1 EA × 3.2 = -320',
    ])
  })
})

describe('another price at one operator or power', () => {
  const bands = (perKwh: string) =>
    (['AC', 'DC'] as const).map((current) => ({ current, fromKw: 0, toKw: null, perKwh }))
  const override = { operator: null, current: null, fromKw: 0, toKw: null }
  const rules: PricePlanRules = {
    ...FIXED,
    overrides: [
      { ...override, operator: 'SE*KUL', current: 'DC', fromKw: 100, energy: { method: 'fixed', bands: bands('5') } },
      { ...override, operator: 'SE*KUL', energy: { method: 'fixed', bands: bands('2') } },
      { ...override, current: 'DC', energy: { method: 'fixed', bands: bands('4') } },
    ],
  }
  test.each([
    ['SE*KUL', 'DC', 150, '5'],
    ['SE*KUL', 'DC', 99, '2'],
    ['SE*KUL', 'AC', 11, '2'],
    ['SE*ABC', 'DC', 150, '4'],
    ['SE*ABC', 'AC', 11, '2.56'],
    [null, 'AC', 11, '2.56'],
  ] as const)('%s %s %d kW: %s', (operator, current, powerKw, expected) => {
    expect(price(rules, { ...CHARGE, current, powerKw }, { operator }).lines[0]?.unitPrice).toBe(expected)
  })
})

const cents = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 100).toFixed(2))
const period: fc.Arbitrary<PeriodText> = fc.oneof(
  fc.record({
    minutes: fc.integer({ min: 1, max: 200 }),
    kwh: fc.integer({ min: 0, max: 40_000 }).map((wh) => (wh / 1000).toFixed(3)),
  }),
  fc.record({ minutes: fc.integer({ min: 1, max: 200 }), parked: fc.constant(true) }),
)
const session = fc.array(period, { minLength: 1, maxLength: 6 }).map(factsOf)
const plain = fc.oneof(
  fc.record({ percent: cents(3000), perKwh: cents(100) }).map(({ percent, perKwh }) => ({
    ...PASS_THROUGH,
    energy: { method: 'pass_through' as const, markupPercent: percent, markupPerKwh: perKwh },
  })),
  fc.constant(FIXED),
  fc
    .record({ markupPercent: cents(2000), markupPerKwh: cents(100), capPerKwh: fc.option(cents(200)) })
    .map((given) => spotRules({ ...given, floorPerKwh: '0' })),
)
const rules = fc
  .record({
    plain,
    startFee: cents(1000),
    discounts: fc.array(
      fc.record({
        group: fc.constantFrom('member', 'business'),
        percent: cents(10_000),
        base: fc.constantFrom('energy', 'own'),
      }),
      { maxLength: 3 },
    ),
    sessionCap: fc.option(cents(20_000)),
    monthCap: fc.option(cents(40_000)),
    freeKwhPerMonth: fc.option(cents(10_000)),
  })
  .map(({ plain: base, ...given }) => ({ ...base, ...given }) as PricePlanRules) // groups and bases as the types name them
const used = fc.record({ netMinor: fc.bigInt({ min: 0n, max: 50_000n }), freeKwh: cents(10_000) })

/** In minor units; no limit is more than any session costs. */
const limitOf = (cap: string | null) => (cap === null ? 10n ** 12n : BigInt(decimal(cap).times(100).toFixed(0)))

describe('for every plan and session', () => {
  test('nothing is taken off below zero, limits hold, and all levels sum', () => {
    fc.assert(
      fc.property(rules, session, used, (plan, facts, month) => {
        const value = price(plan, facts, { groups: ['member', 'business'], month })
        expect(value.netMinor).toBeGreaterThanOrEqual(0n)
        const left = limitOf(plan.monthCap) - month.netMinor
        expect(value.netMinor).toBeLessThanOrEqual(limitOf(plan.sessionCap))
        expect(value.netMinor).toBeLessThanOrEqual(left > 0n ? left : 0n)
        for (const line of value.lines) {
          expect(decimal(line.unitPrice).isNegative()).toBe(false)
          expect(decimal(line.quantity).times(line.unitPrice).times(100).minus(line.netMinor).abs().lessThan(2)).toBe(
            true,
          )
        }
        const shown = toCustomerLines(value)
        expect(shown.reduce((total, line) => total + line.grossMinor, 0n)).toBe(value.grossMinor)
        for (const supply of ['electricity', 'access_fee'] as const) {
          const net = value.lines
            .filter((line) => line.supply === supply)
            .reduce((total, line) => total + BigInt(line.netMinor), 0n)
          expect(net).toBeGreaterThanOrEqual(0n)
        }
      }),
    )
  })

  test('what a plan takes off never makes a session dearer', () => {
    fc.assert(
      fc.property(rules, session, used, (plan, facts, month) => {
        const bare = { ...plan, discounts: [], sessionCap: null, monthCap: null, freeKwhPerMonth: null }
        const context = { groups: ['member', 'business'] as const, month }
        expect(price(plan, facts, context).netMinor).toBeLessThanOrEqual(price(bare, facts, context).netMinor)
      }),
    )
  })

  test('sessions of a month never exceed its limit together, in whatever order they are rated', () => {
    fc.assert(
      fc.property(fc.array(session, { minLength: 2, maxLength: 5 }), cents(30_000), (sessions, monthCap) => {
        const plan = { ...FIXED, monthCap }
        const totalOf = (ordered: readonly ChargeFacts[]) =>
          ordered.reduce(
            (net, facts) => net + price(plan, facts, { month: { netMinor: net, freeKwh: '0' } }).netMinor,
            0n,
          )
        const most = BigInt(decimal(monthCap).times(100).toFixed(0))
        const uncapped = sessions.reduce((net, facts) => net + price(FIXED, facts).netMinor, 0n)
        const expected = uncapped < most ? uncapped : most
        expect(totalOf(sessions)).toBe(expected)
        expect(totalOf(sessions.toReversed())).toBe(expected)
      }),
    )
  })

  test('the quarters of a session hold its energy, no more and no less', () => {
    fc.assert(
      fc.property(session, (facts) => {
        const spread = spreadEnergy(facts)
        if (!spread) throw new Error('a session of some hours can be spread')
        expect(sum(spread.slices.map((slice) => slice.energy)).equals(facts.energyKwh)).toBe(true)
        const quarters = spread.slices.map((slice) => slice.quarter)
        expect(new Set(quarters).size).toBe(quarters.length)
        for (const slice of spread.slices) expect(slice.energy.isNegative()).toBe(false)
      }),
    )
  })

  test('splitting a period changes nothing while the price is one and the same', () => {
    const flat = {
      ...SPOT_PRICES,
      prices: buildSpot(CHARGE_STARTED, instant(CHARGE_STARTED + 2 * DAY_MS), () => '0.873').prices,
    }
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 600 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (minutes, wh, share) => {
          const cut = Math.min(minutes - 1, Math.max(1, Math.round(minutes * share)))
          const part = Math.round(wh * share)
          const kwh = (value: number) => (value / 1000).toFixed(3)
          const whole = factsOf([{ minutes, kwh: kwh(wh) }])
          const halves = factsOf([
            { minutes: cut, kwh: kwh(part) },
            { minutes: minutes - cut, kwh: kwh(wh - part) },
          ])
          const plan = spotRules({ markupPercent: '7' })
          expect(price(plan, halves, { spot: flat }).netMinor).toBe(price(plan, whole, { spot: flat }).netMinor)
        },
      ),
    )
  })
})
