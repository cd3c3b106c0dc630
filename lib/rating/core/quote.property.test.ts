// The price that was read is the price that is paid: quote, live cost at the end, rating and invoice lines, to the öre.
import { NO_RESTRICTIONS } from '@/lib/pricing/fixtures/build-tariff'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCdr, buildTariff } from '@/db/factories/build-cdr'
import { DAY_MS, instant, type Instant } from '@/lib/kernel/time'
import { imagineSession } from '@/lib/pricing/estimate-session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { buildSpot, plausiblePrice, spotRules, withSpot } from '../fixtures/build-spot'
import { buildStored, buildSubject, FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { estimateCharge } from './estimate-charge'
import type { PricePlanRules } from './price-plan'
import { quoteCharge, type QuoteBehaviour } from './quote'
import type { RetailContext } from './retail-context'

const cents = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 100).toFixed(2))
/** Day and night prices, a fee after an hour, one for standing there, a lowest and a highest price. */
const tariff: fc.Arbitrary<Tariff> = fc
  .record({
    night: cents(500),
    day: cents(900),
    time: cents(3000),
    parking: cents(6000),
    flat: cents(500),
    step: fc.constantFrom(1, 60, 300),
    least: fc.option(cents(5000)),
    most: fc.option(cents(20_000)),
    yes: fc.boolean(),
  })
  .map(({ night, day, time, parking, flat, step, least, most, yes }) => {
    const [plain] = buildTariff({
      components: [
        ['ENERGY', day, 1],
        ['PARKING_TIME', parking, step],
        ['FLAT', flat],
      ],
    }).elements
    const [dark] = buildTariff({ components: [['ENERGY', night, 1]] }).elements
    const [late] = buildTariff({ components: [['TIME', time, step]] }).elements
    const restricted = (limits: object) => ({ ...NO_RESTRICTIONS, ...limits })
    return buildTariff({
      taxIncluded: yes ? 'YES' : 'NO',
      minPrice: least === null ? null : { excl: least, incl: null },
      maxPrice: most === null ? null : { excl: most, incl: null },
      elements: [
        { ...dark!, restrictions: restricted({ startTime: '22:00', endTime: '06:00' }) }, // one element each
        { ...late!, restrictions: restricted({ minDurationSeconds: 3600 }) },
        plain!,
      ],
    })
  })

const PLANS: Record<string, fc.Arbitrary<PricePlanRules>> = {
  'the operator’s price and a markup': fc
    .record({ percent: cents(3000), perKwh: cents(100), start: cents(500) })
    .map(({ percent, perKwh, start }) => ({
      ...PASS_THROUGH,
      energy: { method: 'pass_through' as const, markupPercent: percent, markupPerKwh: perKwh },
      startFee: start,
    })),
  'a fixed price': fc.constant(FIXED),
  'a fee of our own for standing there': cents(200).map((perMinute) => ({
    ...PASS_THROUGH,
    idleFee: { perMinute, freeMinutes: 10, capPerSession: '30' },
  })),
  'the prices of the exchange': fc
    .record({ percent: cents(3000), perKwh: cents(100), cap: fc.option(cents(300)) })
    .map(({ percent, perKwh, cap }) =>
      spotRules({ markupPercent: percent, markupPerKwh: perKwh, capPerKwh: cap, floorPerKwh: '0' }),
    ),
  'a discount': cents(10_000).map((percent) => ({
    ...PASS_THROUGH,
    discounts: [{ group: 'member' as const, percent, base: 'energy' as const }],
  })),
  'limits of a session and a month': fc
    .record({ sessionCap: cents(20_000), monthCap: cents(50_000) })
    .map((limits) => ({ ...PASS_THROUGH, ...limits })),
  'free energy': cents(10_000).map((freeKwhPerMonth) => ({ ...FIXED, freeKwhPerMonth })),
  'another price at one operator': fc.constant({
    ...PASS_THROUGH,
    overrides: [{ operator: 'SE*KUL', current: null, fromKw: 0, toKw: null, energy: FIXED.energy }],
  }),
}

