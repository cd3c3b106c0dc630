import { describe, expect, test } from 'vitest'
import { buildPeriods, buildTariff, type PeriodText } from '@/db/factories/build-cdr'
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { sumMinor } from '@/lib/kernel/money'
import { calendarDate, HOUR_MS, instant, MINUTE_MS, parseInstant, startOfDay, type Instant } from '@/lib/kernel/time'
import { DEFAULT_POLICY, type Breakdown } from '@/lib/pricing/breakdown'
import { NO_RESTRICTIONS } from '@/lib/pricing/fixtures/build-tariff'
import { priceSession } from '@/lib/pricing/price-session'
import { buildSpot, SPOT, spotRules, withSpot } from '../fixtures/build-spot'
import { PASS_THROUGH } from '../fixtures/build-subject'
import type { ChargeFacts } from './charge-facts'
import type { PricePlanRules } from './price-plan'
import { priceRetail, type RetailPrice } from './retail'
import type { RetailContext } from './retail-context'
import type { SpotPrices } from './spot-prices'

const at = (text: string): Instant => parseInstant(text)!
const NOON = at('2026-10-10T12:00:00Z')

function facts(startedAt: Instant, texts: readonly PeriodText[], given: Partial<ChargeFacts> = {}): ChargeFacts {
  const minutes = texts.reduce((total, period) => total + period.minutes, 0)
  const energyKwh = toDecimalString(sum(texts.map((period) => decimal(period.kwh ?? '0'))))
  return {
    startedAt,
    endedAt: instant(startedAt + minutes * MINUTE_MS),
    energyKwh,
    periods: buildPeriods(startedAt, texts),
    current: 'AC',
    powerKw: 11,
    ...given,
  }
}

type Given = { breakdown?: Breakdown; context?: RetailContext }

function price(rules: PricePlanRules, what: ChargeFacts, spot: SpotPrices, given: Given = {}): RetailPrice {
  const result = priceRetail({ rules, facts: what, breakdown: null, context: withSpot(spot), ...given })
  if (!result.ok) throw new Error(result.reason)
  return result.value
}

const lines = (value: RetailPrice) =>
  value.lines.map(
    ({ kind, quantity, unit, unitPrice, netMinor }) => `${kind} ${quantity} ${unit} × ${unitPrice} = ${netMinor}`,
  )
const energyOf = (value: RetailPrice) => value.lines.find((line) => line.kind === 'energy')!

const RISING = buildSpot(NOON, instant(NOON + 4 * HOUR_MS), (_at, index) => (0.5 + index / 10).toFixed(1))

