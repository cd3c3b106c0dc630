import { NO_RESTRICTIONS } from '@/lib/pricing/fixtures/build-tariff'
import { describe, expect, test } from 'vitest'
import { buildCdr, buildPeriods, buildTariff, CHARGE_STARTED, type PeriodText } from '@/db/factories/build-cdr'
import { decimal } from '@/lib/kernel/decimal'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { DEFAULT_POLICY } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import type { ChargeFacts } from './charge-facts'
import { toCustomerLines } from './customer-lines'
import { checkPlanRules } from './check-plan'
import type { PricePlanRules } from './price-plan'
import { priceRetail, type RetailPrice } from './retail'
import { NO_CONTEXT } from './retail-context'
import { reverseRetail } from './reverse-retail'

function facts(texts: readonly PeriodText[], given: Partial<ChargeFacts> = {}): ChargeFacts {
  const minutes = texts.reduce((total, period) => total + period.minutes, 0)
  const periods = buildPeriods(CHARGE_STARTED, texts)
  const energyKwh = buildCdr({ texts }).totalEnergyKwh
  return {
    startedAt: CHARGE_STARTED,
    endedAt: instant(CHARGE_STARTED + minutes * MINUTE_MS),
    energyKwh,
    periods,
    current: 'AC',
    powerKw: 11,
    ...given,
  }
}

function breakdownOf({ startedAt, endedAt, periods }: ChargeFacts, tariff: Tariff) {
  return priceSession({
    startedAt,
    endedAt,
    periods,
    tariffs: [tariff],
    timeZone: 'Europe/Stockholm',
    currency: tariff.currency,
    policy: DEFAULT_POLICY,
  })
}

function price(rules: PricePlanRules, what: ChargeFacts, tariff?: Tariff): RetailPrice {
  const result = priceRetail({
    rules,
    facts: what,
    breakdown: tariff ? breakdownOf(what, tariff) : null,
    context: NO_CONTEXT,
  })
  if (!result.ok) throw new Error(result.reason)
  return result.value
}

const summary = (value: RetailPrice) =>
  value.lines.map(
    ({ kind, supply, quantity, unit, unitPrice, netMinor }) =>
      `${kind} ${supply} ${quantity} ${unit} × ${unitPrice} = ${netMinor}`,
  )

const CHARGE: PeriodText[] = [
  { minutes: 60, kwh: '11' },
  { minutes: 30, kwh: '5.5' },
  { minutes: 45, parked: true },
]

