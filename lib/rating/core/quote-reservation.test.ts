import { expect, test } from 'vitest'
import { parseInstant } from '@/lib/kernel/time'
import { component, element, tariffOf } from '@/lib/pricing/fixtures/build-tariff'
import { FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { dearest, quoteReservation } from './quote-reservation'
import { NO_CONTEXT } from './retail-context'

const ENERGY = element(component('ENERGY', '3'))
const RULES = { ...PASS_THROUGH, energy: { ...PASS_THROUGH.energy, markupPerKwh: '0' } } as typeof PASS_THROUGH
const quote = (elements: Parameters<typeof tariffOf>[0], minutes = 30, given: object = {}) =>
  quoteReservation({
    tariffs: [tariffOf(elements)],
    rules: RULES,
    timeZone: 'Europe/Stockholm',
    startedAt: parseInstant('2026-11-25T12:00:00Z')!,
    minutes,
    powerType: 'AC_3_PHASE',
    maxPowerKw: 11,
    stepMode: 'combined',
    context: NO_CONTEXT,
    ...given,
  })
const perHour = (price: string, reservation: string, stepSize = 1) =>
  element(component('TIME', price, { stepSize }), { reservation })
const fee = (price: string, reservation: string) => element(component('FLAT', price), { reservation })

test('used, it costs its time; run out, what the tariff says of that', () => {
  expect(quote([ENERGY, perHour('20', 'RESERVATION')])).toMatchObject({ usedMinor: '1250', unusedMinor: '1250' })
  expect(quote([ENERGY, perHour('20', 'RESERVATION'), fee('30', 'RESERVATION_EXPIRES')])).toMatchObject({
    usedMinor: '1250',
    unusedMinor: '5000',
  })
  expect(quote([ENERGY, perHour('20', 'RESERVATION'), perHour('60', 'RESERVATION_EXPIRES')])).toMatchObject({
    usedMinor: '1250',
    unusedMinor: '3750',
  })
})

test('a begun step is paid for', () => {
  expect(quote([ENERGY, perHour('20', 'RESERVATION', 3600)], 15)).toMatchObject({ usedMinor: '2500' })
})

test('our markup is in it where the operator’s price is passed on', () => {
  const rules = { ...RULES, energy: { ...RULES.energy, markupPercent: '10' } }
  expect(quote([perHour('20', 'RESERVATION')], 60, { rules })).toMatchObject({ usedMinor: '2750' })
})

test('a tariff without a price for reservations asks nothing for one', () => {
  expect(quote([ENERGY])).toMatchObject({ usedMinor: '0', unusedMinor: '0' })
})

test('a lowest price of the whole charge does not hide what the reservation adds', () => {
  const minPrice = { excl: '500', incl: null }
  const tariffs = [tariffOf([ENERGY, perHour('20', 'RESERVATION')], { minPrice })]
  expect(quote([], 30, { tariffs })).toMatchObject({ usedMinor: '1250' })
})

test('with a fixed price the operator’s fee is ours to carry where a charge follows, and is passed on where none does', () => {
  const price = quote([ENERGY, perHour('20', 'RESERVATION')], 30, { rules: FIXED })
  expect(price).toMatchObject({ usedMinor: '0', unusedMinor: '1250' })
})

test.each([
  ['no tariff is known', { tariffs: [] }],
  ['it is in another currency', { tariffs: [tariffOf([perHour('2', 'RESERVATION')], { currency: 'EUR' })] }],
])('the price is unknown where %s', (_, given) => {
  expect(quote([], 30, given)).toBeNull()
})

test('of several connectors the dearer counts, and one unknown price makes all unknown', () => {
  const of = (unusedMinor: string) => ({ quote: { currency: 'SEK', usedMinor: '1', unusedMinor } })
  expect(dearest([of('5'), of('10'), of('7')])).toEqual(of('10'))
  expect(dearest([of('5'), null, of('7')])).toBeNull()
  expect(dearest([null, of('7')])).toBeNull()
  expect(dearest([])).toBeNull()
})