describe('a price that follows the exchange', () => {
  test('each quarter has its own price, the line their average, the markup a line of its own', () => {
    const value = price(SPOT, facts(NOON, [{ minutes: 60, kwh: '12' }]), RISING)
    expect(lines(value)).toEqual(['energy 12 KWH × 0.65 = 780', 'energy_markup 12 KWH × 0.4 = 480'])
    expect(energyOf(value).parts.map(({ quantity, unitPrice, amount }) => [quantity, unitPrice, amount])).toEqual([
      ['3', '0.5', '1.5'],
      ['3', '0.6', '1.8'],
      ['3', '0.7', '2.1'],
      ['3', '0.8', '2.4'],
    ])
    expect(value.lines.map((line) => line.supply)).toEqual(['electricity', 'electricity'])
    expect(energyOf(value).note).toEqual({
      kind: 'spot',
      area: 'SE3',
      basis: 'position',
      spread: 'even',
      hourly: false,
    })
  })

  test('periods within a quarter are measured, not spread', () => {
    const value = price(
      SPOT,
      facts(NOON, [
        { minutes: 10, kwh: '1' },
        { minutes: 5, kwh: '2' },
        { minutes: 15, kwh: '5' },
      ]),
      RISING,
    )
    expect(energyOf(value).parts.map(({ quantity }) => quantity)).toEqual(['3', '5'])
    expect(energyOf(value).note).toMatchObject({ spread: 'measured' })
  })

  test('a percentage follows the price, and there is none of a negative one', () => {
    const spot = buildSpot(NOON, instant(NOON + HOUR_MS), (_at, index) => (index < 2 ? '1' : '-0.5'))
    const value = price(
      spotRules({ markupPercent: '10', markupPerKwh: '0.2' }),
      facts(NOON, [{ minutes: 60, kwh: '8' }]),
      spot,
    )
    expect(lines(value)).toEqual([
      'energy 8 KWH × 0.5 = 400',
      'spot_credit -4 KWH × 0.5 = -200',
      'energy_markup 8 KWH × 0.25 = 200',
    ])
  })

  test('cap and floor bound what a kWh costs with the markup, each as a line', () => {
    const spot = buildSpot(NOON, instant(NOON + HOUR_MS), (_at, index) => ['-1', '0.1', '1', '5'][index] ?? null)
    const value = price(spotRules({ capPerKwh: '2', floorPerKwh: '0' }), facts(NOON, [{ minutes: 60, kwh: '4' }]), spot)
    expect(lines(value)).toEqual([
      'energy 4 KWH × 1.525 = 610',
      'spot_credit -1 KWH × 1 = -100',
      'energy_markup 4 KWH × 0.4 = 160',
      'price_floor 1 KWH × 0.6 = 60',
      'price_cap -1 KWH × 3.4 = -340',
    ])
    // 0 + 0.5 + 1.4 + 2
    expect(value.netMinor).toBe(390n)
  })

  test('a charge may end below nothing where the plan has no floor', () => {
    const spot = buildSpot(NOON, instant(NOON + HOUR_MS), () => '-0.9')
    expect(price(SPOT, facts(NOON, [{ minutes: 60, kwh: '10' }]), spot)).toMatchObject({
      netMinor: -500n,
      vatMinor: -125n,
    })
  })

  test('a quarter without a price has no price, least of all zero', () => {
    const spot = buildSpot(NOON, instant(NOON + HOUR_MS), (_at, index) => (index === 2 ? null : '1'))
    const what = facts(NOON, [{ minutes: 60, kwh: '4' }])
    expect(priceRetail({ rules: SPOT, facts: what, breakdown: null, context: withSpot(spot) })).toEqual({
      ok: false,
      reason: 'spot_price_missing',
      params: { area: 'SE3', from: String(NOON + 30 * MINUTE_MS), count: '1' },
    })
  })

  test('quarters in which nothing was charged need no price', () => {
    const spot = buildSpot(NOON, instant(NOON + 30 * MINUTE_MS), () => '1')
    expect(
      price(
        SPOT,
        facts(NOON, [
          { minutes: 30, kwh: '4' },
          { minutes: 300, parked: true },
        ]),
        spot,
      ).netMinor,
    ).toBe(560n)
  })

  test.each([
    [null, 'area_unknown'],
    [{ area: null, basis: 'border' as const, prices: new Map() }, 'area_unknown'],
  ])('a place of which nobody knows the area has no price: %j', (spot, reason) => {
    const what = facts(NOON, [{ minutes: 60, kwh: '4' }])
    expect(priceRetail({ rules: SPOT, facts: what, breakdown: null, context: withSpot(spot) })).toMatchObject({
      ok: false,
      reason,
    })
  })

  test('prices by the hour serve each of its quarters, and the line says so', () => {
    const spot = buildSpot(NOON, instant(NOON + HOUR_MS), () => '1', { minutes: 60 })
    expect(energyOf(price(SPOT, facts(NOON, [{ minutes: 60, kwh: '4' }]), spot)).note).toMatchObject({ hourly: true })
  })

  test('what was used is kept with each quarter', () => {
    const spot = buildSpot(NOON, instant(NOON + HOUR_MS), () => '1', { revision: 3 })
    const [part] = energyOf(price(SPOT, facts(NOON, [{ minutes: 15, kwh: '4' }]), spot)).parts
    expect(part?.spot).toEqual({ source: 'entsoe', revision: 3, minutes: 15 })
  })

  test('the operator’s own fees are ours to carry, and a reservation alone is not priced by the exchange', () => {
    const reserved = { ...facts(NOON, [{ minutes: 30, parked: true }]), energyKwh: '0' }
    const periods = reserved.periods.map((period) => ({
      ...period,
      dimensions: [{ type: 'RESERVATION_TIME', volume: '0.5' }],
    }))
    expect(
      priceRetail({ rules: SPOT, facts: { ...reserved, periods }, breakdown: null, context: withSpot(RISING) }),
    ).toMatchObject({
      reason: 'operator_price_unknown',
    })
  })
})

