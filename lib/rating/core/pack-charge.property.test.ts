import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildCdr, buildTariff, type PeriodText } from '@/db/factories/build-cdr'
import { DAY_MS, instant } from '@/lib/kernel/time'
import { buildSpot, plausiblePrice, spotRules, withSpot } from '../fixtures/build-spot'
import { buildStored, buildSubject, FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { placeOf, usableBreakdown } from './charge-row'
import { packCharge, unpackCharge } from './pack-charge'
import type { PricePlanRules } from './price-plan'
import { priceRetail } from './retail'
import type { RetailLine } from './retail-line'
import { factsOf } from './subject'

const cents = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 100).toFixed(2))
const period: fc.Arbitrary<PeriodText> = fc.oneof(
  fc.record({
    minutes: fc.integer({ min: 1, max: 240 }),
    kwh: fc.integer({ min: 0, max: 40_000 }).map((wh) => (wh / 1000).toFixed(3)),
  }),
  fc.record({ minutes: fc.integer({ min: 1, max: 240 }), parked: fc.constant(true) }),
)
const tariff = fc
  .record({
    energy: cents(900),
    time: cents(3000),
    parking: cents(6000),
    flat: cents(500),
    step: fc.constantFrom(0, 1, 60, 300, 900),
    tax: fc.constantFrom('YES', 'NO') as fc.Arbitrary<'YES' | 'NO'>,
    least: fc.option(cents(5000)),
    most: fc.option(cents(20_000)),
  })
  .map(({ energy, time, parking, flat, step, tax, least, most }) =>
    buildTariff({
      components: [
        ['ENERGY', energy, step],
        ['TIME', time, step],
        ['PARKING_TIME', parking, step],
        ['FLAT', flat],
      ],
      taxIncluded: tax,
      minPrice: least === null ? null : { excl: least, incl: null },
      maxPrice: most === null ? null : { excl: most, incl: null },
    }),
  )
const rules: fc.Arbitrary<PricePlanRules> = fc.oneof(
  fc
    .record({ percent: cents(3000), perKwh: cents(100), start: cents(500), idle: cents(500) })
    .map(({ percent, perKwh, start, idle }) => ({
      ...PASS_THROUGH,
      energy: { method: 'pass_through' as const, markupPercent: percent, markupPerKwh: perKwh },
      startFee: start,
      idleFee: { perMinute: idle, freeMinutes: 10, capPerSession: '25' },
    })),
  fc.constant(FIXED),
  fc
    .record({ markup: cents(50), cap: cents(5000) })
    .map(({ markup, cap }) => ({ ...spotRules({ markupPerKwh: markup }), sessionCap: cap, freeKwhPerMonth: '5' })),
)
const DAY = Date.UTC(2026, 9, 24, 22)
const context = withSpot(buildSpot(instant(DAY), instant(DAY + 5 * DAY_MS), (_, index) => plausiblePrice(index)))
const shift = fc.integer({ min: 0, max: 86_399_000 })

test('a packed charge has the same price by any rules, line by line', () => {
  fc.assert(
    fc.property(fc.array(period, { minLength: 1, maxLength: 8 }), tariff, rules, shift, (texts, operator, plan, ms) => {
      const cdr = buildCdr({ texts, tariffs: [operator], startedAt: instant(DAY + ms) })
      const subject = buildSubject({ cdr, storedTariffs: [buildStored(operator)] })
      const charge = {
        facts: factsOf(subject),
        breakdown: usableBreakdown(assessCdr(subject).rating),
        place: placeOf(cdr),
      }
      const { place, ...priced } = unpackCharge(packCharge(charge))
      const whole = priceRetail({ rules: plan, ...charge, context })
      expect(place).toEqual(charge.place)
      expect(priceRetail({ rules: plan, ...priced, context })).toEqual(whole)
      // Without its parts a line is the same line.
      const bare = priceRetail({ rules: plan, ...priced, context }, 'lines')
      if (!whole.ok || !bare.ok) throw new Error('a complete charge has a price')
      const heads = (lines: readonly RetailLine[]) => lines.map((line) => ({ ...line, parts: [] }))
      expect(heads(bare.value.lines)).toEqual(heads(whole.value.lines))
      expect(bare.value.grossMinor).toBe(whole.value.grossMinor)
    }),
  )
})

test('an unknown price of the operator stays unknown', () => {
  const cdr = buildCdr({ tariffs: [] })
  const subject = buildSubject({ cdr, storedTariffs: [], connectorTariffIds: [] })
  const charge = { facts: factsOf(subject), breakdown: usableBreakdown(assessCdr(subject).rating), place: placeOf(cdr) }
  expect(unpackCharge(packCharge(charge)).breakdown).toBeNull()
  expect(priceRetail({ rules: PASS_THROUGH, ...unpackCharge(packCharge(charge)), context })).toEqual({
    ok: false,
    reason: 'operator_price_unknown',
  })
})
