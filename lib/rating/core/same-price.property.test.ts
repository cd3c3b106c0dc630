// One behaviour has one price: what is quoted, what is shown while it runs and has ended, and what is rated.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildCdr, buildTariff, type PeriodText } from '@/db/factories/build-cdr'
import { DAY_MS, instant } from '@/lib/kernel/time'
import { DEFAULT_POLICY } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import { buildExchange } from '../fixtures/build-exchange'
import { buildSpot, plausiblePrice, spotRules, withSpot } from '../fixtures/build-spot'
import { buildStored, buildSubject, FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { estimateCharge } from './estimate-charge'
import type { PricePlanRules } from './price-plan'
import { priceRetail } from './retail'
import type { MonthUsage } from './retail-context'
import { factsOf } from './subject'

const cents = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 100).toFixed(2))
// At most what the socket gives: more is taken for watt hours, and priced as such.
const period: fc.Arbitrary<PeriodText> = fc.oneof(
  fc
    .record({ minutes: fc.integer({ min: 1, max: 200 }), share: fc.integer({ min: 20, max: 100 }) })
    .map(({ minutes, share }) => ({ minutes, kwh: ((minutes * share * 11) / 6000).toFixed(3) })),
  fc.record({ minutes: fc.integer({ min: 1, max: 200 }), parked: fc.constant(true) }),
)
const plain = fc.oneof(
  fc.record({ percent: cents(3000), perKwh: cents(100) }).map(({ percent, perKwh }): PricePlanRules => ({
    ...PASS_THROUGH,
    energy: { method: 'pass_through', markupPercent: percent, markupPerKwh: perKwh },
  })),
  fc.constant(FIXED),
  fc
    .record({ markupPercent: cents(2000), markupPerKwh: cents(100), capPerKwh: fc.option(cents(200)) })
    .map((given) => spotRules(given)),
)
const rules = fc
  .record({
    base: plain,
    startFee: cents(500),
    percent: cents(5000),
    sessionCap: fc.option(cents(20_000)),
    monthCap: fc.option(cents(40_000)),
    freeKwhPerMonth: fc.option(cents(5000)),
    override: fc.option(plain),
  })
  .map(({ base, percent, override, ...given }): PricePlanRules => ({
    ...base,
    ...given,
    discounts: [{ group: 'member', percent, base: 'energy' }],
    overrides: override ? [{ operator: 'SE*KUL', current: null, fromKw: 0, toKw: null, energy: override.energy }] : [],
  }))
const month: fc.Arbitrary<MonthUsage> = fc.record({
  netMinor: fc.bigInt({ min: 0n, max: 50_000n }),
  freeKwh: cents(5000),
})
// Both changes of the clock, and an ordinary day.
const start = fc
  .record({
    day: fc.constantFrom(Date.UTC(2026, 2, 28, 20), Date.UTC(2026, 9, 24, 20), Date.UTC(2026, 9, 13, 12)),
    ms: fc.integer({ min: 0, max: 28_799_000 }),
  })
  .map(({ day, ms }) => instant(day + ms))

test('quote, live cost at the end and rating are equal, line by line, for every kind of plan', () => {
  fc.assert(
    fc.property(
      fc.array(period, { minLength: 1, maxLength: 6 }),
      rules,
      month,
      start,
      fc.constantFrom('SEK', 'EUR', 'NOK'),
      (texts, plan, used, startedAt, currency) => {
        const tariff = buildTariff({
          currency,
          lastUpdated: instant(Date.UTC(2026, 0, 1)),
          components: [
            ['FLAT', '4'],
            ['ENERGY', '2.4'],
            ['TIME', '6'],
          ],
        })
        const cdr = buildCdr({ texts, tariffs: [tariff], startedAt, currency })
        const spot = buildSpot(startedAt, instant(startedAt + 2 * DAY_MS), (_at, index) => plausiblePrice(index))
        const context = withSpot(spot, { groups: ['member'], month: used, exchange: buildExchange() })
        const subject = buildSubject({
          cdr,
          storedTariffs: [buildStored(tariff)],
          plan: { versionId: buildSubject().plan!.versionId, rules: plan }, // the builder's plan
          context,
        })
        const rated = assessCdr(subject).rating.retail
        const live = estimateCharge({
          session: { ...cdr, energyKwh: cdr.totalEnergyKwh },
          tariffs: [tariff],
          rules: plan,
          timeZone: subject.timeZone,
          powerType: subject.powerType,
          maxPowerKw: subject.maxPowerKw,
          stepMode: DEFAULT_POLICY.stepMode,
          context,
        })
        const { startedAt: from, endedAt, chargingPeriods: periods } = cdr
        const breakdown = priceSession({
          startedAt: from,
          endedAt,
          periods,
          tariffs: [tariff],
          timeZone: subject.timeZone,
          currency,
          policy: DEFAULT_POLICY,
        })
        const quoted = priceRetail({ rules: plan, facts: factsOf(subject), breakdown, context })
        expect(rated).not.toBeNull()
        expect(live).toEqual(rated)
        expect(quoted).toEqual({ ok: true, value: rated })
      },
    ),
  )
})
