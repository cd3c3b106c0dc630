import { describe, expect, test } from 'vitest'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { describeTariff } from './describe-tariff'
import { component, element, tariffOf } from './fixtures/build-tariff'

/** Figures carry no-break spaces; the sentences read the same with plain ones. */
function say(tariff: Tariff, locale: 'sv' | 'en'): string {
  return describeTariff(tariff, locale).join(' ').replaceAll('\u00a0', ' ')
}

const WORKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY']

describe('a tariff in words', () => {
  test('energy, and parking after an hour', () => {
    const tariff = tariffOf([
      element(component('ENERGY', '3.20')),
      element(component('PARKING_TIME', '60'), { minDurationSeconds: 3600 }),
    ])
    expect(say(tariff, 'sv')).toBe(
      'El 3,20 kr/kWh. Efter 60 minuter: parkering 1,00 kr/min. Priserna är utan moms (25 %).',
    )
    expect(say(tariff, 'en')).toBe(
      'Electricity 3,20 kr/kWh. After 60 minutes: parking 1,00 kr/min. Prices exclude VAT (25 %).',
    )
  })

  test('night and otherwise, a fee, limits, tax included', () => {
    const tariff = tariffOf(
      [
        element(component('FLAT', '5')),
        element(component('ENERGY', '2.79'), { startTime: '22:00', endTime: '06:00', dayOfWeek: WORKDAYS }),
        element(component('ENERGY', '3.49')),
      ],
      { taxIncluded: 'YES', minPrice: { excl: '8', incl: '10' }, maxPrice: { excl: null, incl: '400' } },
    )
    expect(say(tariff, 'sv')).toBe(
      'Startavgift 5,00 kr. Vardagar, 22:00–06:00: el 2,79 kr/kWh. Annars: el 3,49 kr/kWh. Minst 10,00 kr per laddning. Högst 400,00 kr per laddning. Priserna är med moms (25 %).',
    )
  })

  test.each([
    [{ maxKwh: '10' }, 'Upp till 10 kWh: el 1,00 kr/kWh.', 'Up to 10 kWh: electricity 1,00 kr/kWh.'],
    [
      { minKwh: '10', maxKwh: '20' },
      'Efter 10 kWh upp till 20 kWh: el 1,00 kr/kWh.',
      'After 10 kWh up to 20 kWh: electricity 1,00 kr/kWh.',
    ],
    [{ minPowerKw: '50' }, 'Från 50 kW: el 1,00 kr/kWh.', 'From 50 kW: electricity 1,00 kr/kWh.'],
    [{ maxCurrentA: '32' }, 'Under 32 A: el 1,00 kr/kWh.', 'Below 32 A: electricity 1,00 kr/kWh.'],
    [
      { maxDurationSeconds: 1800 },
      'De första 30 minuterna: el 1,00 kr/kWh.',
      'The first 30 minutes: electricity 1,00 kr/kWh.',
    ],
    [{ dayOfWeek: ['SATURDAY', 'SUNDAY'] }, 'Helger: el 1,00 kr/kWh.', 'Weekends: electricity 1,00 kr/kWh.'],
    [
      { dayOfWeek: ['MONDAY', 'FRIDAY'] },
      'Måndagar och fredagar: el 1,00 kr/kWh.',
      'Mondays and Fridays: electricity 1,00 kr/kWh.',
    ],
    [{ startTime: '18:00', endTime: null }, '18:00–24:00: el 1,00 kr/kWh.', '18:00–24:00: electricity 1,00 kr/kWh.'],
    [
      { startDate: '2026-06-01', endDate: '2026-09-01' },
      'Från 2026-06-01 före 2026-09-01: el 1,00 kr/kWh.',
      'From 2026-06-01 before 2026-09-01: electricity 1,00 kr/kWh.',
    ],
  ])('the condition %j', (restrictions, swedish, english) => {
    const tariff = tariffOf([element(component('ENERGY', '1'), restrictions)])
    expect(say(tariff, 'sv')).toContain(swedish)
    expect(say(tariff, 'en')).toContain(english)
  })

  test('reservations, steps, prices per hour, something free', () => {
    const tariff = tariffOf([
      element(component('FLAT', '40'), { reservation: 'RESERVATION_EXPIRES' }),
      element(component('TIME', '20', { stepSize: 600 }), { reservation: 'RESERVATION' }),
      element(component('TIME', '0')),
      element(component('ENERGY', '3', { stepSize: 500, vat: null })),
    ])
    expect(say(tariff, 'sv')).toBe(
      'Om reservationen går ut: reservation, startavgift 40,00 kr. Reservation 20,00 kr/h, per påbörjade 10 min. Laddtid utan kostnad. El 3,00 kr/kWh, per påbörjade 0,5 kWh. Priserna är utan moms.',
    )
  })

  test('free of charge', () => {
    expect(say(tariffOf([element(component('FLAT', '0.00', { stepSize: 0 }))]), 'sv')).toBe('Gratis.')
  })
})
