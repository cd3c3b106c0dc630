import { expect, test } from 'vitest'
import { buildPeriods } from '@/db/factories/build-cdr'
import { HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { buildSpot, spotRules, withSpot } from '../fixtures/build-spot'
import { toCustomerLines } from './customer-lines'
import { quarterPrices } from './power-curve'
import { priceRetail } from './retail'

const NOON = instant(Date.UTC(2026, 9, 10, 12))

test('a quarter’s price is all that a kWh cost in it, with VAT, below zero too', () => {
  const spot = buildSpot(NOON, instant(NOON + HOUR_MS), (_at, index) => ['-1', '0.1', '1', '5'][index] ?? null)
  const facts = {
    startedAt: NOON,
    endedAt: instant(NOON + 60 * MINUTE_MS),
    energyKwh: '4',
    periods: buildPeriods(NOON, [{ minutes: 60, kwh: '4' }]),
    current: 'AC' as const,
    powerKw: 11,
  }
  const rules = spotRules({ capPerKwh: '2' })
  const price = priceRetail({ rules, facts, breakdown: null, context: withSpot(spot) })
  if (!price.ok) throw new Error(price.reason)
  // -1 + 0.4, 0.1 + 0.4, 1 + 0.4, and the cap.
  expect(quarterPrices(toCustomerLines(price.value)).map(({ perKwh }) => perKwh)).toEqual([
    '-0.75',
    '0.625',
    '1.75',
    '2.5',
  ])
})
