import { NO_RESTRICTIONS } from '@/lib/pricing/fixtures/build-tariff'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, sum, type Decimal } from '@/lib/kernel/decimal'
import { instant } from '@/lib/kernel/time'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { Tariff, TariffElement, TariffRestrictions } from '@/lib/roaming/core/tariff'
import type { Breakdown, PricingInput } from './breakdown'
import { priceSession } from './price-session'

const START = Date.UTC(2026, 2, 28, 18, 0, 0) // the evening before the clocks go forward in Sweden
const hundredths = (max: number) => fc.integer({ min: 0, max }).map((cents) => decimal(cents).div(100).toFixed(2))
const clockTime = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`)
const restrictions = fc
  .oneof<fc.Arbitrary<Partial<TariffRestrictions>>[]>(
    fc.constant({}),
    fc.record({ startTime: clockTime, endTime: clockTime }),
    fc.integer({ min: 1, max: 40 }).map((kwh) => ({ maxKwh: String(kwh) })),
    fc.integer({ min: 60, max: 20_000 }).map((seconds) => ({ maxDurationSeconds: seconds })),
    fc.constant({ dayOfWeek: ['SUNDAY'] }),
  )
  .map((fields): TariffRestrictions => ({ ...NO_RESTRICTIONS, ...fields }))
const component = (stepSize: fc.Arbitrary<number>) =>
  fc.record({
    type: fc.constantFrom('ENERGY', 'TIME', 'PARKING_TIME', 'FLAT'),
    price: hundredths(1000),
    vat: fc.constantFrom('25', '12', '0', '5.2'),
    stepSize,
  })

function tariffs(stepSize: fc.Arbitrary<number> = fc.constantFrom(0, 1, 60, 300, 1000)): fc.Arbitrary<Tariff> {
  const element: fc.Arbitrary<TariffElement> = fc.record({
    components: fc.array(component(stepSize), { minLength: 1, maxLength: 3 }),
    restrictions,
  })
  return fc
    .record({
      elements: fc.array(element, { minLength: 1, maxLength: 4 }),
      taxIncluded: fc.constantFrom('YES' as const, 'NO' as const, 'N/A' as const),
      maxPrice: fc.option(hundredths(5000), { nil: null }),
      minPrice: fc.option(hundredths(500), { nil: null }),
    })
    .map(({ maxPrice, minPrice, ...rest }) => ({
      ...rest,
      maxPrice: maxPrice === null ? null : { excl: maxPrice, incl: null },
      minPrice: minPrice === null ? null : { excl: minPrice, incl: null },
      countryCode: 'SE',
      partyId: 'VKT',
      id: 'T1',
      currency: 'SEK',
      type: null,
      altText: [],
      altUrl: null,
      startsAt: null,
      endsAt: null,
      lastUpdated: null,
    }))
}

const stretch = fc.record({
  seconds: fc.integer({ min: 1, max: 14_400 }),
  wattHours: fc.integer({ min: 0, max: 30_000 }),
  parked: fc.boolean(),
})
type Stretch = { seconds: number; wattHours: number; parked: boolean }

function toPeriods(stretches: readonly Stretch[]): { periods: ChargingPeriod[]; endedAt: number } {
  let at = START
  const periods = stretches.map(({ seconds, wattHours, parked }) => {
    const startedAt = instant(at)
    at += seconds * 1000
    const hours = decimal(seconds).div(3600).toFixed(6)
    const dimensions = parked
      ? [{ type: 'PARKING_TIME', volume: hours }]
      : [
          { type: 'TIME', volume: hours },
          { type: 'ENERGY', volume: decimal(wattHours).div(1000).toFixed() },
        ]
    return { startedAt, tariffId: null, dimensions }
  })
  return { periods, endedAt: at }
}

function sessionOf(stretches: readonly Stretch[], tariff: Tariff): PricingInput {
  const { periods, endedAt } = toPeriods(stretches)
  return {
    startedAt: instant(START),
    endedAt: instant(endedAt),
    periods,
    tariffs: [tariff],
    timeZone: 'Europe/Stockholm',
    currency: 'SEK',
    policy: { stepMode: 'combined' },
  }
}

const stretches = fc.array(stretch, { minLength: 1, maxLength: 8 })
const sessions = fc.tuple(stretches, tariffs()).map(([list, tariff]) => sessionOf(list, tariff))

function total(breakdown: Breakdown): Decimal {
  return decimal(breakdown.excl ?? breakdown.incl ?? '0')
}

describe('the engine', () => {
  test('has lines that sum to the total with the adjustment, to the last digit', () => {
    fc.assert(
      fc.property(sessions, (input) => {
        const breakdown = priceSession(input)
        for (const side of ['excl', 'incl'] as const) {
          const parts = [...breakdown.lines, breakdown.adjustment].map((part) => decimal(part?.[side] ?? '0'))
          expect(sum(parts).toFixed()).toBe(breakdown[side] ?? sum(parts).toFixed())
        }
      }),
      { numRuns: 300 },
    )
  })

  test('has periods that partition the session', () => {
    fc.assert(
      fc.property(stretches, tariffs(), (list, tariff) => {
        const input = sessionOf(list, { ...tariff, elements: freeOf('ENERGY', 'TIME', 'PARKING_TIME') })
        const { lines, totals } = priceSession(input)
        const bounds = [
          ...new Map(lines.map(({ period, startedAt, endedAt }) => [period, [startedAt, endedAt]])).values(),
        ]
        for (const [index, [from]] of bounds.entries())
          expect(from).toBe(index === 0 ? input.startedAt : bounds[index - 1]![1])
        expect(bounds.at(-1)?.[1]).toBe(input.endedAt)
        const seconds = decimal(totals.timeHours).plus(totals.parkingHours).times(3600)
        expect(seconds.toDecimalPlaces(4).toNumber()).toBe((input.endedAt - input.startedAt) / 1000)
      }),
    )
  })

  test('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(
        sessions.chain((input) =>
          fc.tuple(fc.constant(input), fc.shuffledSubarray([...input.periods], { minLength: input.periods.length })),
        ),
        ([input, periods]) => {
          const ordered = priceSession(input)
          const shuffled = priceSession({ ...input, periods })
          const findings = shuffled.findings.filter(({ code }) => code !== 'PERIODS_UNSORTED')
          expect({ ...shuffled, findings }).toEqual(ordered)
        },
      ),
    )
  })

  test('does not depend on the order of arrival among periods of one instant', () => {
    const tariff = flatTariff('0.10')
    const input = sessionOf([{ seconds: 60, wattHours: 1000, parked: false }], tariff)
    const twins = ['1', '2', '3'].map((volume) => ({ ...input.periods[0]!, dimensions: [{ type: 'ENERGY', volume }] }))
    expect(priceSession({ ...input, periods: twins })).toEqual(priceSession({ ...input, periods: twins.toReversed() }))
  })

  test('answers the same twice, also to a copy', () => {
    fc.assert(
      fc.property(sessions, (input) => {
        const first = priceSession(input)
        expect(priceSession(input)).toEqual(first)
        expect(priceSession(structuredClone(input))).toEqual(first)
      }),
    )
  })

  test('is not changed by splitting a period where no price changes', () => {
    fc.assert(
      fc.property(stretches, tariffs(fc.constant(0)), fc.integer({ min: 1, max: 99 }), (list, tariff, percent) => {
        const input = sessionOf(list, tariff)
        const whole = priceSession(input)
        fc.pre(!whole.findings.some(({ code }) => code === 'PERIOD_SPANS_PRICE_CHANGE' || code === 'UNPRICED_VOLUME'))
        fc.pre(!tariff.elements.some(({ components }) => components.some(({ type }) => type === 'FLAT')))
        const split = list.flatMap(({ seconds, wattHours, parked }) => {
          const first = {
            seconds: Math.floor((seconds * percent) / 100),
            wattHours: Math.floor((wattHours * percent) / 100),
            parked,
          }
          const second = { seconds: seconds - first.seconds, wattHours: wattHours - first.wattHours, parked }
          return first.seconds === 0 ? [{ seconds, wattHours, parked }] : [first, second]
        })
        const after = priceSession(sessionOf(split, tariff))
        expect([after.excl, after.incl]).toEqual([whole.excl, whole.incl])
      }),
    )
  })

  test('has no negative total for prices and volumes that are not', () => {
    fc.assert(
      fc.property(sessions, (input) => {
        expect(total(priceSession(input)).gte(0)).toBe(true)
      }),
    )
  })

  test('has no lower total under a higher maximum', () => {
    fc.assert(
      fc.property(
        stretches,
        tariffs(),
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 0, max: 4000 }),
        (list, tariff, low, more) => {
          const under = (excl: number) =>
            priceSession(sessionOf(list, { ...tariff, maxPrice: { excl: String(excl), incl: null } }))
          expect(total(under(low + more)).gte(total(under(low)))).toBe(true)
        },
      ),
    )
  })

  test('has no quantity billed below what was measured', () => {
    fc.assert(
      fc.property(sessions, (input) => {
        for (const { billedQuantity, quantity } of priceSession(input).lines) {
          expect(decimal(billedQuantity).gte(quantity)).toBe(true)
        }
      }),
    )
  })
})

function freeOf(...types: string[]): TariffElement[] {
  return [{ restrictions: null, components: types.map((type) => ({ type, price: '0', vat: '25', stepSize: 0 })) }]
}

function flatTariff(price: string): Tariff {
  return {
    countryCode: 'SE',
    partyId: 'VKT',
    id: 'T1',
    currency: 'SEK',
    type: null,
    altText: [],
    altUrl: null,
    taxIncluded: 'NO',
    minPrice: null,
    maxPrice: null,
    elements: [{ restrictions: null, components: [{ type: 'ENERGY', price, vat: '25', stepSize: 1 }] }],
    startsAt: null,
    endsAt: null,
    lastUpdated: null,
  }
}

describe('edges', () => {
  const input = sessionOf([{ seconds: 3600, wattHours: 10_000, parked: false }], flatTariff('3'))

  test('no tariff: no price, and a finding', () => {
    const { excl, incl, lines, findings } = priceSession({ ...input, tariffs: [] })
    expect({ excl, incl, lines }).toEqual({ excl: null, incl: null, lines: [] })
    expect(findings.map(({ code }) => code)).toEqual(['NO_TARIFF'])
  })

  test('no periods: the fee of a session that has just begun', () => {
    const tariff = {
      ...flatTariff('3'),
      elements: [{ restrictions: null, components: [{ type: 'FLAT', price: '5', vat: '25', stepSize: 1 }] }],
    }
    const { excl, findings } = priceSession({ ...input, periods: [], tariffs: [tariff] })
    expect(excl).toBe('5')
    expect(findings.map(({ code }) => code)).toEqual(['NO_PERIODS'])
  })

  test('a tariff is told by its id whatever its case', () => {
    const periods = input.periods.map((period) => ({ ...period, tariffId: 't1' }))
    expect(priceSession({ ...input, periods }).excl).toBe('30')
  })

  test('a period outside of the session and a tariff outside of its validity are noted', () => {
    const tariff = { ...flatTariff('3'), endsAt: instant(START) }
    const periods = input.periods.map((period) => ({ ...period, startedAt: instant(START - 1000) }))
    const { findings } = priceSession({ ...input, periods, tariffs: [tariff] })
    expect(findings.map(({ code }) => code)).toEqual(['PERIOD_OUTSIDE_SESSION', 'TARIFF_OUTSIDE_VALIDITY'])
  })

  test('amounts in a currency without minor units are rounded to whole ones', () => {
    const tariff = { ...flatTariff('3.3333'), currency: 'ISK' }
    expect(priceSession({ ...input, tariffs: [tariff], currency: 'ISK' }).rounded).toEqual({ excl: '33', incl: '42' })
  })
})
