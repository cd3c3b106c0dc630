import { expect, test } from 'vitest'

import { frameOf, linePath, place, samplesOfPeriods } from './power-samples'

const QUARTER = 900_000
const periods = [
  { startedAt: 0, endedAt: QUARTER, averageKw: '11' },
  { startedAt: QUARTER, endedAt: 2 * QUARTER, averageKw: '5.5' },
]

test('an ended charge rises from zero and falls to zero, in order of time', () => {
  const samples = samplesOfPeriods(periods, true)
  expect(samples[0]).toEqual({ t: 0, kw: 0 })
  expect(samples.at(-1)).toEqual({ t: 2 * QUARTER, kw: 0 })
  expect(samples.map((sample) => sample.t)).toEqual(samples.map((sample) => sample.t).toSorted((a, b) => a - b))
})

test('a running charge ends at its present power', () => {
  expect(samplesOfPeriods(periods, false).at(-1)).toEqual({ t: 2 * QUARTER, kw: 5.5 })
})

test('the peak keeps its margin and zero lies on the paper', () => {
  const samples = samplesOfPeriods(periods, true)
  const frame = frameOf(samples, [])
  expect(place({ t: 0, kw: 11 }, frame)).toEqual({ x: 0, y: 12 })
  expect(place({ t: 2 * QUARTER, kw: 0 }, frame)).toEqual({ x: 100, y: 100 })
})

test('a charge without energy is a flat line, not a division by zero', () => {
  const samples = samplesOfPeriods([{ startedAt: 5, endedAt: 5, averageKw: '0' }], true)
  expect(linePath(samples, frameOf(samples, []))).not.toContain('NaN')
  expect(samplesOfPeriods([], true)).toEqual([])
})
