import { expect, test } from 'vitest'
import { buildCdr, buildPeriods, CHARGE_STARTED as START } from '@/db/factories/build-cdr'
import { HOUR_MS, instant } from '@/lib/kernel/time'
import { PASS_THROUGH } from '../fixtures/build-subject'
import { estimateCharge, type EstimateInput } from './estimate-charge'
import { NO_CONTEXT } from './retail-context'

const { tariffs } = buildCdr()
const costOf = (session: Partial<EstimateInput['session']>) =>
  estimateCharge({
    session: {
      startedAt: START,
      endedAt: null,
      lastUpdated: instant(START + HOUR_MS),
      energyKwh: '10',
      currency: 'SEK',
      chargingPeriods: buildPeriods(START, [{ minutes: 60, kwh: '10' }]),
      ...session,
    },
    tariffs,
    rules: PASS_THROUGH,
    timeZone: 'Europe/Stockholm',
    powerType: 'AC_3_PHASE',
    maxPowerKw: 11,
    stepMode: 'combined',
    context: NO_CONTEXT,
  })?.netMinor

test('the price follows the energy, though the periods come later', () => {
  // 10 kWh at 3.20 and our 0.10.
  expect(costOf({})).toBe(3300n)
  const chargingPeriods = buildPeriods(START, [{ minutes: 30, kwh: '4' }, { minutes: 30 }])
  expect(costOf({ chargingPeriods })).toBe(3300n)
  expect(costOf({ chargingPeriods: [] })).toBe(3300n)
})

test('periods that state more than the total are believed', () => {
  expect(costOf({ energyKwh: '9' })).toBe(3300n)
})
