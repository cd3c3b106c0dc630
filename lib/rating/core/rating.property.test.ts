// What holds for every session, not only for the ones we thought of.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCdr, buildTariff, type PeriodText } from '@/db/factories/build-cdr'
import { decimal, sum } from '@/lib/kernel/decimal'
import { DAY_MS, HOUR_MS, instant } from '@/lib/kernel/time'
import { RUNS } from '../fixtures/any-charge'
import { buildStored, buildSubject, FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { toCustomerLines } from './customer-lines'
import { reverseRetail } from './reverse-retail'
import { spread } from './spread'
import type { CdrSubject } from './subject'

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
    yes: fc.boolean(),
    least: fc.option(cents(5000)),
    most: fc.option(cents(20_000)),
  })
  .map(({ energy, time, parking, flat, step, yes, least, most }) =>
    buildTariff({
      components: [
        ['ENERGY', energy, step],
        ['TIME', time, step],
        ['PARKING_TIME', parking, step],
        ['FLAT', flat],
      ],
      taxIncluded: yes ? 'YES' : 'NO',
      minPrice: least === null ? null : { excl: least, incl: null },
      maxPrice: most === null ? null : { excl: most, incl: null },
    }),
  )
const rules = fc.oneof(
  fc.record({ percent: cents(3000), perKwh: cents(100), start: cents(500) }).map(({ percent, perKwh, start }) => ({
    ...PASS_THROUGH,
    energy: { method: 'pass_through' as const, markupPercent: percent, markupPerKwh: perKwh },
    startFee: start,
  })),
  fc.constant(FIXED),
)
const subject: fc.Arbitrary<CdrSubject> = fc
  .record({ texts: fc.array(period, { minLength: 1, maxLength: 8 }), tariff, rules, asked: cents(100_000) })
  .map(({ texts, tariff: ofOperator, rules: plan, asked }) => {
    const cdr = buildCdr({ texts, tariffs: [ofOperator], exclVat: asked })
    return buildSubject({
      cdr,
      storedTariffs: [buildStored(ofOperator)],
      plan: { versionId: buildSubject().plan!.versionId, rules: plan },
    }) // the builder's plan
  })

describe('for every session', () => {
  test('lines sum to the total, parts to their line, with VAT to the öre', () => {
    fc.assert(
      fc.property(subject, (given) => {
        const price = assessCdr(given).rating.retail
        if (!price) throw new Error('a complete subject has a price')
        expect(price.lines.reduce((total, line) => total + BigInt(line.netMinor), 0n)).toBe(price.netMinor)
        expect(price.netMinor + price.vatMinor).toBe(price.grossMinor)
        for (const line of price.lines) {
          // What is taken off gives way where all lines, each rounded, came to less than nothing (`keepSign`).
          const slack = line.netMinor.startsWith('-') || line.netMinor === '0' ? 2 : 0
          const exact = sum(line.parts.map((part) => decimal(part.amount))).times(100)
          expect(exact.minus(line.netMinor).abs().toNumber()).toBeLessThanOrEqual(0.5 + slack)
          const product = decimal(line.quantity).times(line.unitPrice).times(100)
          expect(product.minus(line.netMinor).abs().toNumber()).toBeLessThan(1 + slack)
        }
        const shown = toCustomerLines(price)
        expect(shown.reduce((total, line) => total + line.grossMinor, 0n)).toBe(price.grossMinor)
        for (const line of shown)
          expect(line.parts.reduce((total, part) => total + part.grossMinor, 0n)).toBe(line.grossMinor)
      }),
      RUNS,
    )
  })

  test('what the operator asks in total never reaches the customer’s price', () => {
    fc.assert(
      fc.property(subject, cents(100_000), (given, other) => {
        const { cdr } = given
        const changed = { ...given, cdr: { ...cdr, totalCost: { excl: other, incl: null, taxes: [] } } }
        expect(assessCdr(changed).rating.retail).toEqual(assessCdr(given).rating.retail)
      }),
      RUNS,
    )
  })

  test('rating twice is equal, and the order of periods does not matter', () => {
    fc.assert(
      fc.property(subject, fc.infiniteStream(fc.nat()), (given, order) => {
        const once = assessCdr(given)
        expect(assessCdr(given)).toEqual(once)
        const weights = given.cdr.chargingPeriods.map(() => order.next().value as number) // the stream never ends
        const chargingPeriods = given.cdr.chargingPeriods
          .map((entry, index) => ({ entry, weight: weights[index]! })) // same length
          .toSorted((a, b) => a.weight - b.weight)
          .map(({ entry }) => entry)
        const shuffled = assessCdr({ ...given, cdr: { ...given.cdr, chargingPeriods } })
        expect(shuffled.rating.retail).toEqual(once.rating.retail)
        expect(shuffled.status).toBe(once.status)
      }),
      RUNS,
    )
  })

  test('when it arrives does not matter, within the limit', () => {
    fc.assert(
      fc.property(subject, fc.integer({ min: HOUR_MS, max: 89 * DAY_MS }), (given, delay) => {
        const later = { ...given, receivedAt: instant(given.cdr.endedAt + delay) }
        expect(assessCdr(later)).toEqual(assessCdr(given))
      }),
      RUNS,
    )
  })

  test('a session and its credit come to nothing', () => {
    fc.assert(
      fc.property(subject, (given) => {
        const price = assessCdr(given).rating.retail
        if (!price) throw new Error('a complete subject has a price')
        const back = reverseRetail(price)
        expect(price.grossMinor + back.grossMinor).toBe(0n)
        price.lines.forEach((line, index) =>
          expect(BigInt(line.netMinor) + BigInt(back.lines[index]!.netMinor)).toBe(0n),
        ) // same length
      }),
      RUNS,
    )
  })

  test('held exactly if a finding holds it', () => {
    fc.assert(
      fc.property(subject, (given) => {
        const { status, findings } = assessCdr(given)
        expect(status === 'held').toBe(findings.some((entry) => entry.severity === 'hold'))
      }),
      RUNS,
    )
  })
})

test('spreading keeps the total and strays less than one from each share', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 1, maxLength: 20 }),
      (thousandths) => {
        const shares = thousandths.map((value) => decimal(value).div(1000))
        const total = BigInt(sum(shares).toDecimalPlaces(0, 4).toFixed(0))
        const parts = spread(total, shares)
        expect(parts.reduce((all, part) => all + part, 0n)).toBe(total)
        parts.forEach((part, index) =>
          expect(shares[index]!.minus(part.toString()).abs().lessThanOrEqualTo(1)).toBe(true),
        ) // same length
      },
    ),
  )
})
