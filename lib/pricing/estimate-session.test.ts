import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal } from '@/lib/kernel/decimal'
import { instant, parseInstant } from '@/lib/kernel/time'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { estimateSession } from './estimate-session'
import { component, element, tariffOf } from './fixtures/build-tariff'

function estimate(tariff: Tariff, startedAt: string, energyKwh: string, powerKw: string, idleMinutes: number) {
  const at = parseInstant(startedAt) ?? instant(0)
  return estimateSession({ tariff, startedAt: at, energyKwh, powerKw, idleMinutes, timeZone: 'Europe/Stockholm' })
}

describe('an estimate', () => {
  test('cuts exactly at a time of day', () => {
    const tariff = tariffOf([
      element(component('ENERGY', '1'), { endTime: '17:00' }),
      element(component('ENERGY', '2')),
    ])
    // 16:45 to 17:45 by the clock in Stockholm, 20 kW: a quarter of the energy before 17:00.
    const { excl, lines, findings } = estimate(tariff, '2026-03-10T15:45:00Z', '20', '20', 0)
    expect(lines.map(({ element: at, quantity }) => [at, quantity])).toEqual([
      [0, '5'],
      [1, '15'],
    ])
    expect(excl).toBe('35')
    expect(findings).toEqual([])
  })

  test('cuts exactly at a limit of energy and at a duration, and idles', () => {
    const tariff = tariffOf([
      element(component('ENERGY', '0'), { maxKwh: '1' }),
      element(component('ENERGY', '2')),
      element(component('PARKING_TIME', '60'), { minDurationSeconds: 5400 }),
    ])
    // An hour at 11 kW, then an hour of idling, of which the last half costs.
    const { excl, lines, totals } = estimate(tariff, '2026-03-10T09:00:00Z', '11', '11', 60)
    expect(lines.map(({ dimension, quantity }) => [dimension, quantity])).toEqual([
      ['ENERGY', '1'],
      ['ENERGY', '10'],
      ['PARKING_TIME', '0.5'],
    ])
    expect(excl).toBe('50')
    expect(totals).toMatchObject({ energyKwh: '11', timeHours: '1', parkingHours: '1' })
  })

  test('knows that a night may have seven hours', () => {
    const tariff = tariffOf([
      element(component('TIME', '1'), { startTime: '22:00', endTime: '06:00' }),
      element(component('TIME', '3')),
    ])
    expect(estimate(tariff, '2026-03-28T20:00:00Z', '9', '1', 0).excl).toBe('13')
  })

  test('of nothing is the fee', () => {
    const tariff = tariffOf([element(component('FLAT', '5')), element(component('ENERGY', '3'))])
    expect(estimate(tariff, '2026-03-10T09:00:00Z', '0', '0', 0).excl).toBe('5')
  })

  test('never spans a change of price, and loses no energy', () => {
    const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`)
    fc.assert(
      fc.property(
        fc.record({
          from: clock,
          to: clock,
          kwh: fc.integer({ min: 1, max: 60 }),
          wattHours: fc.integer({ min: 1, max: 90_000 }),
          power: fc.constantFrom('3.7', '7', '11', '22', '150'),
          idle: fc.integer({ min: 0, max: 600 }),
          start: fc.integer({ min: 0, max: 86_400 * 365 }),
        }),
        ({ from, to, kwh, wattHours, power, idle, start }) => {
          const tariff = tariffOf([
            element(component('ENERGY', '1'), {
              startTime: from,
              endTime: to,
              dayOfWeek: ['SATURDAY', 'SUNDAY', 'MONDAY'],
            }),
            element(component('ENERGY', '2'), { maxKwh: String(kwh) }),
            element(component('ENERGY', '3')),
            element(component('PARKING_TIME', '60'), { minDurationSeconds: 7200 }),
          ])
          const energyKwh = decimal(wattHours).div(1000).toFixed()
          const startedAt = instant(Date.UTC(2026, 0, 1) + start * 1000)
          const { findings, totals } = estimateSession({
            tariff,
            startedAt,
            energyKwh,
            powerKw: power,
            idleMinutes: idle,
            timeZone: 'Europe/Stockholm',
          })
          expect(findings.map(({ code }) => code)).not.toContain('PERIOD_SPANS_PRICE_CHANGE')
          expect(totals.energyKwh).toBe(energyKwh)
        },
      ),
      { numRuns: 300 },
    )
  })
})
