import { describe, expect, test } from 'vitest'
import { toFixed } from './fraction'
import { createLocalClock } from './local-time'
import { priceSession, type MeteredPeriod } from './pricer'
import type { PriceComponent, Tariff, TariffElement } from './wire'

// The worked examples of OCPI 2.2.1 mod_tariffs and mod_cdrs, computed by hand.

const TARIFF = { country_code: 'DE', party_id: 'ALL', id: '1', currency: 'EUR', last_updated: '2018-12-17T11:44:10Z' }
const FLAT: PriceComponent = { type: 'FLAT', price: 0.5, vat: 20, step_size: 1 }
const ENERGY: PriceComponent = { type: 'ENERGY', price: 0.25, vat: 10, step_size: 1 }

const tariffOf = (elements: TariffElement[], extra: Partial<Tariff> = {}): Tariff => ({ ...TARIFF, ...extra, elements })
const flat = (...components: PriceComponent[]) => tariffOf([{ price_components: components }])
const at = (time: string) => Date.parse(`2026-01-14T${time}:00Z`)

function period(time: string, volumes: { wh?: number | string; charging?: number; parking?: number }): MeteredPeriod {
  const { wh = 0, charging = 0, parking = 0 } = volumes
  return { startMs: at(time), energyWh: wh, chargingSeconds: charging * 60, parkingSeconds: parking * 60 }
}

function price(tariff: Tariff, ...periods: MeteredPeriod[]): [string, string] {
  const { total } = priceSession(tariff, periods, createLocalClock('UTC'))
  return [toFixed(total.exclVat, 4), toFixed(total.inclVat, 4)]
}

const stepSwitching = tariffOf([
  {
    price_components: [
      { type: 'TIME', price: 1.2, step_size: 1800 },
      { type: 'PARKING_TIME', price: 1, step_size: 900 },
    ],
    restrictions: { start_time: '00:00', end_time: '17:00' },
  },
  {
    price_components: [
      { type: 'TIME', price: 2.4, step_size: 900 },
      { type: 'PARKING_TIME', price: 1, step_size: 900 },
    ],
    restrictions: { start_time: '17:00', end_time: '20:00' },
  },
  {
    price_components: [{ type: 'TIME', price: 2.4, step_size: 900 }],
    restrictions: { start_time: '20:00', end_time: '00:00' },
  },
])

describe('worked examples of the specification', () => {
  test('T8: energy only', () => {
    expect(price(flat(ENERGY), period('10:00', { wh: 20_000, charging: 120 }))).toEqual(['5.0000', '5.5000'])
  })

  test('T9: energy and start fee, each with its own VAT', () => {
    expect(price(flat(FLAT, ENERGY), period('10:00', { wh: 20_000, charging: 120 }))).toEqual(['5.5000', '6.1000'])
  })

  test('T10: 40 minutes of parking are billed as 45', () => {
    const parking: PriceComponent = { type: 'PARKING_TIME', price: 2, vat: 20, step_size: 900 }
    const periods = [period('10:00', { wh: 20_000, charging: 120 }), period('12:00', { parking: 40 })]
    expect(price(flat(FLAT, ENERGY, parking), ...periods)).toEqual(['7.0000', '7.9000'])
  })

  test('T13: parking decides the step, charging time stays as it is', () => {
    const time: PriceComponent = { type: 'TIME', price: 3, vat: 10, step_size: 60 }
    const parking: PriceComponent = { type: 'PARKING_TIME', price: 5, vat: 20, step_size: 300 }
    const periods = [period('10:00', { charging: 150 }), period('12:30', { parking: 42 })]
    expect(price(flat(time, parking), ...periods)).toEqual(['11.2500', '12.7500'])
  })

  test('T14-1: two prices of time, then parking', () => {
    const periods = [
      period('16:55', { charging: 5 }),
      period('17:00', { charging: 5 }),
      period('17:05', { parking: 2 }),
    ]
    expect(price(stepSwitching, ...periods)).toEqual(['0.5500', '0.5500'])
  })

  test('T14-2: the surplus is billed at the last price', () => {
    const periods = [period('16:35', { charging: 25 }), period('17:00', { charging: 10 })]
    expect(price(stepSwitching, ...periods)).toEqual(['1.3000', '1.3000'])
  })

  test('T14-3: parking that costs nothing does not count towards the step', () => {
    const periods = [
      period('19:40', { charging: 12 }),
      period('19:52', { parking: 8 }),
      period('20:00', { parking: 12 }),
    ]
    expect(price(stepSwitching, ...periods)).toEqual(['0.7300', '0.7300'])
  })

  test.each([
    [1, '0.0290'],
    [25, '0.0313'],
    [500, '0.1250'],
  ])('115.2 Wh in steps of %i Wh', (step, expected) => {
    const component: PriceComponent = { type: 'ENERGY', price: 0.25, step_size: step }
    expect(price(flat(component), period('10:00', { wh: '115.2', charging: 1 }))[0]).toBe(expected)
  })
})

describe('bounds', () => {
  const minimum = tariffOf([{ price_components: [ENERGY] }], { min_price: { excl_vat: 0.5, incl_vat: 0.55 } })
  const maximum = tariffOf([{ price_components: [FLAT, ENERGY] }], { max_price: { excl_vat: 10, incl_vat: 11 } })

  test.each([
    ['T12a above the minimum', minimum, 20_000, ['5.0000', '5.5000']],
    ['T12b below the minimum', minimum, 1_000, ['0.5000', '0.5500']],
    ['T6a above the maximum', maximum, 50_000, ['10.0000', '11.0000']],
    ['T6b below the maximum', maximum, 30_000, ['8.0000', '8.8500']],
  ])('%s', (_name, tariff, wh, expected) => {
    expect(price(tariff, period('10:00', { wh, charging: 60 }))).toEqual(expected)
  })
})

describe('restrictions', () => {
  test('night prices follow the clock of the place, not UTC', () => {
    const night = tariffOf([
      {
        price_components: [{ type: 'ENERGY', price: 1, step_size: 1 }],
        restrictions: { start_time: '22:00', end_time: '06:00' },
      },
      { price_components: [{ type: 'ENERGY', price: 3, step_size: 1 }] },
    ])
    const periods = [period('20:30', { wh: 1000, charging: 30 }), period('21:00', { wh: 1000, charging: 30 })]
    const { total } = priceSession(night, periods, createLocalClock('Europe/Stockholm'))
    expect(toFixed(total.exclVat, 2)).toBe('4.00')
  })

  test('maximum power selects per period (20.30)', () => {
    const tariff = tariffOf([
      { price_components: [{ type: 'ENERGY', price: 0.2, step_size: 1 }], restrictions: { max_power: 16 } },
      { price_components: [{ type: 'ENERGY', price: 0.35, step_size: 1 }], restrictions: { max_power: 32 } },
      { price_components: [{ type: 'ENERGY', price: 0.5, step_size: 1 }] },
    ])
    const periods = [
      period('10:00', { wh: 1000, charging: 10 }),
      period('10:10', { wh: 40_000, charging: 50 }),
      period('11:00', { wh: 500, charging: 7.5 }),
    ]
    expect(price(tariff, ...periods)[0]).toBe('20.3000')
  })
})
