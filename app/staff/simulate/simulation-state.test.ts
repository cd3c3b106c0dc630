import { expect, test } from 'vitest'
import { chargeOf, fieldProblems, loadSimulation } from './simulation-state'

const stateOf = (fields: Record<string, string>) => loadSimulation(Promise.resolve(fields))

test('the charge is the battery from one share to another', async () => {
  const { energyKwh, from, to } = chargeOf(await stateOf({ car: 'large', fromPercent: '15', toPercent: '80' }))
  expect({ energyKwh, from, to }).toEqual({ energyKwh: '50.05', from: 15, to: 80 })
})

test('what nothing can be worked out of is named, and nothing is put in its place', async () => {
  const wrong = { fromPercent: 'abc', toPercent: '1e308', idle: '-1', day: '2026-13-45', time: '25:00' }
  expect(fieldProblems(await stateOf(wrong))).toEqual({
    fromPercent: 'percent',
    toPercent: 'percent',
    idle: 'idle',
    day: 'day',
    time: 'time',
  })
  expect(fieldProblems(await stateOf({ fromPercent: '', toPercent: '101' }))).toEqual({
    fromPercent: 'percent',
    toPercent: 'percent',
  })
  expect(fieldProblems(await stateOf({ fromPercent: '80', toPercent: '80' }))).toEqual({ toPercent: 'target' })
  expect(fieldProblems(await stateOf({ idle: '1441' }))).toEqual({ idle: 'idle' })
})

test('an address without anything asks for a usual charge now', async () => {
  expect(fieldProblems(await stateOf({}))).toEqual({})
  expect(fieldProblems(await stateOf({ idle: '', day: '', time: '' }))).toEqual({})
})