describe('energy of periods that are longer than a quarter', () => {
  const flat = buildSpot(NOON, instant(NOON + 12 * HOUR_MS), (_at, index) => (index / 100).toFixed(2))
  const quantities = (what: ChargeFacts) => energyOf(price(SPOT, what, flat)).parts.map(({ quantity }) => quantity)

  test('no energy in the hours of a period that it states as parking', () => {
    const [period] = facts(NOON, [{ minutes: 240, kwh: '6' }]).periods
    const dimensions = [
      { type: 'ENERGY', volume: '6' },
      { type: 'TIME', volume: '0.5' },
      { type: 'PARKING_TIME', volume: '3.5' },
    ]
    const what = { ...facts(NOON, [{ minutes: 240, kwh: '6' }]), periods: [{ ...period!, dimensions }] }
    expect(quantities(what)).toEqual(['3', '3'])
  })

  test('a total without periods of energy follows the power readings where there are some', () => {
    const power = (kw: string) => [
      { type: 'POWER', volume: kw },
      { type: 'TIME', volume: '0.25' },
    ]
    const periods = facts(NOON, [{ minutes: 15 }, { minutes: 15 }]).periods.map((period, index) => ({
      ...period,
      dimensions: power(index === 0 ? '30' : '10'),
    }))
    const what = { ...facts(NOON, [{ minutes: 15 }, { minutes: 15 }]), periods, energyKwh: '8' }
    expect(quantities(what)).toEqual(['6', '2'])
    expect(energyOf(price(SPOT, what, flat)).note).toMatchObject({ spread: 'power' })
  })

  test('else it is spread over the time of charging', () => {
    const what = { ...facts(NOON, [{ minutes: 30 }]), periods: [], energyKwh: '8' }
    expect(quantities(what)).toEqual(['4', '4'])
    expect(energyOf(price(SPOT, what, flat)).note).toMatchObject({ spread: 'session' })
  })

  test('times that cannot be true have no price', () => {
    const what = { ...facts(NOON, [{ minutes: 30, kwh: '8' }]), endedAt: instant(NOON + 9e12) }
    expect(priceRetail({ rules: SPOT, facts: what, breakdown: null, context: withSpot(flat) })).toMatchObject({
      ok: false,
    })
  })
})

