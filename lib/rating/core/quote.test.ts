import { NO_RESTRICTIONS } from '@/lib/pricing/fixtures/build-tariff'
import { describe, expect, test } from 'vitest'
import { buildTariff } from '@/db/factories/build-cdr'
import { parseInstant, type Instant } from '@/lib/kernel/time'
import type { Tariff, TariffRestrictions } from '@/lib/roaming/core/tariff'
import { FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { PricePlanRulesInput } from '../schema'
import { inPriceOrder, PRICE_PARTS, priceParts } from './price-order'
import type { PricePlanRules } from './price-plan'
import { quoteCharge, type QuoteTerms } from './quote'
import { NO_CONTEXT } from './retail-context'
import type { RetailLineKind } from './retail-line'

const at = (text: string): Instant => parseInstant(text)!
const TEN = at('2026-11-26T09:00:00Z')
const HOUR = { energyKwh: '11', powerKw: '11', idleMinutes: 0 }

const limits = (given: Partial<TariffRestrictions>): TariffRestrictions => ({ ...NO_RESTRICTIONS, ...given })

type Part = [type: string, price: string, limits?: Partial<TariffRestrictions>]

function tariff(...parts: Part[]): Tariff {
  const elements = parts.map(([type, price, limited]) => ({
    ...buildTariff({ components: [[type, price]] }).elements[0]!, // one component, one element
    restrictions: limited ? limits(limited) : null,
  }))
  return buildTariff({ elements })
}

function quote(
  offered: Tariff | null,
  rules: PricePlanRules = PASS_THROUGH,
  startedAt = TEN,
  given: Partial<QuoteTerms> = {},
) {
  const place = { timeZone: 'Europe/Stockholm', powerType: 'AC_3_PHASE', maxPowerKw: 11, stepMode: 'combined' } as const
  return quoteCharge({ ...place, tariff: offered, rules, context: NO_CONTEXT, ...given }, startedAt, HOUR)
}

const told = (of: ReturnType<typeof quote>) =>
  of.changes.map(({ phase, afterMinutes, kind, unitPrice }) => [phase, afterMinutes, kind, unitPrice])

describe('what comes after the start', () => {
  test('a price of another time of day, however much was asked for', () => {
    const offered = tariff(['ENERGY', '2', { startTime: '22:00', endTime: '06:00' }], ['ENERGY', '3'])
    expect(told(quote(offered))).toEqual([])
    expect(told(quote(offered, PASS_THROUGH, at('2026-11-26T20:30:00Z')))).toEqual([
      ['charging', 30, 'energy', '2.5'],
      ['charging', 510, 'energy', '3.75'],
    ])
  })

  test('a fee for time that begins after an hour', () => {
    const offered = tariff(['ENERGY', '3'], ['TIME', '12', { minDurationSeconds: 3600 }])
    expect(told(quote(offered))).toEqual([['charging', 60, 'operator_time_fee', '15']])
  })

  test('fees for standing there: the operator’s at once or later, ours after the free minutes', () => {
    const offered = tariff(['ENERGY', '3'], ['PARKING_TIME', '60', { minDurationSeconds: 5400 }])
    const rules = { ...PASS_THROUGH, idleFee: { perMinute: '0.4', freeMinutes: 10, capPerSession: '40' } }
    expect(told(quote(offered, rules))).toEqual([
      ['standing', 10, 'idle_fee', '0.5'],
      ['standing', 30, 'operator_parking_fee', '75'],
    ])
    expect(quote(offered, rules).changes[0]?.cap).toBe('50')
  })

  test('nothing where the price is ours: what the operator changes is ours to carry', () => {
    const offered = tariff(['ENERGY', '3'], ['TIME', '12', { minDurationSeconds: 600 }])
    expect(told(quote(offered, { ...FIXED, idleFee: null }))).toEqual([])
  })

  test('no price and no change where nobody knows the tariff; it is never nothing', () => {
    expect(quote(null)).toMatchObject({ price: null, breakdown: null, changes: [] })
    expect(quote(null, FIXED).price?.grossMinor).toBe(3520n)
  })
})

describe('the order of AFIR', () => {
  test('per kWh, per minute, per session, other, and then ours', () => {
    const kinds: RetailLineKind[] = [
      'markup',
      'operator_adjustment',
      'operator_start_fee',
      'operator_time_fee',
      'energy',
      'start_fee',
    ]
    const ordered = inPriceOrder(kinds.map((kind) => ({ kind })))
    expect(ordered.map(({ kind }) => kind)).toEqual([
      'energy',
      'operator_time_fee',
      'operator_start_fee',
      'operator_adjustment',
      'markup',
      'start_fee',
    ])
    const parts = priceParts(ordered)
    expect(PRICE_PARTS.flatMap((part) => parts[part])).toEqual(ordered)
  })

  test('no rule of a price plan asks for a country: a border cannot cost anything', () => {
    const names = JSON.stringify(PricePlanRulesInput.toJSONSchema())
    expect(names).toContain('markupPerKwh')
    expect(names).not.toMatch(/country|border|abroad|foreign/i)
  })
})
