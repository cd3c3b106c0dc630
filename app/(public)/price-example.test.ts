import { expect, test } from 'vitest'
import { calendarDate } from '@/lib/kernel/time'
import type { PublicPrices } from '@/lib/rating/core/public-prices'
import { priceExample } from './price-example'

const fixed: PublicPrices = {
  planName: 'Laddnota',
  currency: 'SEK',
  validFrom: calendarDate('2026-09-01'),
  vatPercent: '25',
  passThrough: null,
  spot: null,
  bands: [
    { current: 'AC', fromKw: 0, toKw: null, perKwh: '3.2' },
    { current: 'DC', fromKw: 0, toKw: 100, perKwh: '4.29' },
    { current: 'DC', fromKw: 100, toKw: null, perKwh: '4.49' },
  ],
  startFee: '2',
  monthlyFee: '0',
  idleFee: null,
  sessionCap: null,
  monthCap: null,
  freeKwhPerMonth: null,
  discounts: [],
  hasOverrides: false,
}

test('a fast charge by its power band, with the fees and the VAT that the total contains', () => {
  const example = priceExample(fixed)
  expect(example.perKwh).toBe('4.49')
  expect(example.energyMinor).toBe(13470n)
  expect(example.totalMinor).toBe(13670n)
  expect(example.vatMinor).toBe(2734n)
})

test("where the price is the operator's, only our part is told and no total is invented", () => {
  const example = priceExample({ ...fixed, bands: [], passThrough: { markupPercent: '0', markupPerKwh: '0.125' } })
  expect(example.totalMinor).toBeNull()
  expect(example.markupMinor).toBe(375n)
})