// Golden cases of every kind of plan over both changes of the clock: a charge through the whole day in Stockholm, with one
// kWh in each quarter that the day has.
describe.each([
  ['2026-03-29', 92],
  ['2026-10-25', 100],
  ['2026-06-01', 96],
])('%s has %d quarters', (day, count) => {
  const from = startOfDay(calendarDate(day), 'Europe/Stockholm')
  const to = instant(from + count * 15 * MINUTE_MS)
  const spot = buildSpot(from, to, (_at, index) => (index / 100).toFixed(2))
  const allDay = facts(from, [{ minutes: count * 15, kwh: String(count) }])

  test('the day ends where the next begins, and every quarter is priced once', () => {
    const value = price(SPOT, allDay, spot)
    const { parts } = energyOf(value)
    expect(parts).toHaveLength(count)
    expect(new Set(parts.map((part) => part.quantity))).toEqual(new Set(['1']))
    // 0.00 + 0.01 + … and 0.40 for each.
    expect(value.netMinor).toBe(BigInt((count * (count - 1)) / 2 + count * 40))
    expect(spot.prices.size).toBe(count)
  })

  test('the hour that is missing or twice there', () => {
    const night = facts(instant(from + HOUR_MS), [{ minutes: 120, kwh: '8' }])
    expect(energyOf(price(SPOT, night, spot)).parts.map((part) => part.unitPrice)).toEqual([
      '0.04',
      '0.05',
      '0.06',
      '0.07',
      '0.08',
      '0.09',
      '0.1',
      '0.11',
    ])
  })

  test('a fixed price and a bounded one do not care', () => {
    const bands = (['AC', 'DC'] as const).map((current) => ({ current, fromKw: 0, toKw: null, perKwh: '3' }))
    const fixed = { ...PASS_THROUGH, energy: { method: 'fixed' as const, bands } }
    expect(price(fixed, allDay, spot).netMinor).toBe(BigInt(count * 300))
    expect(price({ ...fixed, sessionCap: '250' }, allDay, spot).netMinor).toBe(25_000n)
    expect(price({ ...fixed, freeKwhPerMonth: '50' }, allDay, spot).netMinor).toBe(BigInt((count - 50) * 300))
    const month = { netMinor: 80_000n, freeKwh: '0' }
    const used = withSpot(null, { month })
    expect(price({ ...fixed, monthCap: '1000' }, allDay, spot, { context: used }).netMinor).toBe(20_000n)
  })

  test('the operator’s night is as long as that night was, in a plan that passes its price on', () => {
    const night = { type: 'ENERGY' as const, price: '2', vat: null, stepSize: 1 }
    const restrictions = { ...NO_RESTRICTIONS, startTime: '22:00', endTime: '06:00' }
    const byDay = buildTariff({ components: [['ENERGY', '3']] })
    const tariff = { ...byDay, elements: [{ components: [night], restrictions }, ...byDay.elements] }
    // In quarters of an hour, as a good meter sends them.
    const quarters = facts(
      from,
      Array.from({ length: count }, () => ({ minutes: 15, kwh: '1' })),
    )
    const breakdown = priceSession({
      ...quarters,
      tariffs: [tariff],
      timeZone: 'Europe/Stockholm',
      currency: 'SEK',
      policy: DEFAULT_POLICY,
    })
    const atNight = count - 64 // 06 to 22 has 64 quarters on every day of the year
    const passed = price(PASS_THROUGH, quarters, spot, { breakdown }).lines.filter(({ kind }) => kind === 'energy')
    expect(sumMinor(passed.map(({ netMinor }) => BigInt(netMinor)))).toBe(BigInt(atNight * 200 + 64 * 300))
  })

  test('members, operators with a price of their own, and standing after the charge', () => {
    const members = { ...SPOT, discounts: [{ group: 'member' as const, percent: '10', base: 'energy' as const }] }
    const context = withSpot(spot, { groups: ['member'] })
    const whole = price(SPOT, allDay, spot).netMinor
    const reduced = price(members, allDay, spot, { context }).netMinor
    expect(reduced * 10n).toBeGreaterThanOrEqual(whole * 9n - 5n)
    expect(reduced * 10n).toBeLessThanOrEqual(whole * 9n + 5n)
    const bands = (['AC', 'DC'] as const).map((current) => ({ current, fromKw: 0, toKw: null, perKwh: '3' }))
    const energy = { method: 'fixed' as const, bands }
    const elsewhere = { operator: 'SE*KUL', current: null, fromKw: 0, toKw: null, energy }
    expect(price({ ...SPOT, overrides: [elsewhere] }, allDay, spot).netMinor).toBe(BigInt(count * 300))
    // From midnight, 60 minutes of charging and then the rest of the night and day: minutes that passed, not those of a clock.
    const parked = facts(from, [
      { minutes: 60, kwh: '4' },
      { minutes: (count - 4) * 15, parked: true },
    ])
    const idle = { ...SPOT, idleFee: { perMinute: '0.1', freeMinutes: 45, capPerSession: null } }
    const fee = price(idle, parked, spot).netMinor - price(SPOT, parked, spot).netMinor
    expect(fee).toBe(BigInt(((count - 4) * 15 - 45) * 10))
  })
})