describe('passing the operator’s price on', () => {
  test('each of its components is a line of electricity, our markup one of access', () => {
    const tariff = buildTariff({
      components: [
        ['FLAT', '4'],
        ['ENERGY', '2.4'],
        ['TIME', '6'],
        ['PARKING_TIME', '12'],
      ],
    })
    const rules = {
      ...PASS_THROUGH,
      energy: { method: 'pass_through', markupPercent: '10', markupPerKwh: '0.1' },
    } as const
    expect(summary(price(rules, facts(CHARGE), tariff))).toEqual([
      'operator_start_fee electricity 1 EA × 4 = 400',
      'energy electricity 16.5 KWH × 2.4 = 3960',
      'operator_time_fee electricity 1.5 HUR × 6 = 900',
      'operator_parking_fee electricity 0.75 HUR × 12 = 900',
      'markup access_fee 1 EA × 6.16 = 616',
      'markup access_fee 16.5 KWH × 0.1 = 165',
    ])
  })

  test('one line per unit price, each with its periods', () => {
    const night = { ...buildTariff().elements[0]!.components[0]!, price: '2' } // the builder's one component
    const restrictions = { ...NO_RESTRICTIONS, startTime: '19:00' }
    const tariff = buildTariff({ elements: [{ components: [night], restrictions }, ...buildTariff().elements] })
    const value = price(PASS_THROUGH, facts(CHARGE), tariff) // 18.00–19.00 and 19.00–19.30 in Stockholm
    expect(summary(value).slice(0, 2)).toEqual([
      'energy electricity 11 KWH × 3.2 = 3520',
      'energy electricity 5.5 KWH × 2 = 1100',
    ])
    expect(value.lines[0]?.parts).toMatchObject([
      { startedAt: CHARGE_STARTED, quantity: '11', amount: '35.2', element: 1 },
    ])
  })

  test.each([
    ['a minimum price', { minPrice: { excl: '60', incl: null } }, 'operator_adjustment electricity 1 EA × 7.2 = 720'],
    ['a maximum price', { maxPrice: { excl: '50', incl: null } }, 'operator_adjustment electricity -1 EA × 2.8 = -280'],
  ])('%s is a line of its own', (_name, limit, line) => {
    expect(summary(price(PASS_THROUGH, facts(CHARGE), buildTariff(limit)))).toContain(line)
  })

  test('a tariff with taxes in its prices is taken without them', () => {
    const tariff = buildTariff({ taxIncluded: 'YES', components: [['ENERGY', '4']] })
    expect(summary(price(PASS_THROUGH, facts(CHARGE), tariff))[0]).toBe('energy electricity 16.5 KWH × 3.2 = 5280')
  })

  test.each([
    ['no tariff', undefined, 'operator_price_unknown'],
    ['euro without a rate', buildTariff({ currency: 'EUR' }), 'exchange_rate_missing'],
    [
      'unknown taxes',
      buildTariff({ taxIncluded: 'YES', components: [['ENERGY', '4', 1, null]] }),
      'operator_price_unknown',
    ],
  ])('%s has no price for the customer', (_name, tariff, reason) => {
    const what = facts(CHARGE)
    const breakdown = tariff ? breakdownOf(what, tariff) : null
    expect(priceRetail({ rules: PASS_THROUGH, facts: what, breakdown, context: NO_CONTEXT })).toEqual({
      ok: false,
      reason,
    })
  })
})

describe('fixed prices', () => {
  test.each([
    ['AC', 11, '2.56'],
    ['DC', 24, '3.2'],
    ['DC', 49.9, '3.2'],
    ['DC', 50, '3.592'],
    ['DC', 350, '3.592'],
  ] as const)('%s at %d kW costs %s', (current, powerKw, perKwh) => {
    expect(price(FIXED, facts(CHARGE, { current, powerKw })).lines[0]).toMatchObject({
      kind: 'energy',
      unitPrice: perKwh,
      quantity: '16.5',
    })
  })

  test('the operator’s own fees are ours to carry', () => {
    const tariff = buildTariff({
      components: [
        ['FLAT', '4'],
        ['ENERGY', '3.9'],
        ['TIME', '60'],
      ],
    })
    expect(price(FIXED, facts(CHARGE), tariff)).toEqual(price(FIXED, facts(CHARGE)))
  })
})

describe('our fees', () => {
  const idle = (minutes: number[]) => [
    { minutes: 60, kwh: '11' },
    ...minutes.map((each) => ({ minutes: each, parked: true })),
  ]
  test.each([
    [[20], []],
    [[30], []],
    [[45], ['idle_fee access_fee 15 MIN × 0.4 = 600']],
    [[20, 20], ['idle_fee access_fee 10 MIN × 0.4 = 400']],
    [[300], ['idle_fee access_fee 100 MIN × 0.4 = 4000']],
    [[100, 100, 100], ['idle_fee access_fee 100 MIN × 0.4 = 4000']],
  ])('parked %j minutes of which thirty are free, at most forty kronor: %j', (minutes, lines) => {
    expect(summary(price(FIXED, facts(idle(minutes)))).slice(1)).toEqual(lines)
  })

  test('a cap in the middle of a minute still ends at the cap', () => {
    const rules = { ...FIXED, idleFee: { perMinute: '0.6', freeMinutes: 0, capPerSession: '100' } }
    expect(price(rules, facts(idle([600]))).lines[1]).toMatchObject({ netMinor: '10000' })
  })

  test('the start fee is for charging, not for plugging in', () => {
    const rules = { ...FIXED, startFee: '5' }
    expect(summary(price(rules, facts(CHARGE)))).toContain('start_fee access_fee 1 EA × 5 = 500')
    expect(price(rules, facts([{ minutes: 5, kwh: '0' }])).netMinor).toBe(0n)
  })
})