/** The same facts for all: a member who has used something of the month already, and prices of three days. */
const contextAt = (at: Instant): RetailContext =>
  withSpot(
    buildSpot(at, instant(at + 4 * DAY_MS), (_at, index) => plausiblePrice(index)),
    { groups: ['member'], month: { netMinor: 12_345n, freeKwh: '7.5' } },
  )

const behaviour: fc.Arbitrary<QuoteBehaviour> = fc
  .record({
    wh: fc.integer({ min: 10, max: 90_000 }),
    watts: fc.integer({ min: 1400, max: 150_000 }),
    idleMinutes: fc.integer({ min: 0, max: 600 }),
  })
  .map(({ wh, watts, idleMinutes }) => ({
    energyKwh: (wh / 1000).toFixed(3),
    powerKw: (watts / 1000).toFixed(3),
    idleMinutes,
  }))
/** Through a whole year, so that both nights of another length are among them. */
const startedAt = fc
  .integer({ min: 0, max: 365 * 24 * 60 })
  .map((minutes) => instant(Date.UTC(2026, 0, 1) + minutes * 60_000))

/** Each line is rounded for itself; none has more than four here that a limit may take back. */
const ROUNDING = 4n

const PLACE = { timeZone: 'Europe/Stockholm', powerType: 'AC_3_PHASE', maxPowerKw: 22, stepMode: 'combined' } as const

describe.each(Object.keys(PLANS))('with %s', (kind) => {
  test('quote, live cost at the end, rating and its lines are equal for the same behaviour', () => {
    fc.assert(
      fc.property(tariff, PLANS[kind]!, startedAt, behaviour, (offered, rules, at, asked) => {
        const place = { ...PLACE, context: contextAt(at) }
        const quote = quoteCharge({ ...place, tariff: offered, rules }, at, asked)
        if (!quote.price) throw new Error('a tariff and a plan have a price')
        const { periods, endedAt } = imagineSession({
          tariff: offered,
          startedAt: at,
          timeZone: PLACE.timeZone,
          ...asked,
        })
        const named = periods.map((period) => ({ ...period, tariffId: offered.id }))
        const live = estimateCharge({
          ...place,
          rules,
          tariffs: [offered],
          session: {
            startedAt: at,
            endedAt: null,
            lastUpdated: endedAt,
            energyKwh: asked.energyKwh,
            currency: 'SEK',
            chargingPeriods: named,
          },
        })
        const cdr = {
          ...buildCdr({ tariffs: [offered] }),
          startedAt: at,
          endedAt,
          chargingPeriods: named,
          totalEnergyKwh: asked.energyKwh,
        }
        const stored = [buildStored(offered)]
        const plan = { versionId: buildSubject().plan!.versionId, rules } // the builder's plan
        const { rating } = assessCdr(buildSubject({ ...place, cdr, plan, storedTariffs: stored }))
        expect(live).toEqual(quote.price)
        expect(rating.retail).toEqual(quote.price)
        expect(rating.retail?.lines.reduce((sum, line) => sum + BigInt(line.netMinor), 0n)).toBe(quote.price.netMinor)
      }),
    )
  })

  test('the live cost never falls while it charges on, but for the rounding of its lines', () => {
    fc.assert(
      fc.property(tariff, PLANS[kind]!, startedAt, behaviour, (offered, rules, at, asked) => {
        const unbound = {
          ...offered,
          minPrice: null,
          maxPrice: null,
          // A step is rounded up at the end, wherever that is.
          elements: offered.elements.map((element) => ({
            ...element,
            components: element.components.map((component) => ({ ...component, stepSize: 1 })),
          })),
        }
        const context = contextAt(at)
        const priceOf = (share: number) => {
          const energyKwh = ((Number(asked.energyKwh) * share) / 4).toFixed(4)
          return quoteCharge({ ...PLACE, tariff: unbound, rules, context }, at, { ...asked, energyKwh, idleMinutes: 0 })
            .price
        }
        const prices = [1, 2, 3, 4].map((share) => priceOf(share)?.grossMinor ?? -1n)
        expect(prices.every((price) => price >= -ROUNDING)).toBe(true)
        expect(prices.every((price, index) => price >= (prices[index - 1] ?? 0n) - ROUNDING)).toBe(true)
      }),
    )
  })
})
