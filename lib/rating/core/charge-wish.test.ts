import { describe, expect, test } from 'vitest'
import { CAR_PRESETS, fitsCar, toBehaviour, type Car, type ChargeWish } from './charge-wish'

const AC = { powerType: 'AC_3_PHASE', maxPowerKw: 22 }
const DC = { powerType: 'DC', maxPowerKw: 150 }
const medium: Car = { name: 'Elbilen', ...CAR_PRESETS.medium }
const hybrid: Car = { name: 'Hybriden', ...CAR_PRESETS.plugIn }

describe('a charge that is priced before it happens', () => {
  test.each<[string, typeof AC, Car | null, ChargeWish | null, string, string]>([
    ['an example at the connector’s power', AC, null, null, '20', '22'],
    ['three quarters of the peak where the current is direct', DC, null, null, '30', '112.5'],
    ['from 20 to 80 percent of the car', DC, medium, null, '36', '90'],
    ['at what the car can take', AC, medium, null, '36', '11'],
    ['so many kWh', AC, medium, { by: 'kwh', amount: 12.5 }, '12.5', '11'],
    ['so long', AC, medium, { by: 'minutes', amount: 90 }, '16.5', '11'],
    ['no longer than the battery lasts', AC, hybrid, { by: 'minutes', amount: 600 }, '13', '3.7'],
    ['as without a car where that does not fit', DC, hybrid, { by: 'kwh', amount: 10 }, '10', '112.5'],
    ['at a power that is assumed where none is stated', { ...AC, maxPowerKw: 0 }, null, null, '20', '11'],
  ])('%s', (_what, place, car, wish, energyKwh, powerKw) => {
    expect(toBehaviour(place, car, wish)).toEqual({ energyKwh, powerKw, idleMinutes: 0 })
  })

  test('a car without a socket for direct current fits at others', () => {
    expect([fitsCar(AC, hybrid), fitsCar(DC, hybrid), fitsCar(DC, medium)]).toEqual([true, false, true])
  })
})