test('VAT is rounded once, on the sum', () => {
  // 0.01 + 0.01 + … would lose VAT line by line
  const rules = {
    ...PASS_THROUGH,
    energy: { method: 'pass_through', markupPercent: '0', markupPerKwh: '0.01' },
  } as const
  const value = price(rules, facts([{ minutes: 60, kwh: '1' }]), buildTariff({ components: [['ENERGY', '0.01']] }))
  expect(value).toMatchObject({ netMinor: 2n, vatMinor: 1n, grossMinor: 3n })
})

test('reversing twice is the same price', () => {
  const value = price(FIXED, facts(CHARGE))
  expect(reverseRetail(reverseRetail(value))).toEqual(value)
})

test('with VAT, parts sum to lines and lines to the total', () => {
  const tariff = buildTariff({
    components: [
      ['ENERGY', '2.4377'],
      ['TIME', '6.111'],
      ['PARKING_TIME', '12.07'],
    ],
    maxPrice: { excl: '50', incl: null },
  })
  const value = price(
    PASS_THROUGH,
    facts([
      { minutes: 7, kwh: '1.283' },
      { minutes: 13, kwh: '2.117' },
      { minutes: 41, kwh: '7.3' },
      { minutes: 17, parked: true },
    ]),
    tariff,
  )
  const lines = toCustomerLines(value)
  const total = (amounts: bigint[]) => amounts.reduce((sum, each) => sum + each, 0n)
  expect(total(lines.map((line) => line.grossMinor))).toBe(value.grossMinor)
  for (const line of lines) expect(total(line.parts.map((part) => part.grossMinor))).toBe(line.grossMinor)
})

test.each([
  ['complete', FIXED, []],
  [
    'a gap',
    {
      ...FIXED,
      energy: {
        method: 'fixed',
        bands: [
          { current: 'AC', fromKw: 0, toKw: null, perKwh: '1' },
          { current: 'DC', fromKw: 50, toKw: null, perKwh: '1' },
        ],
      },
    },
    ['bands_gap'],
  ],
  [
    'an overlap',
    {
      ...FIXED,
      energy: {
        method: 'fixed',
        bands: [
          { current: 'AC', fromKw: 0, toKw: null, perKwh: '1' },
          { current: 'DC', fromKw: 0, toKw: null, perKwh: '1' },
          { current: 'DC', fromKw: 50, toKw: null, perKwh: '1' },
        ],
      },
    },
    ['bands_overlap'],
  ],
  [
    'no DC',
    { ...FIXED, energy: { method: 'fixed', bands: [{ current: 'AC', fromKw: 0, toKw: null, perKwh: '1' }] } },
    ['bands_missing'],
  ],
  [
    'an end',
    {
      ...FIXED,
      energy: {
        method: 'fixed',
        bands: [
          { current: 'AC', fromKw: 0, toKw: 22, perKwh: '1' },
          { current: 'DC', fromKw: 0, toKw: null, perKwh: '1' },
        ],
      },
    },
    ['bands_gap'],
  ],
  ['a gift', { ...FIXED, startFee: '-1' }, ['negative']],
  ['no number', { ...FIXED, monthlyFee: 'fem' }, ['not_a_number']],
] as [string, PricePlanRules, string[]][])('rules with %s', (_name, rules, codes) => {
  expect(checkPlanRules(rules).map((problem) => problem.code)).toEqual(codes)
})

test('each line is quantity times unit price (Peppol R120)', () => {
  const tariff = buildTariff({
    taxIncluded: 'YES',
    components: [
      ['ENERGY', '3.33'],
      ['TIME', '1.01', 300],
      ['FLAT', '4.99'],
    ],
  })
  for (const line of price(PASS_THROUGH, facts(CHARGE), tariff).lines) {
    const product = decimal(line.quantity).times(line.unitPrice).times(100)
    expect(product.minus(line.netMinor).abs().toNumber()).toBeLessThanOrEqual(0.51)
  }
})
